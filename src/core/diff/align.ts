import type { Fingerprint } from './fingerprint.ts';
import { type Aligned, alignRange, type Scoring } from './gaps.ts';
import { likenessRows } from './likeness-rows.ts';
import { similarity } from './similarity.ts';

/** One row of an alignment of two trajectories. */
export interface Row {
  readonly kind: 'same' | 'changed' | 'only-a' | 'only-b';
  readonly a?: number;
  readonly b?: number;
  /** In [0, 1] for a pair. */
  readonly similarity?: number;
}

/** Pairs below this likeness cost more than leaving both steps alone. */
const LIKE = 0.45;
const OPEN = 0.12;
const EXTEND = 0.04;
/** Blocks between anchors up to this many cells are aligned exactly; larger ones inside a band. */
const EXACT_CELLS = 6_000_000;
const BAND = 200;

/**
 * Global alignment of two step sequences. Steps that are exactly the same and occur once on each side anchor it (their
 * longest common order is kept); between anchors it is the best one under likeness and affine gaps. Blocks of more than
 * six million cells are aligned in a band of 200 steps around their diagonal, wide enough for any drift seen between
 * samples of one task; beyond it steps stay unpaired.
 */
export function align(a: readonly Fingerprint[], b: readonly Fingerprint[]): Row[] {
  const pairs: Aligned[] = [];
  let [i, j] = [0, 0];
  for (const [ai, bj] of [...anchors(a, b), [a.length, b.length] as const]) {
    pairs.push(...block(a, b, i, ai, j, bj));
    if (ai < a.length) pairs.push([ai, bj]);
    [i, j] = [ai + 1, bj + 1];
  }
  return pairs.map(([x, y]) => row(a, b, x, y));
}

function row(a: readonly Fingerprint[], b: readonly Fingerprint[], i: number | undefined, j: number | undefined): Row {
  if (i === undefined) return { kind: 'only-b', b: j as number };
  if (j === undefined) return { kind: 'only-a', a: i };
  const [x, y] = [a[i] as Fingerprint, b[j] as Fingerprint];
  return { kind: x.exact === y.exact ? 'same' : 'changed', a: i, b: j, similarity: similarity(x, y) };
}

function block(a: readonly Fingerprint[], b: readonly Fingerprint[], i0: number, i1: number, j0: number, j1: number): Aligned[] {
  let [start, end] = [0, 0];
  const exact = (i: number, j: number): boolean => (a[i] as Fingerprint).exact === (b[j] as Fingerprint).exact;
  while (i0 + start < i1 && j0 + start < j1 && exact(i0 + start, j0 + start)) start++;
  while (i1 - end > i0 + start && j1 - end > j0 + start && exact(i1 - end - 1, j1 - end - 1)) end++;
  const banded = (i1 - i0) * (j1 - j0) > EXACT_CELLS;
  const slope = (j1 - j0) / Math.max(1, i1 - i0);
  const likeness = banded ? undefined : likenessRows(a, b, i0 + start, i1 - end, j0 + start, j1 - end);
  const near = (i: number, j: number): boolean => Math.abs(j - j0 - (i - i0) * slope) <= BAND;
  const inBand = (i: number, j: number): number => (near(i, j) ? similarity(a[i] as Fingerprint, b[j] as Fingerprint) - LIKE : -1);
  const scoring: Scoring = { open: OPEN, extend: EXTEND, pair: likeness ? (i, j) => likeness(i, j) - LIKE : inBand };
  const middle = alignRange(scoring, i0 + start, i1 - end, j0 + start, j1 - end);
  return [...pairsFrom(i0, j0, start), ...middle, ...pairsFrom(i1 - end, j1 - end, end)];
}

const pairsFrom = (i: number, j: number, n: number): Aligned[] => Array.from({ length: n }, (_, k) => [i + k, j + k] as const);

/** Steps that occur exactly once on both sides, thinned to the longest run that is in order on both. */
function anchors(a: readonly Fingerprint[], b: readonly Fingerprint[]): (readonly [number, number])[] {
  const once = (side: readonly Fingerprint[]): Map<string, number> => {
    const seen = new Map<string, number>();
    side.forEach((f, i) => {
      seen.set(f.exact, seen.has(f.exact) ? -1 : i);
    });
    return seen;
  };
  const inB = once(b);
  const common = [...once(a)].flatMap(([key, i]) => {
    const j = inB.get(key);
    return i >= 0 && j !== undefined && j >= 0 ? [[i, j] as const] : [];
  });
  common.sort((x, y) => x[0] - y[0]);
  return longestIncreasing(common);
}

/** Longest subsequence with increasing second members, by patience sorting. */
function longestIncreasing(pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const tails: number[] = [];
  const previous = new Array<number>(pairs.length).fill(-1);
  pairs.forEach((pair, k) => {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] as number] as readonly [number, number])[1] < pair[1]) low = middle + 1;
      else high = middle;
    }
    if (low > 0) previous[k] = tails[low - 1] as number;
    tails[low] = k;
  });
  const out: (readonly [number, number])[] = [];
  for (let k = tails[tails.length - 1] ?? -1; k >= 0; k = previous[k] as number) out.push(pairs[k] as readonly [number, number]);
  return out.reverse();
}
