import { midranks } from './ranks.ts';

/** Pearson's r; NaN when a side is constant or has fewer than two values. */
export function pearson(x: readonly number[], y: readonly number[]): number {
  const n = x.length;
  const mx = x.reduce((a, b) => a + b, 0) / n;
  const my = y.reduce((a, b) => a + b, 0) / n;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [(x[i] as number) - mx, (y[i] as number) - my];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return n < 2 || xx === 0 || yy === 0 ? Number.NaN : xy / Math.sqrt(xx * yy);
}

/** Spearman's rho: Pearson's r of midranks. */
export const spearman = (x: readonly number[], y: readonly number[]): number => pearson(midranks(x), midranks(y));

/**
 * Kendall's tau-b, ties corrected, in O(n log n). NaN when a side is constant.
 * Source: Knight 1966, JASA 61 (314).
 */
export function kendall(x: readonly number[], y: readonly number[]): number {
  const n = x.length;
  const order = x.map((_, i) => i).sort((a, b) => (x[a] as number) - (x[b] as number) || (y[a] as number) - (y[b] as number));
  const pairs = (n * (n - 1)) / 2;
  const tiedX = ties(order, (a, b) => x[a] === x[b]);
  const tiedBoth = ties(order, (a, b) => x[a] === x[b] && y[a] === y[b]);
  const { sorted, swaps } = mergeSort(order.map((i) => y[i] as number));
  const tiedY = ties(sorted, (a, b) => a === b);
  const difference = pairs - tiedX - tiedY + tiedBoth - 2 * swaps;
  return difference / Math.sqrt((pairs - tiedX) * (pairs - tiedY));
}

function ties<T>(sorted: readonly T[], same: (a: T, b: T) => boolean): number {
  let total = 0;
  let run = 1;
  for (let i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && same(sorted[i - 1] as T, sorted[i] as T)) run++;
    else {
      total += (run * (run - 1)) / 2;
      run = 1;
    }
  }
  return total;
}

function mergeSort(values: readonly number[]): { readonly sorted: readonly number[]; readonly swaps: number } {
  if (values.length < 2) return { sorted: values, swaps: 0 };
  const middle = values.length >> 1;
  const left = mergeSort(values.slice(0, middle));
  const right = mergeSort(values.slice(middle));
  const sorted: number[] = [];
  let swaps = left.swaps + right.swaps;
  let i = 0;
  for (const v of right.sorted) {
    while (i < left.sorted.length && (left.sorted[i] as number) <= v) sorted.push(left.sorted[i++] as number);
    swaps += left.sorted.length - i;
    sorted.push(v);
  }
  return { sorted: [...sorted, ...left.sorted.slice(i)], swaps };
}
