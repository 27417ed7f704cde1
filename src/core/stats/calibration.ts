export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly n: number;
  /** Mean forecast and share of successes; NaN when empty. */
  readonly forecast: number;
  readonly observed: number;
}

/** Equal-width bins over [0, 1]; 1 falls into the last. */
export function calibrationBins(forecasts: readonly number[], labels: readonly boolean[], bins = 10): CalibrationBin[] {
  const sums = Array.from({ length: bins }, () => ({ n: 0, forecast: 0, hits: 0 }));
  forecasts.forEach((f, i) => {
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.floor(f * bins)))] as (typeof sums)[number];
    bin.n++;
    bin.forecast += f;
    bin.hits += labels[i] ? 1 : 0;
  });
  return sums.map((s, k) => ({ low: k / bins, high: (k + 1) / bins, n: s.n, forecast: s.forecast / s.n, observed: s.hits / s.n }));
}

/** Expected calibration error: mean over bins, weighted by size, of |mean forecast - share of successes|. Source: Naeini et al. 2015, AAAI. */
export function expectedCalibrationError(forecasts: readonly number[], labels: readonly boolean[], bins = 10): number {
  const filled = calibrationBins(forecasts, labels, bins).filter((b) => b.n > 0);
  return filled.reduce((total, b) => total + (b.n / forecasts.length) * Math.abs(b.forecast - b.observed), 0);
}

export interface Brier {
  /** Mean squared difference of forecast and outcome. */
  readonly score: number;
  /** score = reliability - resolution + uncertainty, exactly, when forecasts are grouped by their distinct values. */
  readonly reliability: number;
  readonly resolution: number;
  readonly uncertainty: number;
}

/** Brier score with Murphy's decomposition over distinct forecast values. Source: Murphy 1973, J. Appl. Meteorol. 12. */
export function brier(forecasts: readonly number[], labels: readonly boolean[]): Brier {
  const n = forecasts.length;
  const groups = new Map<number, { n: number; hits: number }>();
  let hits = 0;
  let squares = 0;
  forecasts.forEach((f, i) => {
    const y = labels[i] ? 1 : 0;
    hits += y;
    squares += (f - y) ** 2;
    const group = groups.get(f) ?? { n: 0, hits: 0 };
    groups.set(f, { n: group.n + 1, hits: group.hits + y });
  });
  const rate = hits / n;
  let [reliability, resolution] = [0, 0];
  for (const [f, g] of groups) {
    reliability += (g.n / n) * (f - g.hits / g.n) ** 2;
    resolution += (g.n / n) * (g.hits / g.n - rate) ** 2;
  }
  return { score: squares / n, reliability, resolution, uncertainty: rate * (1 - rate) };
}
