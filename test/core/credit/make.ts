import type { Rollout } from '../../../src/core/credit/batch.ts';
import type { Trajectory } from '../../../src/core/model/trajectory.ts';

/** A trajectory whose steps run the given commands and see the given output. */
export function trajectory(id: string, steps: readonly (readonly [command: string, output: string])[], reward?: number): Trajectory {
  return {
    id,
    format: 'test',
    source: { file: 'test', place: { kind: 'file' } },
    run: 'run',
    group: 'task',
    sample: 0,
    task: {},
    policy: {},
    preamble: [],
    steps: steps.map(([command, output], index) => ({
      index,
      actor: 'assistant',
      actions: [{ tool: 'bash', args: { command } }],
      observations: [{ text: output }],
    })),
    outcome: reward === undefined ? {} : { reward, success: reward === 1 },
    status: reward === undefined ? 'unscored' : 'scored',
  };
}

export function rollout(group: string, outcome: number | undefined, stepRewards?: readonly number[], more: Partial<Rollout> = {}): Rollout {
  const steps = stepRewards?.length ?? 3;
  return { id: group, group, steps, ...(outcome === undefined ? {} : { outcome }), ...(stepRewards ? { stepRewards } : {}), ...more };
}
