import { auroc } from '../src/core/stats/auroc.ts';

/** One trajectory at one place: the scorer's number, the outcome, and what it is compared within. */
export interface Sample {
  readonly score: number;
  readonly solved: boolean;
  readonly task: string;
  readonly policy: string;
}

export interface Ranking {
  readonly auroc: number;
  /** 95 %, percentiles of a bootstrap that draws whole tasks, since rollouts of a task are not independent. */
  readonly interval: readonly [number, number];
  readonly n: number;
  readonly solved: number;
}

const RESAMPLES = 1000;

/** AUROC of all samples; undefined when one outcome is missing. */
export function ranking(samples: readonly Sample[]): Ranking | undefined {
  const value = area(samples);
  if (value === undefined) return undefined;
  return { auroc: value, interval: interval(samples, area), n: samples.length, solved: samples.filter((sample) => sample.solved).length };
}

/** The same over pairs that share a task (or policy) only; `pairs` says how many there are. */
export function rankingWithin(
  samples: readonly Sample[],
  by: 'task' | 'policy',
): (Omit<Ranking, 'solved' | 'n'> & { readonly pairs: number }) | undefined {
  const measure = (drawn: readonly Sample[]) => {
    const { won, pairs } = concordant(drawn, by);
    return pairs === 0 ? undefined : won / pairs;
  };
  const value = measure(samples);
  if (value === undefined) return undefined;
  return { auroc: value, interval: interval(samples, measure), pairs: concordant(samples, by).pairs };
}

function area(samples: readonly Sample[]): number | undefined {
  return auroc(
    samples.map((sample) => sample.score),
    samples.map((sample) => sample.solved),
  )?.value;
}

function concordant(samples: readonly Sample[], by: 'task' | 'policy'): { readonly won: number; readonly pairs: number } {
  let won = 0;
  let pairs = 0;
  for (const group of groups(samples, (sample) => sample[by])) {
    const losers = group.filter((sample) => !sample.solved);
    for (const winner of group.filter((sample) => sample.solved)) {
      for (const loser of losers) {
        pairs++;
        won += winner.score > loser.score ? 1 : winner.score === loser.score ? 0.5 : 0;
      }
    }
  }
  return { won, pairs };
}

function interval(samples: readonly Sample[], measure: (drawn: readonly Sample[]) => number | undefined): readonly [number, number] {
  const tasks = groups(samples, (sample) => sample.task);
  const random = generator(20);
  const values: number[] = [];
  for (let i = 0; i < RESAMPLES; i++) {
    const value = measure(tasks.flatMap(() => tasks[Math.floor(random() * tasks.length)] ?? []));
    if (value !== undefined) values.push(value);
  }
  values.sort((a, b) => a - b);
  const at = (share: number) => values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN;
  return [at(0.025), at(0.975)];
}

export function groups<T>(items: readonly T[], key: (item: T) => string): readonly (readonly T[])[] {
  return [...Map.groupBy(items, key).values()];
}

/** mulberry32 */
function generator(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
