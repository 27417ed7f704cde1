/**
 * Unbiased pass@k from n samples with c successes: 1 - C(n-c, k) / C(n, k). NaN when k > n: fewer samples than draws say
 * nothing. Source: Chen et al. 2021 (2107.03374), equation 1.
 */
export function passAtK(n: number, c: number, k: number): number {
  if (k > n || k < 1) return Number.NaN;
  if (n - c < k) return 1;
  let miss = 1;
  for (let i = n - c + 1; i <= n; i++) miss *= 1 - k / i;
  return 1 - miss;
}
