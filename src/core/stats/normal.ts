/** 97.5 % point of the standard normal distribution: the half width of a 95 % interval in standard errors. */
export const Z95 = 1.959963984540054;

/**
 * Distribution function of the standard normal, absolute error below 1.2e-7.
 * erfc by a rational Chebyshev fit (Numerical Recipes, 2nd ed., section 6.2).
 */
export function normalCdf(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + z / 2);
  const c = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
  let poly = 0;
  for (let i = c.length - 1; i >= 0; i--) poly = poly * t + (c[i] ?? 0);
  const erfc = t * Math.exp(-z * z + poly);
  return x > 0 ? 1 - erfc / 2 : erfc / 2;
}
