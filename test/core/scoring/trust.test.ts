import { describe, expect, test } from 'vitest';
import { type Tested, trustOf } from '../../../src/core/scoring/trust.ts';
import { withinTaskAuroc } from '../../../src/core/scoring/within-task.ts';

/** `n` trajectories of `steps` steps, all scored the same at every step. */
const many = (n: number, success: boolean | undefined, score: (i: number) => number, steps = 10, task = (i: number) => `t${i}`): Tested[] =>
  Array.from({ length: n }, (_, i) => ({ task: task(i), success, steps, values: Array(steps).fill(score(i)) }));

describe('trustOf', () => {
  test('separated outcomes are strong, with the interval and the count', () => {
    const trust = trustOf([...many(30, true, (i) => 0.6 + i / 100), ...many(30, false, (i) => 0.1 + i / 100)]);
    expect(trust).toMatchObject({ level: 'strong', auroc: 1, atStep: 8, n: 60, successes: 30, leftOut: 0 });
    expect(trust.note).toMatch(/^AUROC 1\.00 \[0\.\d\d, 1\.00\] after 8 steps within 30 tasks \(60 trajectories, 30 solved\)\.$/);
  });

  test('the same scores for both say nothing', () => {
    const trust = trustOf([...many(20, true, (i) => i / 20), ...many(20, false, (i) => i / 20)]);
    expect(trust).toMatchObject({ level: 'none', auroc: 0.5 });
    expect(trust.note).toContain('not ruled out');
  });

  test('a scorer upside down is said to be so', () => {
    const trust = trustOf([...many(20, true, () => 0.1), ...many(20, false, () => 0.9)]);
    expect(trust).toMatchObject({ level: 'none', auroc: 0 });
    expect(trust.note).toContain('wrong way');
  });

  test('what is unknown is left out and counted, never taken for a failure', () => {
    const unscored: Tested = { task: 'a', success: true, steps: 3 };
    const blank: Tested = { task: 'a', success: true, steps: 3, values: [undefined, undefined, undefined] };
    const trust = trustOf([...many(6, true, () => 0.9), ...many(6, false, () => 0.1), ...many(4, undefined, () => 0.5), unscored, blank]);
    expect(trust).toMatchObject({ n: 12, successes: 6, leftOut: 6 });
  });

  test('too few of one kind is untested, and the note says what is missing', () => {
    const trust = trustOf([...many(40, true, () => 0.9), ...many(4, false, () => 0.1)]);
    expect(trust).toMatchObject({ level: 'untested', n: 44, successes: 40 });
    expect(trust.auroc).toBeUndefined();
    expect(trust.note).toContain('40 solved and 4 failed');
  });

  test('the step is one that half of the trajectories outlive', () => {
    const short = [...many(20, true, () => 0.9, 4), ...many(20, false, () => 0.1, 4)];
    const long = [...many(10, true, () => 0.9, 20), ...many(10, false, () => 0.1, 20)];
    expect(trustOf([...short, ...long]).atStep).toBe(2);
    expect(trustOf(long).atStep).toBe(8);
    expect(trustOf([...many(9, true, () => 0.9, 1), ...many(9, false, () => 0.1, 1)]).atStep).toBe(1);
  });

  test('knowing which tasks are easy earns nothing where tasks can be compared with themselves', () => {
    const sample = (task: number, i: number): Tested => {
      const success = task < 10 ? i < 5 : i < 1;
      const noise = ((i * 31 + task * 17) % 7) / 100;
      return { task: `t${task}`, success, steps: 10, values: Array(10).fill((task < 10 ? 0.8 : 0.2) + noise) };
    };
    const run = Array.from({ length: 20 }, (_, task) => Array.from({ length: 6 }, (_, i) => sample(task, i))).flat();
    const trust = trustOf(run);
    expect(trust.note).toContain('within 20 tasks');
    expect(trust.level).toBe('none');
    expect(trustOf(run.map((t, i) => ({ ...t, task: `${i}` }))).level).toBe('strong');
  });
});

describe('withinTaskAuroc', () => {
  test('counts pairs of the same task only, ties as one half', () => {
    const rows = [
      { task: 'a', success: true, score: 0.2 },
      { task: 'a', success: false, score: 0.1 },
      { task: 'b', success: true, score: 0.9 },
      { task: 'b', success: false, score: 0.9 },
      { task: 'b', success: false, score: 0.95 },
      { task: 'c', success: true, score: 0 },
    ];
    expect(withinTaskAuroc(rows)).toMatchObject({ value: 0.5, tasks: 2, pairs: 3 });
  });

  test('jackknife by hand: two tasks won 3 of 4 and 1 of 4', () => {
    const four = (task: string, solved: readonly number[]) => [
      ...solved.map((score) => ({ task, success: true, score })),
      { task, success: false, score: 0.5 },
      { task, success: false, score: 0.5 },
    ];
    const got = withinTaskAuroc([...four('a', [0.9, 0.5]), ...four('b', [0.5, 0.1])]);
    expect(got.value).toBe(0.5);
    // Left-out values 0.25 and 0.75 give se = sqrt(1/2 · 2 · 0.0625) = 0.25; logit half-width 1.96 · 0.25 / 0.25 = 1.96.
    expect(got.interval?.[0]).toBeCloseTo(1 / (1 + Math.exp(1.959964)), 5);
    expect(got.interval?.[1]).toBeCloseTo(1 / (1 + Math.exp(-1.959964)), 5);
  });
});
