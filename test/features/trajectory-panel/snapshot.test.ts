import { describe, expect, test } from 'vitest';
import type { TrajectorySummary } from '../../../src/core/model/summary.ts';
import type { Step, Trajectory } from '../../../src/core/model/trajectory.ts';
import { type SnapshotFacts, snapshot } from '../../../src/features/trajectory-panel/snapshot.ts';

const step = (index: number, more: Partial<Step> = {}): Step => ({ index, actor: 'assistant', actions: [], observations: [], ...more });
const trajectory = (steps: readonly Step[], more: Partial<Trajectory> = {}): Trajectory => ({
  id: 't',
  format: 'verl-rollout',
  source: { file: '/a', place: { kind: 'file' } },
  run: 'r',
  group: 'g',
  sample: 0,
  task: { id: '7' },
  policy: {},
  preamble: [],
  steps,
  outcome: {},
  status: 'unscored',
  ...more,
});
const summary = { id: 't', sample: 1, status: 'running', outcome: {} } as TrajectorySummary;
const shot = (t: Trajectory, more: Partial<SnapshotFacts> = {}) =>
  snapshot({
    revision: 1,
    trajectory: t,
    summary,
    siblings: [summary],
    live: true,
    status: { state: 'idle', reason: '', queued: 0, restarts: 0 },
    ...more,
  });

describe('snapshot', () => {
  test('title, heads and the library’s numbering', () => {
    const result = shot(trajectory([step(0, { text: 'hello' })]));
    expect(result).toMatchObject({ title: 'task 7', sample: 1, siblings: ['t'], status: 'running', live: true });
    expect(result.steps[0]).toMatchObject({ kind: 'message', title: 'hello' });
  });

  test('totals are sums only where every step has the number', () => {
    expect(shot(trajectory([step(0, { usage: { output: 3 } }), step(1, { usage: { output: 4 } })])).totals.tokens).toBe(7);
    expect(shot(trajectory([step(0, { usage: { output: 3 } }), step(1)])).totals.tokens).toBeUndefined();
    expect(shot(trajectory([])).totals).toEqual({ tokens: undefined, cost: undefined, durationMs: undefined });
    expect(shot(trajectory([step(0)], { usage: { cost: 0 }, timing: { start: 1000, end: 3000 } })).totals).toMatchObject({
      cost: 0,
      durationMs: 2000,
    });
  });

  test('rewards in the log are another row, unknown ones stay unknown', () => {
    expect(shot(trajectory([step(0), step(1, { reward: -2 })])).others).toEqual([
      { name: 'Reward in the log', meaning: 'reward', range: [-2, 0], values: [undefined, -2] },
    ]);
    expect(shot(trajectory([step(0)])).others).toEqual([]);
  });

  test('a group without known outcomes says nothing about solving', () => {
    const group = { run: 'r', group: 'g', task: {}, trajectories: 4, judged: 0, solved: 0 };
    expect(shot(trajectory([]), { group }).groupSolved).toBeUndefined();
    expect(shot(trajectory([]), { group: { ...group, judged: 2, solved: 1 } }).groupSolved).toEqual({ solved: 1, judged: 2 });
  });
});
