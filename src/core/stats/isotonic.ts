/** A monotone step fit: knots with non-decreasing values. */
export interface Isotonic {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * Non-decreasing least-squares fit of y on x by pool-adjacent-violators. Equal x are averaged first, weighted by their
 * count; the weighted mean of the fit is the mean of y. Source: Ayer et al. 1955, Ann. Math. Statist. 26(4).
 */
export function fitIsotonic(x: readonly number[], y: readonly number[]): Isotonic {
  const order = x.map((_, i) => i).sort((a, b) => (x[a] as number) - (x[b] as number));
  const blocks: { weight: number; mean: number; knots: number[] }[] = [];
  let last: number | undefined;
  for (const i of order) {
    const value = y[i] as number;
    const top = blocks[blocks.length - 1];
    if (top && x[i] === last) {
      top.mean = (top.mean * top.weight + value) / (top.weight + 1);
      top.weight++;
    } else blocks.push({ weight: 1, mean: value, knots: [x[i] as number] });
    last = x[i];
  }
  const pooled: typeof blocks = [];
  for (const block of blocks) {
    let current = block;
    for (let below = pooled[pooled.length - 1]; below && below.mean >= current.mean; below = pooled[pooled.length - 1]) {
      const weight = below.weight + current.weight;
      current = {
        weight,
        mean: (below.mean * below.weight + current.mean * current.weight) / weight,
        knots: [...below.knots, ...current.knots],
      };
      pooled.pop();
    }
    pooled.push(current);
  }
  return { x: pooled.flatMap((b) => b.knots), y: pooled.flatMap((b) => b.knots.map(() => b.mean)) };
}

/** Linear between knots, constant outside. NaN for an empty fit. */
export function predictIsotonic(fit: Isotonic, at: number): number {
  const { x, y } = fit;
  const n = x.length;
  if (n === 0) return Number.NaN;
  if (at <= (x[0] as number)) return y[0] as number;
  if (at >= (x[n - 1] as number)) return y[n - 1] as number;
  let low = 0;
  let high = n - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) <= at) low = middle;
    else high = middle;
  }
  const share = (at - (x[low] as number)) / ((x[high] as number) - (x[low] as number));
  return (y[low] as number) + share * ((y[high] as number) - (y[low] as number));
}
