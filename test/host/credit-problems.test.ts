import { expect, test, vi } from 'vitest';
import type { PlacedDiagnosis } from '../../src/core/credit/problem-places.ts';
import type { Trajectory } from '../../src/core/model/trajectory.ts';
import { CreditDesk } from '../../src/host/credit-desk.ts';
import { CreditProblems } from '../../src/host/credit-problems.ts';
import { trajectory } from '../core/credit/make.ts';
import { FakeLibrary, summaryOf } from './fakes.ts';

/** Two samples with the rewards given, read through a real desk. */
function open(rewards: number[]) {
  const fake = new FakeLibrary();
  const ids = ['a', 'b'];
  const summaries = () =>
    ids.flatMap((id, i) =>
      rewards[i] === undefined
        ? []
        : [
            summaryOf(id, {
              run: 'run',
              group: 'task',
              file: '/f.jsonl',
              place: { kind: 'bytes', offset: 0, length: 1, line: i + 5 },
              policy: {},
              outcome: { reward: rewards[i] },
              steps: 1,
            }),
          ],
    );
  const library = Object.assign(fake, {
    trajectories: summaries,
    summary: (id: string) => summaries().find((s) => s.id === id),
    trajectory: async (id: string): Promise<Trajectory> => trajectory(id, [['ls', 'x']], rewards[ids.indexOf(id)]),
  });
  const desk = new CreditDesk(library.library, { of: () => undefined }, () => ({ methods: [], stepRewards: 'auto' }));
  const shown: (readonly PlacedDiagnosis[])[] = [];
  const problems = new CreditProblems(library.library, desk, (list) => shown.push(list));
  return { desk, shown, problems, changed: () => fake.changed('run') };
}

const codes = (list: readonly PlacedDiagnosis[] | undefined) => list?.map(({ diagnosis, line }) => `${diagnosis.code}:${line}`);

test('a group without a signal is listed once it is looked at, and goes when its rewards differ', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const rewards = [1, 1];
  const { desk, shown, changed, problems } = open(rewards);
  await desk.group('a', 'rloo');
  expect(codes(shown.at(-1))).toEqual(['zero-signal-groups:5']);
  await desk.answer('b', ['rloo']);
  expect(codes(shown.at(-1))).toEqual(['zero-signal-groups:5']);
  rewards[1] = 0;
  changed();
  await vi.advanceTimersByTimeAsync(600);
  vi.useRealTimers();
  await vi.waitFor(() => expect(codes(shown.at(-1))).toEqual([]));
  problems.dispose();
});

test('and goes with its files', async () => {
  const rewards = [1, 1];
  const { desk, shown, changed } = open(rewards);
  await desk.group('a', 'rloo');
  expect(shown.at(-1)).toHaveLength(1);
  rewards.length = 0;
  changed();
  await vi.waitFor(() => expect(shown.at(-1)).toEqual([]), 2000);
});
