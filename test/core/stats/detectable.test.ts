import { expect, test } from 'vitest';
import { minimumDetectableEffect } from '../../../src/core/stats/detectable.ts';
import { below, seeded, shuffle } from '../../../src/core/stats/random.ts';

test('the textbook number: sd 1, 100 pairs, 80 % power', () => {
  expect(minimumDetectableEffect(1, 100)).toBeCloseTo(0.2801585, 6);
  expect(minimumDetectableEffect(1, 1)).toBe(Number.POSITIVE_INFINITY);
});

test('seeded numbers are uniform enough, and a shuffle keeps its items', () => {
  const random = seeded(3);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) {
    const k = below(random, 10);
    counts[k] = (counts[k] as number) + 1;
  }
  const chi2 = counts.reduce((total, n) => total + (n - 10_000) ** 2 / 10_000, 0);
  expect(chi2).toBeLessThan(27.9); // 99.9 % point with 9 degrees of freedom
  expect(shuffle([1, 2, 3, 4, 5], random).sort()).toEqual([1, 2, 3, 4, 5]);
});
