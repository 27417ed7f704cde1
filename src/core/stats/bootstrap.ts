import { normalCdf, normalQuantile } from './normal.ts';
import { quantileSorted } from './quantile.ts';
import { below, seeded } from './random.ts';

export interface Interval {
  readonly estimate: number;
  /** Bounds at `level`; NaN when the data cannot give any (fewer than two clusters). */
  readonly low: number;
  readonly high: number;
  readonly level: number;
  /** Independent units resampled. */
  readonly clusters: number;
  readonly resamples: number;
  readonly seed: number;
  readonly method: 'bca' | 'percentile' | 'none';
}

export interface BootstrapOptions {
  readonly level?: number;
  readonly resamples?: number;
  readonly seed?: number;
}

/**
 * Bias-corrected and accelerated interval of `statistic` over clusters (tasks, say, each with all its rollouts): clusters
 * are resampled whole, so rollouts of one task stay together. Acceleration by the jackknife over clusters. Where every
 * resample gives the same value the interval is that point; where the correction is not finite the percentile interval is
 * given and named. Fewer than two clusters: no interval.
 *
 * For paired data let a cluster hold both sides. Source: Efron 1987, JASA 82; clusters: Field, Welsh 2007, JRSS B 69.
 */
export function bootstrap<T>(
  clusters: readonly T[],
  statistic: (sample: readonly T[]) => number,
  options: BootstrapOptions = {},
): Interval {
  const { level = 0.95, resamples = 2000, seed = 1 } = options;
  const estimate = statistic(clusters);
  const base = { estimate, level, clusters: clusters.length, resamples, seed };
  if (clusters.length < 2 || !Number.isFinite(estimate)) return { ...base, low: Number.NaN, high: Number.NaN, method: 'none' };

  const random = seeded(seed);
  const n = clusters.length;
  const draw = (): number => statistic(Array.from({ length: n }, () => clusters[below(random, n)] as T));
  return { ...base, ...bounds(estimate, level, resamples, draw, () => leaveOneOut(clusters, statistic)) };
}

/** `bootstrap` of the mean of plain numbers, each a cluster of its own: the same draws, without a list for each of them. */
export function bootstrapMean(values: readonly number[], options: BootstrapOptions = {}): Interval {
  const { level = 0.95, resamples = 2000, seed = 1 } = options;
  const n = values.length;
  const total = values.reduce((a, b) => a + b, 0);
  const estimate = total / n;
  const base = { estimate, level, clusters: n, resamples, seed };
  if (n < 2 || !Number.isFinite(estimate)) return { ...base, low: Number.NaN, high: Number.NaN, method: 'none' };
  const random = seeded(seed);
  const list = Float64Array.from(values);
  const draw = (): number => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += list[below(random, n)] as number;
    return sum / n;
  };
  return { ...base, ...bounds(estimate, level, resamples, draw, () => values.map((v) => (total - v) / (n - 1))) };
}

function bounds(
  estimate: number,
  level: number,
  resamples: number,
  draw: () => number,
  left: () => readonly number[],
): Pick<Interval, 'low' | 'high' | 'method'> {
  const draws: number[] = [];
  for (let b = 0; b < resamples; b++) {
    const value = draw();
    if (Number.isFinite(value)) draws.push(value);
  }
  draws.sort((a, b) => a - b);
  if (draws.length === 0) return { low: Number.NaN, high: Number.NaN, method: 'none' };

  const alpha = (1 - level) / 2;
  const smaller = draws.filter((d) => d < estimate).length + draws.filter((d) => d === estimate).length / 2;
  const z0 = normalQuantile(smaller / draws.length);
  const a = acceleration(left());
  const corrected = (p: number): number => {
    const z = z0 + normalQuantile(p);
    return normalCdf(z0 + z / (1 - a * z));
  };
  const [p1, p2] = [corrected(alpha), corrected(1 - alpha)];
  if (!Number.isFinite(z0) || !Number.isFinite(p1) || !Number.isFinite(p2))
    return { low: quantileSorted(draws, alpha), high: quantileSorted(draws, 1 - alpha), method: 'percentile' };
  return { low: quantileSorted(draws, p1), high: quantileSorted(draws, p2), method: 'bca' };
}

const leaveOneOut = <T>(clusters: readonly T[], statistic: (sample: readonly T[]) => number): readonly number[] =>
  clusters.map((_, i) => statistic(clusters.filter((__, j) => j !== i))).filter(Number.isFinite);

function acceleration(left: readonly number[]): number {
  const mean = left.reduce((a, b) => a + b, 0) / left.length;
  const cubes = left.reduce((total, v) => total + (mean - v) ** 3, 0);
  const squares = left.reduce((total, v) => total + (mean - v) ** 2, 0);
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}
