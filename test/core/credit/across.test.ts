import { describe, expect, test } from 'vitest';
import { type CreditedStep, pairs, slices } from '../../../src/core/credit/across.ts';
import { spearman } from '../../../src/core/stats/correlation.ts';
import { seeded } from '../../../src/core/stats/random.ts';

const step = (more: Partial<CreditedStep>): CreditedStep => ({
  id: 'a',
  step: 0,
  of: 10,
  task: 't',
  tool: 'bash',
  role: 'assistant',
  values: [0],
  ...more,
});

describe('a run cut', () => {
  test('by tool: the mean of the known, most frequent first', () => {
    const cut = slices(
      [step({ tool: 'edit', values: [3] }), step({ values: [1] }), step({ values: [undefined] }), step({ values: [2], task: 'u' })],
      'tool',
    );
    expect(cut.map(({ name, steps }) => [name, steps])).toEqual([
      ['bash', 3],
      ['edit', 1],
    ]);
    expect(cut[0]?.means[0]).toMatchObject({ estimate: 1.5, n: 2, tasks: 2 });
    expect(cut[1]?.means[0]).toMatchObject({ estimate: 3, n: 1, tasks: 1, low: Number.NaN });
  });

  test('by tenths of the rollout, in order, whatever its length', () => {
    const at = (n: number, of: number) => step({ step: n, of });
    expect(slices([at(9, 10), at(0, 3), at(1, 3), at(2, 3), at(0, 1)], 'position').map(({ name, steps }) => [name, steps])).toEqual([
      ['0–10 %', 2],
      ['30–40 %', 1],
      ['60–70 %', 1],
      ['90–100 %', 1],
    ]);
  });

  test('by training step: in order of number, the unknown left out', () => {
    const cut = slices([step({ update: 10 }), step({ update: 9 }), step({})], 'update');
    expect(cut.map(({ name }) => name)).toEqual(['9', '10']);
  });

  test('a method without any number has no mean', () => {
    expect(slices([step({ values: [undefined, 1] })], 'role')[0]?.means.map((m) => m?.estimate)).toEqual([undefined, 1]);
  });

  test('the interval is over tasks: repeating the steps of a task makes it no narrower', () => {
    const random = seeded(4);
    const tasks = Array.from({ length: 30 }, (_, t) => step({ task: `t${t}`, values: [random()] }));
    const width = (steps: readonly CreditedStep[]) => {
      const { low = 0, high = 0 } = slices(steps, 'tool')[0]?.means[0] ?? {};
      return high - low;
    };
    const once = width(tasks);
    expect(once).toBeGreaterThan(0.1);
    expect(width(tasks.flatMap((s) => Array.from({ length: 20 }, () => s)))).toBeCloseTo(once, 6);
    expect(width(tasks.flatMap((s, i) => Array.from({ length: 20 }, (_, k) => ({ ...s, task: `t${i}.${k}` }))))).toBeLessThan(once / 2);
  });
});

describe('methods against each other', () => {
  const random = seeded(7);
  const steps = Array.from({ length: 200 }, (_, i) => {
    const x = random() - 0.5;
    return step({ id: `r${i % 20}`, step: Math.floor(i / 20), task: `t${i % 10}`, values: [x, x + 0.4 * (random() - 0.5), -x, 1] });
  });
  const [near, against, flat] = pairs(steps);

  test('rank correlation is Spearman’s, inside its interval', () => {
    const rho = spearman(steps.map((s) => s.values[0] as number), steps.map((s) => s.values[1] as number)); // biome-ignore format: one call
    expect(near?.rho?.estimate).toBeCloseTo(rho, 9);
    expect(near?.rho?.low).toBeLessThan(rho);
    expect(near?.rho?.high).toBeGreaterThan(rho);
    expect(near?.rho).toMatchObject({ n: 200, tasks: 10 });
  });

  test('signs: the share pushed opposite ways', () => {
    expect(against?.rho?.estimate).toBeCloseTo(-1, 9);
    expect(against?.opposed?.estimate).toBe(1);
    const share = steps.filter(({ values: [x = 0, y = 0] }) => x > 0 !== y > 0).length / 200;
    expect(near?.opposed?.estimate).toBeCloseTo(share, 12);
  });

  test('a flat method has no rank correlation, and nothing to look at', () => {
    expect(flat).toMatchObject({ a: 0, b: 3, apart: [] });
    expect(flat?.rho).toBeUndefined();
  });

  test('the steps that are furthest apart, opposite signs first', () => {
    const four = [
      step({ id: 'x', step: 1, values: [1, 4] }),
      step({ id: 'y', step: 2, values: [2, -1] }),
      step({ id: 'z', step: 3, values: [3, 3] }),
      step({ id: 'w', step: 4, values: [4, 2] }),
    ];
    expect([...pairs(four)][0]?.apart).toEqual([
      { id: 'y', step: 2, a: 2, b: -1 },
      { id: 'x', step: 1, a: 1, b: 4 },
      { id: 'w', step: 4, a: 4, b: 2 },
      { id: 'z', step: 3, a: 3, b: 3 },
    ].slice(0, 3)); // biome-ignore format: a table
  });

  test('unknown and zero are left out of the count', () => {
    const [only] = pairs([step({ values: [1, undefined] }), step({ values: [0, 1] }), step({ values: [1, 2] })]);
    expect(only).toMatchObject({ n: 2, opposed: { estimate: 0, n: 1 } });
  });
});
