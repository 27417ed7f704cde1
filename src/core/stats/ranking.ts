import { quantileSorted } from './quantile.ts';
import { below, seeded } from './random.ts';

export interface Ranked {
  readonly score: number;
  readonly positive: boolean;
  /** Drawn whole: samples of one task, say, which are not independent. */
  readonly cluster: string;
  /** Only pairs inside a stratum count; absent: all pairs. */
  readonly stratum?: string;
}

export interface Ranking {
  /** Share of (positive, negative) pairs in which the positive scores higher; ties count one half. */
  readonly value: number;
  /** 95 %, percentiles over draws of whole clusters; Wilson's bound at an end the draws never leave. NaN with fewer than two clusters. */
  readonly interval: readonly [number, number];
  readonly n: number;
  readonly positives: number;
  readonly pairs: number;
}

const WILSON = 1.959963984540054 ** 2;

/** AUROC (or its mean within strata, by pairs) with a cluster bootstrap; undefined where there is no pair. O(n log n + resamples n). */
export function ranking(samples: readonly Ranked[], { resamples = 500, seed = 1 } = {}): Ranking | undefined {
  const table = tableOf(samples);
  const { won, pairs } = concordance(table, undefined);
  if (pairs === 0) return undefined;
  const value = won / pairs;
  const positives = samples.filter((sample) => sample.positive).length;
  const facts = { value, n: samples.length, positives, pairs };
  if (table.clusters < 2) return { ...facts, interval: [Number.NaN, Number.NaN] };
  const random = seeded(seed);
  const draws: number[] = [];
  const times = new Float64Array(table.clusters);
  for (let b = 0; b < resamples; b++) {
    times.fill(0);
    for (let k = 0; k < table.clusters; k++) {
      const drawn = below(random, table.clusters);
      times[drawn] = (times[drawn] as number) + 1;
    }
    const drawn = concordance(table, times);
    if (drawn.pairs > 0) draws.push(drawn.won / drawn.pairs);
  }
  draws.sort((a, b) => a - b);
  const smaller = Math.min(positives, samples.length - positives, table.clusters);
  const open = smaller / (smaller + WILSON);
  const low = value >= 1 ? Math.min(open, quantileSorted(draws, 0.025)) : quantileSorted(draws, 0.025);
  const high = value <= 0 ? Math.max(1 - open, quantileSorted(draws, 0.975)) : quantileSorted(draws, 0.975);
  return { ...facts, interval: [low, high] };
}

/** Samples sorted by stratum and score. */
interface Table {
  readonly scores: Float64Array;
  readonly positive: Uint8Array;
  readonly cluster: Int32Array;
  readonly stratum: Int32Array;
  readonly clusters: number;
  /** Every stratum lies in one cluster: a cluster drawn twice is two strata, not one twice as large. */
  readonly nested: boolean;
}

function tableOf(samples: readonly Ranked[]): Table {
  const clusters = numbered(samples.map((sample) => sample.cluster));
  const strata = numbered(samples.map((sample) => sample.stratum ?? ''));
  const order = samples
    .map((_, i) => i)
    .sort((a, b) => (strata.of[a] as number) - (strata.of[b] as number) || (samples[a] as Ranked).score - (samples[b] as Ranked).score);
  const stratum = Int32Array.from(order, (i) => strata.of[i] as number);
  const cluster = Int32Array.from(order, (i) => clusters.of[i] as number);
  return {
    scores: Float64Array.from(order, (i) => (samples[i] as Ranked).score),
    positive: Uint8Array.from(order, (i) => ((samples[i] as Ranked).positive ? 1 : 0)),
    cluster,
    stratum,
    clusters: clusters.count,
    nested: cluster.every((c, k) => k === 0 || stratum[k] !== stratum[k - 1] || c === cluster[k - 1]),
  };
}

function concordance(table: Table, times: Float64Array | undefined): { readonly won: number; readonly pairs: number } {
  const { scores, positive, cluster, stratum, nested } = table;
  let [won, pairs] = [0, 0];
  const n = scores.length;
  for (let i = 0; i < n; ) {
    const block = stratum[i];
    const factor = nested && times ? (times[cluster[i] as number] as number) : 1;
    let [lower, blockWon, blockPositives] = [0, 0, 0];
    while (i < n && stratum[i] === block) {
      const score = scores[i];
      let [up, down] = [0, 0];
      for (; i < n && stratum[i] === block && scores[i] === score; i++) {
        const weight = times && !nested ? (times[cluster[i] as number] as number) : 1;
        if (positive[i] === 1) up += weight;
        else down += weight;
      }
      blockWon += up * (lower + down / 2);
      lower += down;
      blockPositives += up;
    }
    won += factor * blockWon;
    pairs += factor * blockPositives * lower;
  }
  return { won, pairs };
}

function numbered(names: readonly string[]): { readonly of: readonly number[]; readonly count: number } {
  const known = new Map<string, number>();
  const of = names.map((name) => {
    const number = known.get(name) ?? known.size;
    known.set(name, number);
    return number;
  });
  return { of, count: known.size };
}
