import { normalQuantile } from './normal.ts';

/**
 * Smallest mean difference that n paired differences with this standard deviation would show with the given power in a
 * two-sided test: (z_(1-alpha/2) + z_power) sd / sqrt(n). Infinity for fewer than two pairs.
 * Source: normal approximation, e.g. Chow, Shao, Wang, "Sample Size Calculations in Clinical Research", chapter 3.
 */
export function minimumDetectableEffect(sd: number, n: number, alpha = 0.05, power = 0.8): number {
  if (n < 2) return Number.POSITIVE_INFINITY;
  return ((normalQuantile(1 - alpha / 2) + normalQuantile(power)) * sd) / Math.sqrt(n);
}
