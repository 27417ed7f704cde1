import type { Json } from '../model/json.ts';
import type { TokenTrace } from '../model/trajectory.ts';
import { numberArray, present } from './fields.ts';

type Series = Exclude<keyof TokenTrace, 'ids' | 'lossMask' | 'texts'>;

/** The token arrays of one piece of generated text, as logged. */
export type TokenFields = { readonly [key in Series | 'ids' | 'lossMask']?: Json };

const SERIES: readonly Series[] = ['logprobs', 'refLogprobs', 'trainLogprobs', 'entropies', 'rewards', 'advantages', 'returns', 'values'];

/**
 * Brings token arrays to one length. Trainers log some of them for every position and others for the positions in the
 * loss only; the latter are spread over the mask and unknown elsewhere. Empty arrays were not recorded. An array that
 * fits neither the positions nor the mask cannot be told apart token by token and is left out.
 */
export function tokenTrace(fields: TokenFields): TokenTrace | undefined {
  const ids = numberArray(fields.ids);
  const lossMask = Array.isArray(fields.lossMask) ? numberArray(fields.lossMask.map(Number)) : undefined;
  const logged = SERIES.map((key) => [key, numberArray(fields[key])] as const);
  const length = ids?.length ?? lossMask?.length ?? logged.find(([, values]) => values !== undefined)?.[1]?.length;
  if (length === undefined) return undefined;
  const mask = lossMask?.length === length ? lossMask : undefined;
  const fitted = logged.map(([key, values]) => [key, aligned(values, length, mask)] as const);
  return present({ ids, lossMask: mask, ...Object.fromEntries(fitted) });
}

function aligned(
  values: readonly number[] | undefined,
  length: number,
  mask: readonly number[] | undefined,
): readonly number[] | undefined {
  if (values === undefined || values.length === length) return values;
  if (mask === undefined || mask.filter((bit) => bit === 1).length !== values.length) return undefined;
  let next = 0;
  return mask.map((bit) => (bit === 1 ? (values[next++] ?? Number.NaN) : Number.NaN));
}
