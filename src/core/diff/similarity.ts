import type { Fingerprint } from './fingerprint.ts';

export interface SimilarityPart {
  readonly field: 'tool' | 'args' | 'text' | 'observation';
  /** Share of the whole, after fields that are empty on both sides are left out. */
  readonly weight: number;
  /** 0 nothing in common, 1 the same. */
  readonly value: number;
}

export interface Similarity {
  readonly value: number;
  readonly parts: readonly SimilarityPart[];
}

const WEIGHTS = { tool: 0.25, args: 0.35, text: 0.15, observation: 0.25 } as const;

/** Weighted likeness of two steps with its parts, for the explanation on hover. */
export function explainSimilarity(a: Fingerprint, b: Fingerprint): Similarity {
  const parts: SimilarityPart[] = [{ field: 'tool', weight: WEIGHTS.tool, value: a.tool === b.tool ? 1 : 0 }];
  for (const field of ['args', 'text', 'observation'] as const)
    if (a[field].length > 0 || b[field].length > 0) parts.push({ field, weight: WEIGHTS[field], value: dice(a[field], b[field]) });
  const total = parts.reduce((sum, p) => sum + p.weight, 0);
  const value = parts.reduce((sum, p) => sum + p.weight * p.value, 0) / total;
  return { value, parts: parts.map((p) => ({ ...p, weight: p.weight / total })) };
}

/** The same number without the parts; in [0, 1], symmetric, 1 for equal fingerprints. */
export const similarity = (a: Fingerprint, b: Fingerprint): number =>
  likenessOf(a, b, common(a.args, b.args), common(a.text, b.text), common(a.observation, b.observation));

/** The same number from how many tokens the two share in each field. */
export function likenessOf(a: Fingerprint, b: Fingerprint, args: number, text: number, observation: number): number {
  if (a.exact === b.exact) return 1;
  let total: number = WEIGHTS.tool;
  let value: number = a.tool === b.tool ? WEIGHTS.tool : 0;
  const [inArgs, inText, inObservation] = [
    a.args.length + b.args.length,
    a.text.length + b.text.length,
    a.observation.length + b.observation.length,
  ];
  if (inArgs > 0) {
    total += WEIGHTS.args;
    value += (WEIGHTS.args * 2 * args) / inArgs;
  }
  if (inText > 0) {
    total += WEIGHTS.text;
    value += (WEIGHTS.text * 2 * text) / inText;
  }
  if (inObservation > 0) {
    total += WEIGHTS.observation;
    value += (WEIGHTS.observation * 2 * observation) / inObservation;
  }
  return value / total;
}

/** Dice coefficient of two sorted sets: 2 |a and b| / (|a| + |b|). Source: Dice 1945, Ecology 26(3). */
const dice = (a: Uint32Array, b: Uint32Array): number => (2 * common(a, b)) / (a.length + b.length);

/** How many members two sorted sets share. */
function common(a: Uint32Array, b: Uint32Array): number {
  let [i, j, shared] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const [x, y] = [a[i] as number, b[j] as number];
    if (x === y) {
      shared++;
      i++;
      j++;
    } else if (x < y) i++;
    else j++;
  }
  return shared;
}
