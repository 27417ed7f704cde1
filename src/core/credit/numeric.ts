export const sum = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0);
export const mean = (x: readonly number[]): number => sum(x) / x.length;

/** Standard deviation; `ddof` 1 is the sample (n-1) form, 0 the population form. NaN when there are too few values. */
export function sd(x: readonly number[], ddof: 0 | 1): number {
  if (x.length <= ddof) return Number.NaN;
  const mu = mean(x);
  return Math.sqrt(x.reduce((a, b) => a + (b - mu) ** 2, 0) / (x.length - ddof));
}

/** Positions by key, keys in order of first appearance. */
export function indicesBy(keys: readonly string[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  keys.forEach((key, i) => {
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  });
  return groups;
}

/** Applies `f` to the values of each group and puts the results back in order. */
export function byGroup(values: readonly number[], keys: readonly string[], f: (group: readonly number[]) => readonly number[]): number[] {
  const out = new Array<number>(values.length);
  for (const indices of indicesBy(keys).values()) {
    const result = f(indices.map((i) => values[i] as number));
    indices.forEach((i, k) => {
      out[i] = result[k] as number;
    });
  }
  return out;
}

/** (x - mean) / (sample sd + eps); a group of one is divided by (1 + eps) and not centred, as verl does. */
export function zSample(group: readonly number[], eps: number): number[] {
  if (group.length === 1) return group.map((x) => x / (1 + eps));
  const mu = mean(group);
  const s = sd(group, 1);
  return group.map((x) => (x - mu) / (s + eps));
}

/** (x - mean) / (population sd + eps). */
export function zPopulation(group: readonly number[], eps: number): number[] {
  const mu = mean(group);
  const s = sd(group, 0);
  return group.map((x) => (x - mu) / (s + eps));
}

/** Sum of later values, discounted: G_t = x_t + gamma G_{t+1}. */
export function returnsToGo(x: readonly number[], gamma: number): number[] {
  const out = new Array<number>(x.length);
  let running = 0;
  for (let t = x.length - 1; t >= 0; t--) {
    running = (x[t] as number) + gamma * running;
    out[t] = running;
  }
  return out;
}

export function softmax(x: readonly number[]): number[] {
  const max = Math.max(...x);
  const e = x.map((v) => Math.exp(v - max));
  const total = sum(e);
  return e.map((v) => v / total);
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Whitening over the unmasked values of a whole batch, as verl's masked_whiten: mean with n + 1e-8, variance with the
 * n / (n - 1) correction, 1e-8 under the root. Masked positions come back as NaN. Needs two unmasked values.
 */
export function whiten(values: readonly (readonly number[])[], mask: readonly (readonly number[])[]): number[][] {
  const kept = values.flatMap((row, i) => row.filter((_, t) => mask[i]?.[t]));
  const n = kept.length;
  const mu = sum(kept) / (n + 1e-8);
  const variance = ((sum(kept.map((x) => (x - mu) ** 2)) / (n + 1e-8)) * n) / (n - 1);
  const scale = 1 / Math.sqrt(variance + 1e-8);
  return values.map((row, i) => row.map((x, t) => (mask[i]?.[t] ? (x - mu) * scale : Number.NaN)));
}
