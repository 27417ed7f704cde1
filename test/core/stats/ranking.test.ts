import { describe, expect, test } from 'vitest';
import { auroc } from '../../../src/core/stats/auroc.ts';
import { below, seeded } from '../../../src/core/stats/random.ts';
import { type Ranked, ranking } from '../../../src/core/stats/ranking.ts';

const made = (n: number, clusters: number, seed: number): Ranked[] => {
  const random = seeded(seed);
  return Array.from({ length: n }, () => {
    const positive = random() < 0.4;
    return { positive, score: Math.round((random() + (positive ? 0.2 : 0)) * 20), cluster: String(below(random, clusters)) };
  });
};

describe('ranking', () => {
  test('over all pairs is the AUROC, ties one half', () => {
    const samples = made(200, 40, 1);
    const found = ranking(samples);
    const expected = auroc(
      samples.map(({ score }) => score),
      samples.map(({ positive }) => positive),
    );
    expect(found?.value).toBeCloseTo(expected?.value as number, 12);
    expect(found).toMatchObject({ n: 200, positives: expected?.positives });
    // Clusters mean nothing here, so the interval is near DeLong's.
    expect(found?.interval[0]).toBeCloseTo(expected?.interval[0] as number, 1);
    expect(found?.interval[1]).toBeCloseTo(expected?.interval[1] as number, 1);
  });

  test('within strata counts the pairs of a stratum only', () => {
    const samples = made(120, 15, 2).map((sample) => ({ ...sample, stratum: sample.cluster }));
    let [won, pairs] = [0, 0];
    for (const a of samples) {
      for (const b of samples) {
        if (!a.positive || b.positive || a.stratum !== b.stratum) continue;
        pairs++;
        won += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0;
      }
    }
    const found = ranking(samples);
    expect(found?.pairs).toBe(pairs);
    expect(found?.value).toBeCloseTo(won / pairs, 12);
  });

  test('copies of the same rollout do not narrow the interval', () => {
    const once = made(60, 60, 3).map((sample, i) => ({ ...sample, cluster: String(i) }));
    const width = (samples: readonly Ranked[]) => {
      const [low, high] = ranking(samples)?.interval ?? [0, 0];
      return high - low;
    };
    const copied = once.flatMap((sample) => [sample, sample, sample, sample]);
    expect(width(copied)).toBeGreaterThan(0.8 * width(once));
    const apart = copied.map((sample, i) => ({ ...sample, cluster: String(i) }));
    expect(width(apart)).toBeLessThan(0.7 * width(once));
  });

  test('a few that are all right do not prove perfection', () => {
    const samples = [1, 2, 3, 4].map((score): Ranked => ({ score, positive: score > 2, cluster: String(score) }));
    const [low, high] = ranking(samples)?.interval ?? [1, 1];
    expect(low).toBeLessThan(0.5);
    expect(high).toBe(1);
  });

  test('without a pair there is nothing, with one cluster no interval', () => {
    expect(ranking(made(20, 4, 4).map((sample) => ({ ...sample, positive: true })))).toBeUndefined();
    expect(ranking(made(20, 1, 5))?.interval).toEqual([Number.NaN, Number.NaN]);
  });
});
