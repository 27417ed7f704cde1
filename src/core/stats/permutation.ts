import { seeded } from './random.ts';

export interface PermutationTest {
  /** Mean of the differences. */
  readonly difference: number;
  /** Two-sided. */
  readonly p: number;
  /** Pairs or clusters. */
  readonly n: number;
  readonly exact: boolean;
  readonly resamples: number;
  readonly seed: number;
}

/** With this many pairs or fewer all 2^n sign patterns are counted. */
const EXACT_UP_TO = 14;

/**
 * Sign-flip test of paired differences: under the null each pair could as well stand the other way round. One difference
 * per independent unit (per task: the difference of the task's means). Exact up to 14 pairs, else by `resamples` random
 * patterns with the observed one counted in, so that p is never 0. Source: Pitman 1937; Phipson, Smyth 2010, SAGMB 9(1).
 */
export function signFlipTest(
  differences: readonly number[],
  options: { readonly resamples?: number; readonly seed?: number } = {},
): PermutationTest {
  const { resamples = 10_000, seed = 1 } = options;
  const n = differences.length;
  const observed = differences.reduce((a, b) => a + b, 0);
  const base = { difference: n === 0 ? Number.NaN : observed / n, n, seed };
  if (n === 0) return { ...base, p: Number.NaN, exact: true, resamples: 0 };
  const limit = Math.abs(observed) - 1e-12 * differences.reduce((a, b) => a + Math.abs(b), 0);
  if (n <= EXACT_UP_TO) {
    let extreme = 0;
    for (let pattern = 0; pattern < 2 ** n; pattern++) {
      const total = differences.reduce((sum, d, i) => sum + (pattern & (1 << i) ? -d : d), 0);
      if (Math.abs(total) >= limit) extreme++;
    }
    return { ...base, p: extreme / 2 ** n, exact: true, resamples: 2 ** n };
  }
  const random = seeded(seed);
  let extreme = 1;
  const moving = Float64Array.from(differences.filter((d) => d !== 0));
  for (let r = 0; r < resamples; r++) if (Math.abs(flipped(moving, random)) >= limit) extreme++;
  return { ...base, p: extreme / (resamples + 1), exact: false, resamples };
}

/** Their sum under one random pattern of signs; a draw gives the signs of sixteen. */
function flipped(differences: Float64Array, random: () => number): number {
  let total = 0;
  for (let from = 0; from < differences.length; from += 16) {
    const to = Math.min(from + 16, differences.length);
    let bits = Math.floor(random() * 65_536);
    for (let i = from; i < to; i++, bits >>= 1) total += (differences[i] as number) * ((bits & 1) * 2 - 1);
  }
  return total;
}

/**
 * Difference of means of two independent groups, labels shuffled; sizes may differ. Two-sided, the observed labelling
 * counted in.
 */
export function twoSampleTest(
  a: readonly number[],
  b: readonly number[],
  options: { readonly resamples?: number; readonly seed?: number } = {},
): PermutationTest {
  const { resamples = 10_000, seed = 1 } = options;
  const all = [...a, ...b];
  const mean = (x: readonly number[], from: number, to: number): number => {
    let total = 0;
    for (let i = from; i < to; i++) total += x[i] as number;
    return total / (to - from);
  };
  const difference = mean(a, 0, a.length) - mean(b, 0, b.length);
  const base = { difference, n: all.length, exact: false, resamples, seed };
  if (a.length === 0 || b.length === 0) return { ...base, p: Number.NaN };
  const random = seeded(seed);
  const limit = Math.abs(difference) - 1e-12;
  let extreme = 1;
  for (let r = 0; r < resamples; r++) {
    for (let i = all.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [all[i], all[j]] = [all[j] as number, all[i] as number];
    }
    if (Math.abs(mean(all, 0, a.length) - mean(all, a.length, all.length)) >= limit) extreme++;
  }
  return { ...base, p: extreme / (resamples + 1) };
}
