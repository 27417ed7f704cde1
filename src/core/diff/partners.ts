import { judgeOf } from '../model/judged.ts';
import type { TrajectorySummary } from '../model/summary.ts';
import { taskKey } from './facts.ts';

/** Those whose end is known, the best first: solved before failed, then by reward, then the shorter one. */
export function ranked(trajectories: readonly TrajectorySummary[]): readonly TrajectorySummary[] {
  const success = judgeOf(trajectories.map(({ outcome }) => outcome));
  const value = ({ outcome }: TrajectorySummary): readonly number[] => [Number(success(outcome) ?? 0.5), outcome.reward ?? 0];
  const known = trajectories.filter(({ outcome }) => outcome.reward !== undefined || success(outcome) !== undefined);
  return known.toSorted((x, y) => {
    const [[sx = 0, rx = 0], [sy = 0, ry = 0]] = [value(x), value(y)];
    return sy - sx || ry - rx || x.steps - y.steps || x.sample - y.sample;
  });
}

/** The newest checkpoint before this one's that tried the same task, and its trajectories, best first; empty when there is none. */
export function previousCheckpoint(of: TrajectorySummary, all: Iterable<TrajectorySummary>): readonly TrajectorySummary[] {
  const { update } = of.policy;
  if (update === undefined) return [];
  const task = taskKey(of);
  const before = (t: TrajectorySummary): boolean => t.policy.update !== undefined && t.policy.update < update && t.format === of.format;
  const earlier = [...all].filter((t) => before(t) && taskKey(t) === task);
  const sameRun = earlier.filter(({ run }) => run === of.run);
  const pool = sameRun.length > 0 ? sameRun : earlier;
  const newest = Math.max(...pool.map(({ policy }) => policy.update as number));
  const found = pool.filter(({ policy }) => policy.update === newest);
  const known = ranked(found);
  return [...known, ...found.filter((t) => !known.includes(t))];
}
