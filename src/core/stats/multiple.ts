/** Holm's step-down adjusted p-values: family-wise error under any dependence. Source: Holm 1979, Scand. J. Stat. 6. */
export function holm(p: readonly number[]): number[] {
  const order = byValue(p);
  const out = new Array<number>(p.length);
  let running = 0;
  order.forEach((i, rank) => {
    running = Math.max(running, Math.min(1, (p.length - rank) * (p[i] as number)));
    out[i] = running;
  });
  return out;
}

/** Benjamini-Hochberg adjusted p-values: false discovery rate. Source: Benjamini, Hochberg 1995, JRSS B 57. */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const order = byValue(p);
  const out = new Array<number>(p.length);
  let running = 1;
  for (let rank = order.length - 1; rank >= 0; rank--) {
    const i = order[rank] as number;
    running = Math.min(running, ((p[i] as number) * p.length) / (rank + 1));
    out[i] = running;
  }
  return out;
}

const byValue = (p: readonly number[]): number[] => p.map((_, i) => i).sort((a, b) => (p[a] as number) - (p[b] as number));
