import { fileURLToPath } from 'node:url';
import type { Step, Trajectory } from '../../../src/core/model/trajectory.ts';
import { createScoring, type ScoringOptions } from '../../../src/node/scoring/owner.ts';
import type { ScoreRequest, Scoring } from '../../../src/node/scoring/types.ts';
import { PROCESS, TINY } from '../../prm/helpers.ts';

export const FAKE = fileURLToPath(new URL('fake-process.ts', import.meta.url));

export const trajectory = (id: string, steps: readonly Step[]): Trajectory => ({
  id,
  format: 'test',
  source: { file: 'test.jsonl', place: { kind: 'file' } },
  run: 'run',
  group: 'group',
  sample: 0,
  task: { text: 'find the thing' },
  policy: {},
  preamble: [],
  steps,
  outcome: {},
  status: 'unscored',
});

export const request = (id: string, steps: readonly Step[], more: Partial<ScoreRequest> = {}): ScoreRequest => ({
  trajectory: trajectory(id, steps),
  contentHash: `hash of ${id}`,
  priority: 'background',
  ...more,
});

export interface Watched {
  readonly scoring: Scoring;
  readonly log: readonly string[];
  /** Ids of the processes started so far. */
  pids(): readonly number[];
}

/** An owner of a real process with the tiny model, or of the fake one in a mode. */
export function watched(options: Partial<ScoringOptions> = {}, fake?: string): Watched {
  const log: string[] = [];
  const scoring = createScoring({
    entry: fake ? FAKE : PROCESS,
    model: TINY,
    device: 'cpu',
    times: { backOffMs: 5, mostBackOffMs: 50 },
    log: (line) => log.push(line),
    ...(fake && { env: { FAKE: fake } }),
    ...options,
  });
  const pids = () => log.flatMap((line) => /^scoring process (\d+) started/.exec(line)?.[1] ?? []).map(Number);
  return { scoring, log, pids };
}

export const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

export async function until(condition: () => boolean, ms = 15_000): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not so after ${ms} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
