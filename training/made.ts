import type { Step, Trajectory } from '../src/core/model/trajectory.ts';

/** A made-up trajectory of shell steps with about 1,000 characters each, for measuring speed only. */
export function madeTrajectory(count: number): Trajectory {
  const steps = Array.from(
    { length: count },
    (_, index): Step => ({
      index,
      actor: 'assistant',
      thought: `Now I will look at part ${index} of the log and see whether the error is still there.`,
      actions: [{ tool: 'bash', args: { command: `grep -n "item ${index % 97}" server.log | head -n 20` } }],
      observations: [{ text: `${index}: GET /item/${index % 89} 200 took ${index % 31} ms; cache miss for user ${index}\n`.repeat(12) }],
    }),
  );
  return {
    id: 'made',
    format: 'made',
    source: { file: 'made', place: { kind: 'file' } },
    run: 'made',
    group: 'made',
    sample: 0,
    task: { text: 'Find out why the server answers slowly and repair it.' },
    policy: {},
    preamble: [],
    steps,
    outcome: {},
    status: 'unscored',
  };
}
