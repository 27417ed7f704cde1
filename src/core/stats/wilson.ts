import { Z95 } from './normal.ts';

/**
 * 95 % score interval of a proportion. `successes` may be fractional (a mean reward in [0, 1] times n). [0, 1] for n = 0.
 * Source: Wilson 1927, J. Am. Stat. Assoc. 22.
 */
export function wilson(successes: number, n: number, z = Z95): readonly [number, number] {
  if (n <= 0) return [0, 1];
  const p = successes / n;
  const z2 = (z * z) / n;
  const centre = (p + z2 / 2) / (1 + z2);
  const half = (z / (1 + z2)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
