import { Z95 } from './normal.ts';
import { midranks } from './ranks.ts';

export interface Auroc {
  /** Probability that a random positive is scored above a random negative; ties count one half. */
  readonly value: number;
  /** 95 % interval, inside [0, 1]. */
  readonly interval: readonly [number, number];
  /** Standard error of `value` (DeLong); 0 when positives and negatives do not overlap. */
  readonly se: number;
  readonly n: number;
  readonly positives: number;
}

/**
 * Area under the ROC curve with DeLong's variance, computed by midranks in O(n log n).
 *
 * The interval is taken on the logit scale, so it stays inside (0, 1). Complete separation makes the variance 0; the
 * open end is then Wilson's bound for `min(positives, negatives)` successes out of as many, which keeps small samples
 * honest. Undefined when one class is empty: there is nothing to separate.
 *
 * Source: DeLong, DeLong, Clarke-Pearson 1988, Biometrics 44; fast form: Sun, Xu 2014, IEEE SPL 21(11).
 */
export function auroc(scores: readonly number[], labels: readonly boolean[]): Auroc | undefined {
  const pos = scores.filter((_, i) => labels[i]);
  const neg = scores.filter((_, i) => !labels[i]);
  const m = pos.length;
  const n = neg.length;
  if (m === 0 || n === 0) return undefined;

  const all = midranks([...pos, ...neg]);
  const posRanks = midranks(pos);
  const negRanks = midranks(neg);
  const v10 = pos.map((_, i) => ((all[i] as number) - (posRanks[i] as number)) / n);
  const v01 = neg.map((_, j) => 1 - ((all[m + j] as number) - (negRanks[j] as number)) / m);
  const value = mean(v10);
  const se = Math.sqrt(variance(v10) / m + variance(v01) / n);
  return { value, se, interval: interval(value, se, Math.min(m, n)), n: m + n, positives: m };
}

function interval(value: number, se: number, smaller: number): readonly [number, number] {
  const wilson = smaller / (smaller + Z95 * Z95);
  if (value >= 1) return [wilson, 1];
  if (value <= 0) return [0, 1 - wilson];
  const logit = Math.log(value / (1 - value));
  const half = (Z95 * se) / (value * (1 - value));
  return [1 / (1 + Math.exp(-(logit - half))), 1 / (1 + Math.exp(-(logit + half)))];
}

function mean(x: readonly number[]): number {
  return x.reduce((a, b) => a + b, 0) / x.length;
}

/** Sample variance; 0 for a single value. */
function variance(x: readonly number[]): number {
  if (x.length < 2) return 0;
  const mu = mean(x);
  return x.reduce((a, b) => a + (b - mu) ** 2, 0) / (x.length - 1);
}
