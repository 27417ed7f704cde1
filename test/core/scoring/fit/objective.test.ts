import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { calibrate, type Unseen } from '../../../../src/core/scoring/fit/calibrate.ts';
import { minimise } from '../../../../src/core/scoring/fit/minimise.ts';
import { marginsOf, objective } from '../../../../src/core/scoring/fit/objective.ts';
import { NO_PAUSE } from '../../../../src/core/scoring/fit/pause.ts';
import { TOKENS } from '../../../../src/core/scoring/fit/weights.ts';
import { seeded } from '../../../../src/core/stats/random.ts';
import { examplesOf, madeRun } from './made.ts';

/** From `training/check_fit.py`: rows are the steps of `examples`, one after the other, with prefix features built there. */
const reference = JSON.parse(readFileSync(join(import.meta.dirname, 'sklearn.json'), 'utf8')) as {
  readonly cases: readonly { readonly tokens: number; readonly c: number; readonly margins: readonly number[] }[];
};
const examples = examplesOf(madeRun({ tasks: 12, samples: 3, signal: 0.3, seed: 11 }));
const all = examples.keys.map((_, i) => i);

describe('the logistic model', () => {
  it.each(reference.cases)('is that of scikit-learn: tokens $tokens, C $c', async ({ tokens, c, margins }) => {
    const x = new Float64Array(examples.width);
    await minimise(objective(examples, all, { tokens, c }, [0], NO_PAUSE), x, { iterations: 3000, tolerance: 1e-13 });
    const found = all.flatMap((i) => [...marginsOf(examples, i, x, tokens)]);
    expect(found).toHaveLength(margins.length);
    const worst = Math.max(...found.map((margin, k) => Math.abs(margin - (margins[k] as number))));
    expect(worst).toBeLessThan(5e-3);
  });

  test('its gradient is the slope of its value', async () => {
    const random = seeded(3);
    const f = objective(examples, all, { tokens: 1, c: 1 }, [-0.3, 0.2], NO_PAUSE);
    const x = Float64Array.from({ length: examples.width }, () => (random() - 0.5) / 5);
    const gradient = new Float64Array(examples.width);
    await f(x, gradient);
    const touched = [0, 5, 40, 70, 110, ...new Set(examples.tokens.slice(0, 12).map((id) => TOKENS + id))];
    for (const k of touched) {
      const [up, down] = [x.slice(), x.slice()];
      up[k] = (up[k] as number) + 1e-5;
      down[k] = (down[k] as number) - 1e-5;
      const slope = ((await f(up, new Float64Array(examples.width))) - (await f(down, new Float64Array(examples.width)))) / 2e-5;
      expect(gradient[k]).toBeCloseTo(slope, 4);
    }
  });
});

describe('minimise', () => {
  test('finds the bottom of a narrow valley', async () => {
    const x = new Float64Array([3, -2]);
    const f = (at: Float64Array, gradient: Float64Array): number => {
      const [a, b] = [at[0] as number, at[1] as number];
      gradient[0] = 2 * (a - 1);
      gradient[1] = 2000 * (b + 0.5);
      return (a - 1) ** 2 + 1000 * (b + 0.5) ** 2;
    };
    await minimise(f, x, { tolerance: 1e-15 });
    expect(x[0]).toBeCloseTo(1, 5);
    expect(x[1]).toBeCloseTo(-0.5, 5);
  });
});

describe('calibrate', () => {
  const rows = (slope: number, shift: number): Unseen[] => {
    const random = seeded(5);
    return Array.from({ length: 4000 }, () => {
      const margin = (random() - 0.5) * 6;
      const baseline = random() - 0.5;
      return { margin, baseline, weight: 1, success: random() < 1 / (1 + Math.exp(-(baseline + shift + slope * margin))) };
    });
  };

  test('finds slope and shift again', async () => {
    const found = await calibrate(rows(0.6, -0.4));
    expect(found.slope).toBeCloseTo(0.6, 1);
    expect(found.shift).toBeCloseTo(-0.4, 1);
  });

  test('never turns a scorer round', async () => {
    const { slope, shift } = await calibrate(rows(-0.8, 0.3));
    expect(slope).toBe(1e-3);
    expect(Number.isFinite(shift)).toBe(true);
  });
});
