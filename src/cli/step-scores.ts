import type { Trajectory } from '../core/model/trajectory.ts';
import { oneLine } from '../core/transcript/visible.ts';
import type { Io } from './command.ts';
import { embeddedScoring } from './embedded.ts';

/** Scores of the embedded PRM by trajectory id; what could not be scored is missing, and said on standard error. */
export async function embeddedScores(io: Io, trajectories: readonly Trajectory[]): Promise<Map<string, readonly (number | undefined)[]>> {
  const scoring = embeddedScoring();
  try {
    const scores = new Map<string, readonly (number | undefined)[]>();
    const jobs = trajectories.map(async (trajectory) => {
      const { values } = await scoring.score({ trajectory, contentHash: trajectory.id, priority: 'background', signal: io.signal });
      scores.set(trajectory.id, values);
    });
    const failures = (await Promise.allSettled(jobs)).filter((job) => job.status === 'rejected');
    for (const reason of new Set(failures.map((job) => String(job.reason)))) io.err(`not scored: ${oneLine(reason, 300)}`);
    return scores;
  } finally {
    scoring.dispose();
  }
}
