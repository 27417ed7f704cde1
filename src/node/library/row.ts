import { hash } from 'node:crypto';
import type { Problem } from '../../core/model/result.ts';
import type { Trajectory } from '../../core/model/trajectory.ts';
import { stepChars } from '../../core/steps/head.ts';
import type { FileProblem, TrajectoryRow } from '../store/rows.ts';

/** What the index keeps of a trajectory. `ordinal` is its position in the file. */
export function trajectoryRow(trajectory: Trajectory, ordinal: number): TrajectoryRow {
  const { id, source, run, group, sample, task, policy, outcome, status, steps } = trajectory;
  let chars = 0;
  for (const step of steps) chars += stepChars(step);
  return {
    id,
    ordinal,
    place: source.place,
    run,
    group,
    sample,
    task,
    policy,
    outcome,
    status,
    steps: steps.length,
    chars,
    contentHash: contentHash(trajectory),
  };
}

/** Hash of all a scorer may read: task, preamble and steps, not the outcome. */
export const contentHash = ({ task, preamble, steps }: Pick<Trajectory, 'task' | 'preamble' | 'steps'>): string =>
  hash('sha1', JSON.stringify([task, preamble, steps]), 'hex');

/** Gathers a file's problems into its one entry: the first in the file, and how many. */
export function addProblem(entry: FileProblem | undefined, problem: Problem): FileProblem {
  const tail = problem.code === 'unfinished' || entry?.tail === true;
  if (!entry) return { first: problem, count: 1, tail };
  const earlier = (problem.offset ?? Number.POSITIVE_INFINITY) < (entry.first.offset ?? Number.POSITIVE_INFINITY);
  return { first: earlier ? problem : entry.first, count: entry.count + 1, tail };
}

/** The entry without the unfinished last line, which is read again when the file grows. */
export function withoutTail({ first, count, tail }: FileProblem): FileProblem | undefined {
  if (!tail) return { first, count };
  return count > 1 ? { first, count: count - 1 } : undefined;
}

/** The entry as it is shown. */
export function shownProblem({ first, count }: FileProblem): Problem {
  if (count === 1) return first;
  const more = `and ${count - 1} more in this file`;
  return { ...first, detail: first.detail === undefined ? more : `${first.detail}; ${more}` };
}
