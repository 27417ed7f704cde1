import { expect, test } from 'vitest';
import { factsOf, factsOfSummary } from '../../../src/core/diff/facts.ts';
import { previousCheckpoint, ranked } from '../../../src/core/diff/partners.ts';
import { judgeOf } from '../../../src/core/model/judged.ts';
import type { TrajectorySummary } from '../../../src/core/model/summary.ts';
import type { Outcome } from '../../../src/core/model/trajectory.ts';
import { trajectoryRow } from '../../../src/node/library/row.ts';
import { trajectory } from '../credit/make.ts';

const row = (id: string, outcome: Outcome, steps = 3, update?: number, group = 'g'): TrajectorySummary =>
  ({
    id,
    run: 'r',
    format: 'f',
    group,
    task: {},
    sample: 0,
    steps,
    outcome,
    policy: update === undefined ? {} : { update },
  }) as TrajectorySummary;
const ids = (list: readonly TrajectorySummary[]): string => list.map(({ id }) => id).join('');

test('solved before failed, then reward, then the shorter; what is unknown is left out', () => {
  const all = [
    row('a', { success: false, reward: 0.9 }),
    row('b', { success: true, reward: 0.5 }),
    row('c', {}),
    row('d', { success: true, reward: 0.5 }, 2),
    row('e', { success: true, reward: 0.8 }),
  ];
  expect(ids(ranked(all))).toBe('edba');
  expect(ranked([row('x', {})])).toEqual([]);
});

test('the newest earlier update of the same task', () => {
  const now = row('n', { reward: 1 }, 3, 10);
  const all = [
    now,
    row('a', { reward: 0 }, 3, 5),
    row('b', { reward: 1 }, 3, 8),
    row('c', { reward: 0 }, 3, 8),
    row('d', {}, 3, 9, 'other'),
  ];
  expect(ids(previousCheckpoint(now, all))).toBe('bc');
  expect(previousCheckpoint(row('n', {}), all)).toEqual([]);
  expect(previousCheckpoint(row('n', {}, 3, 2), all)).toEqual([]);
});

test('a 0/1 reward judges only where the log never says and no other reward occurs', () => {
  const says = (outcomes: readonly Outcome[]) => outcomes.map(judgeOf(outcomes));
  expect(says([{ reward: 0 }, { reward: 1 }, {}])).toEqual([false, true, undefined]);
  expect(says([{ reward: 0 }, { reward: 0.5 }])).toEqual([undefined, undefined]);
  expect(says([{ reward: 0 }, { reward: 1, success: false }])).toEqual([undefined, false]);
  expect(says([{}, {}])).toEqual([undefined, undefined]);
});

test('what the index knows of a trajectory agrees with the trajectory', () => {
  const t = { ...trajectory('a', [['ls', 'x'], ['cat', 'y']], 1), outcome: { reward: 1 } }; // biome-ignore format: one call
  const summary = { ...trajectoryRow(t, 0), format: t.format, file: 'f' } as TrajectorySummary;
  const judge = judgeOf([t.outcome]);
  const [few, all] = [factsOfSummary(summary, judge), factsOf(t, judge)];
  expect([few.task, few.title, few.id]).toEqual([all.task, all.title, all.id]);
  expect(all.values).toMatchObject(few.values);
  expect(few.values).toEqual({ success: 1, reward: 1, steps: 2, chars: 35 });
});
