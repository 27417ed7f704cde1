/**
 * Exact two-sided McNemar test: `b` pairs went from success to failure, `c` the other way; under the null they are equally
 * likely. 1 when there are none. Source: McNemar 1947; exact form as a sign test on b + c.
 */
export function mcnemar(b: number, c: number): number {
  const n = b + c;
  if (n === 0) return 1;
  const k = Math.min(b, c);
  let log = -n * Math.LN2;
  let tail = Math.exp(log);
  for (let i = 1; i <= k; i++) {
    log += Math.log((n - i + 1) / i);
    tail += Math.exp(log);
  }
  return Math.min(1, 2 * tail);
}
