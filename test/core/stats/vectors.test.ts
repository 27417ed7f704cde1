import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { auroc } from '../../../src/core/stats/auroc.ts';
import { bootstrap } from '../../../src/core/stats/bootstrap.ts';
import { brier, expectedCalibrationError } from '../../../src/core/stats/calibration.ts';
import { kendall, pearson, spearman } from '../../../src/core/stats/correlation.ts';
import { fitIsotonic, predictIsotonic } from '../../../src/core/stats/isotonic.ts';
import { mcnemar } from '../../../src/core/stats/mcnemar.ts';
import { benjaminiHochberg, holm } from '../../../src/core/stats/multiple.ts';
import { normalCdf, normalQuantile } from '../../../src/core/stats/normal.ts';
import { passAtK } from '../../../src/core/stats/passk.ts';
import { signFlipTest, twoSampleTest } from '../../../src/core/stats/permutation.ts';
import { quantile } from '../../../src/core/stats/quantile.ts';
import { wilson } from '../../../src/core/stats/wilson.ts';

/** Computed by SciPy, scikit-learn and NumPy: see make.py beside it. */
const v = JSON.parse(readFileSync(new URL('../../fixtures/stats/vectors.json', import.meta.url), 'utf8'));

function relative(got: number, expected: number, tolerance: number): void {
  expect(Math.abs(got - expected), `${got} for ${expected}`).toBeLessThanOrEqual(tolerance * Math.abs(expected));
}

describe('beside SciPy', () => {
  test('normal distribution and its inverse', () => {
    for (const [x, p] of v.normalCdf) relative(normalCdf(x), p, p < 1e-300 ? 1 : p < 1e-3 ? 1e-8 : 1e-12);
    for (const [p, x] of v.normalQuantile) expect(normalQuantile(p)).toBeCloseTo(x, 8);
  });
  test('quantiles', () => {
    for (const c of v.quantile) expect(quantile(c.values, c.q)).toBeCloseTo(c.expected, 12);
  });
  test('correlations with ties', () => {
    for (const c of v.correlation) {
      expect(pearson(c.x, c.y)).toBeCloseTo(c.pearson, 12);
      expect(spearman(c.x, c.y)).toBeCloseTo(c.spearman, 12);
      expect(kendall(c.x, c.y)).toBeCloseTo(c.kendall, 12);
    }
  });
  test('AUROC and DeLong', () => {
    for (const c of v.auroc) {
      const a = auroc(c.scores, c.labels);
      expect(a?.value).toBeCloseTo(c.value, 12);
      expect(a?.se).toBeCloseTo(c.se, 12);
    }
  });
  test('Wilson', () => {
    for (const [k, n, low, high] of v.wilson) {
      expect(wilson(k, n)[0]).toBeCloseTo(low, 10);
      expect(wilson(k, n)[1]).toBeCloseTo(high, 10);
    }
  });
  test('McNemar', () => {
    for (const [b, c, p] of v.mcnemar) expect(mcnemar(b, c)).toBeCloseTo(p, 10);
    expect(mcnemar(0, 0)).toBe(1);
  });
  test('pass@k', () => {
    for (const [n, c, k, p] of v.passAtK) expect(passAtK(n, c, k)).toBeCloseTo(p, 10);
    expect(passAtK(3, 1, 4)).toBeNaN();
  });
  test('sign flips, exact', () => {
    for (const c of v.signFlip) expect(signFlipTest(c.differences).p).toBeCloseTo(c.p, 12);
  });
  test('random permutations come near the t test on normal data', () => {
    const one = signFlipTest(v.signFlipLarge.differences);
    expect(one.exact).toBe(false);
    expect(Math.abs(one.p - v.signFlipLarge.t_p)).toBeLessThan(0.02);
    expect(Math.abs(twoSampleTest(v.twoSample.a, v.twoSample.b).p - v.twoSample.t_p)).toBeLessThan(0.02);
  });
  test('BCa bootstrap of a skewed mean', () => {
    const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
    const got = bootstrap<number>(v.bca.values, mean, { resamples: 20_000 });
    const width = v.bca.high - v.bca.low;
    expect(got.method).toBe('bca');
    expect(Math.abs(got.low - v.bca.low)).toBeLessThan(0.03 * width);
    expect(Math.abs(got.high - v.bca.high)).toBeLessThan(0.03 * width);
  });
  test('Holm and Benjamini-Hochberg', () => {
    holm(v.multiple.p).forEach((p, i) => {
      expect(p).toBeCloseTo(v.multiple.holm[i], 12);
    });
    benjaminiHochberg(v.multiple.p).forEach((p, i) => {
      expect(p).toBeCloseTo(v.multiple.bh[i], 12);
    });
  });
  test('calibration error and Brier', () => {
    const { forecasts, labels, ece, brier: score } = v.calibration;
    expect(expectedCalibrationError(forecasts, labels)).toBeCloseTo(ece, 10);
    const b = brier(forecasts, labels);
    expect(b.score).toBeCloseTo(score, 12);
    expect(b.reliability - b.resolution + b.uncertainty).toBeCloseTo(b.score, 12);
  });
  test('isotonic regression', () => {
    const fit = fitIsotonic(v.isotonic.x, v.isotonic.y);
    v.isotonic.at.forEach((x: number, i: number) => {
      expect(predictIsotonic(fit, x)).toBeCloseTo(v.isotonic.expected[i], 10);
    });
  });
});

describe('bootstrap on little data', () => {
  const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
  test('one cluster gives no interval, equal clusters a point', () => {
    expect(bootstrap([1], mean)).toMatchObject({ estimate: 1, method: 'none' });
    expect(bootstrap([1], mean).low).toBeNaN();
    expect(bootstrap([1, 1, 1], mean)).toMatchObject({ low: 1, high: 1 });
  });
  test('the seed decides', () => {
    const data = [1, 5, 2, 8, 3, 9, 4];
    expect(bootstrap(data, mean, { seed: 7 })).toEqual(bootstrap(data, mean, { seed: 7 }));
    const bounds = (seed: number) => bootstrap(data, mean, { seed, resamples: 51 });
    expect(bounds(7).low + bounds(7).high).not.toBe(bounds(8).low + bounds(8).high);
  });
});
