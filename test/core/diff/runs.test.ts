import { describe, expect, test } from 'vitest';
import { factsOf, type TrajectoryFacts } from '../../../src/core/diff/facts.ts';
import { holds, parseRule } from '../../../src/core/diff/rule.ts';
import { compareRuns } from '../../../src/core/diff/runs.ts';
import { trajectory } from '../credit/make.ts';

const facts = (task: string, success: number | undefined, steps = 3): TrajectoryFacts => ({
  id: `${task}-${success}`,
  task,
  title: task,
  values: { steps, ...(success === undefined ? {} : { success, reward: success }) },
  tools: {},
});

describe('two runs', () => {
  const tasks = ['t1', 't2', 't3', 't4', 't5', 't6'];
  const a = [...tasks.map((t, i) => facts(t, i < 2 ? 1 : 0)), facts('only-a', 1)];
  const b = [...tasks.map((t, i) => facts(t, i === 0 ? 0 : 1)), facts('only-b', 0), facts('only-b', 1)];
  const diff = compareRuns(a, b);

  test('by hand: 2 of 6 against 5 of 6', () => {
    const success = diff.metrics.find((m) => m.metric === 'success');
    expect([success?.meanA, success?.meanB, success?.difference.estimate, success?.tasks]).toEqual([2 / 6, 5 / 6, 0.5, 6]);
    expect([diff.wins, diff.losses, diff.ties, diff.gained, diff.lost]).toEqual([4, 1, 1, 4, 1]);
    expect([diff.onlyA, diff.onlyB]).toEqual([['only-a'], ['only-b']]);
    // differences -1, 0, 1, 1, 1, 1: of 64 sign patterns |sum| >= 3 in 2 * (1 + 5) / 32 of the five that move
    expect(success?.p).toBeCloseTo(12 / 32, 12);
    expect(success?.verdict).toBe('no difference shown');
  });

  test('identical runs differ in nothing', () => {
    const same = compareRuns(a, a);
    expect(same.metrics.every((m) => m.difference.estimate === 0 && m.p === 1)).toBe(true);
    expect([same.wins, same.losses]).toEqual([0, 0]);
  });

  test('no task in common, and unknown outcomes, say so', () => {
    const none = compareRuns([facts('x', 1)], [facts('y', 1)]);
    expect([none.tasks, none.metrics, none.onlyA, none.onlyB]).toEqual([[], [], ['x'], ['y']]);
    const unknown = compareRuns([facts('x', undefined)], [facts('x', 1)]);
    expect(unknown.tasks[0]?.verdict).toBe('unknown');
    expect(unknown.metrics.map((m) => m.metric)).toEqual(['steps']);
    expect(unknown.metrics[0]?.verdict).toBe('not enough data');
  });

  test('pass@k from the fewest judged samples', () => {
    const many = (wins: number) => tasks.flatMap((t) => [0, 1, 2, 3].map((k) => facts(t, k < wins ? 1 : 0)));
    const metrics = compareRuns(many(1), many(3)).metrics;
    expect(metrics.find((m) => m.metric === 'pass@2')).toMatchObject({ meanA: 0.5, meanB: 1 });
    expect(metrics.some((m) => m.metric === 'pass@8')).toBe(false);
  });

  test('rules', () => {
    const rule = (text: string) => {
      const parsed = parseRule(text);
      return parsed.ok ? holds(parsed.value, diff) : parsed.problem.message;
    };
    expect([rule('success.diff < 0'), rule('success >= 0.5'), rule('lost > 0'), rule('success.p<0.05')]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(rule('tokens < 0')).toBeUndefined();
    expect(rule('success is bad')).toContain('cannot be read');
    expect(rule('success.size > 1')).toContain('asks for "size"');
  });
});

test('facts of a trajectory count what is there and leave out what is not', () => {
  const f = factsOf(trajectory('a', [['ls', 'x'], ['cat', 'y']])); // biome-ignore format: one line
  expect(f.values).toEqual({ steps: 2, toolCalls: 2, errors: 0, chars: 35 });
  expect(f.tools).toEqual({ bash: 2 });
});
