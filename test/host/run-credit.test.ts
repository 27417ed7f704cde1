import { describe, expect, test } from 'vitest';
import type { TrajectorySummary } from '../../src/core/model/summary.ts';
import type { Trajectory } from '../../src/core/model/trajectory.ts';
import { CreditDesk } from '../../src/host/credit-desk.ts';
import { runCredit } from '../../src/host/run-credit.ts';
import type { Library } from '../../src/node/library/types.ts';
import { trajectory } from '../core/credit/make.ts';

const of = (group: string, update: number, reward: number, sample: number): Trajectory => ({
  ...trajectory(`${group}-${update}-${sample}`, [['ls', 'x'] as const, [`do ${sample}`, 'y'] as const], reward),
  group,
  sample,
  policy: { update },
});

const stepwise = (t: Trajectory): Trajectory => ({ ...t, steps: t.steps.map((s) => ({ ...s, reward: 1 })) });

/** Three tasks at two updates, two samples each: the first is rewarded at every step, the second at the end. */
const ALL = ['p', 'q', 'r'].flatMap((group) =>
  [1, 2].flatMap((update) => [stepwise(of(group, update, 0, 0)), of(group, update, update, 1)]),
);

function make(all: readonly Trajectory[]) {
  const summaries = all.map(
    (t) => ({ ...t, file: 'f', place: t.source.place, steps: t.steps.length, chars: 0, contentHash: t.id }) as TrajectorySummary,
  );
  const library = {
    trajectories: (run: string, group?: string) => summaries.filter((s) => s.run === run && (group === undefined || s.group === group)),
    summary: (id: string) => summaries.find((s) => s.id === id),
    trajectory: async (id: string) => all.find((t) => t.id === id) as Trajectory,
  } as unknown as Library;
  return { library, desk: new CreditDesk(library, { of: () => undefined }, () => ({ methods: [], stepRewards: 'auto' })) };
}

describe('credit of a run', () => {
  test('each group by itself, cut by training step, tool and role', async () => {
    const { library, desk } = make(ALL);
    const found = await runCredit(library, desk, 'run', ['rloo', 'discounted_return']);
    expect(found).toMatchObject({ rollouts: 12, tasks: 3, steps: 24, notes: [] });
    const update = found?.cuts.find((c) => c.cut === 'update')?.slices;
    expect(update?.map(({ name, steps }) => [name, steps])).toEqual([
      ['1', 12],
      ['2', 12],
    ]);
    // Both samples of a group take the same number of steps, so that what leave-one-out gives cancels.
    expect(update?.map(({ means }) => means[0])).toMatchObject([
      { estimate: 0, n: 12, tasks: 3 },
      { estimate: 0, n: 12, tasks: 3 },
    ]);
    expect(found?.cuts.find((c) => c.cut === 'tool')?.slices.map((s) => s.name)).toEqual(['bash']);
    expect(found?.pairs[0]).toMatchObject({ a: 0, b: 1, n: 12, opposed: { estimate: 1, n: 12 } });
    expect(found?.pairs[0]?.apart[0]?.title).toMatch(/ · sample \d$/);
  });

  test('a method over batches has no numbers here, and says so', async () => {
    const { library, desk } = make(ALL);
    const found = await runCredit(library, desk, 'run', ['rloo', 'grpo_trl scale_rewards=batch']);
    expect(found?.methods.map(({ n }) => n)).toEqual([24, 0]);
    expect(found?.methods[1]?.reason).toContain('whole batches');
  });

  test('stops when asked to', async () => {
    const { library, desk } = make(ALL);
    const seen: number[] = [];
    const watch = { cancelled: () => seen.length === 2, progress: (done: number) => void seen.push(done) };
    expect(await runCredit(library, desk, 'run', ['rloo'], watch)).toBeUndefined();
    expect(seen).toEqual([0, 1]);
  });

  test('of a very long run every n-th group is read', async () => {
    const long = Array.from({ length: 70 }, (_, g) => of(`g${g}`, 1, 1, 0)).map((t) => ({
      ...t,
      steps: Array.from({ length: 1000 }, (_, i) => ({ ...(t.steps[0] as Trajectory['steps'][number]), index: i })),
    }));
    const { library, desk } = make(long);
    const found = await runCredit(library, desk, 'run', ['discounted_return']);
    expect(found?.steps).toBe(35_000);
    expect(found?.notes).toEqual(['35 of 70 groups were read, one in 2']);
  });
});
