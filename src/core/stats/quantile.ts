/** Quantile of sorted values by linear interpolation between order statistics (type 7 of Hyndman, Fan 1996). */
export function quantileSorted(sorted: readonly number[], p: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * Math.min(1, Math.max(0, p));
  const low = Math.floor(at);
  const a = sorted[low] as number;
  const b = sorted[Math.min(low + 1, sorted.length - 1)] as number;
  return a + (b - a) * (at - low);
}

export const quantile = (values: readonly number[], p: number): number => quantileSorted([...values].sort((a, b) => a - b), p); // biome-ignore format: one line
export const median = (values: readonly number[]): number => quantile(values, 0.5);
