import type { Step, TokenTrace } from '../model/trajectory.ts';
import { numberArray } from './fields.ts';
import { type TokenFields, tokenTrace } from './token-trace.ts';

/** A stretch of tokens that one model call generated. */
export interface Span {
  readonly tokens: TokenTrace | undefined;
  /** Token ids of everything before it. */
  readonly prompt?: readonly number[];
}

/**
 * Cuts arrays that run over a whole conversation into the stretches the policy generated: where the loss mask is 1.
 * `length` is the number of tokens before padding. Arrays that do not run along the mask are left out.
 */
export function tokenSpans(fields: TokenFields, length?: number): readonly Span[] {
  const mask = numberArray(Array.isArray(fields.lossMask) ? fields.lossMask.map(Number) : undefined);
  if (mask === undefined) return [];
  const ids = numberArray(fields.ids);
  const end = Math.min(length ?? mask.length, mask.length);
  const spans: Span[] = [];
  for (let at = 0; at < end; ) {
    const start = at;
    // An unknown mask bit (NaN) equals nothing, not even itself.
    do at++;
    while (at < end && mask[at] === mask[start]);
    if (mask[start] === 1) spans.push({ tokens: cut(fields, start, at, mask.length), prompt: ids?.slice(0, start) });
  }
  return spans;
}

function cut(fields: TokenFields, start: number, end: number, length: number): TokenTrace | undefined {
  const pieces = Object.entries(fields).map(([key, values]) => [
    key,
    Array.isArray(values) && values.length === length ? values.slice(start, end) : undefined,
  ]);
  return tokenTrace(Object.fromEntries(pieces) as TokenFields);
}

/** Steps with their stretches, where there are as many of them; tokens that cannot be placed are left out. */
export const withSpans = (steps: readonly Step[], spans: readonly Span[]): readonly Step[] =>
  spans.length === steps.length ? steps.map((step, k) => ({ ...step, tokens: spans[k]?.tokens })) : steps;
