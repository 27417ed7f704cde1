import { readRowSteps } from '../src/core/importers/trajectory-rows.ts';
import type { JsonObject } from '../src/core/model/json.ts';
import type { Trajectory } from '../src/core/model/trajectory.ts';
import { type Row, solved } from './rows.ts';

export interface Converted {
  readonly trajectory: Trajectory;
  /** For each row step the index of the step it became part of; -1 for the preamble. */
  readonly stepOf: readonly number[];
}

/** A row as the extension reads it. */
export function convert(row: Row): Converted {
  const { preamble, steps, stepOf } = readRowSteps(row.steps as unknown as readonly JsonObject[]);
  const trajectory: Trajectory = {
    id: row.id,
    format: 'trajectory-rows',
    source: { file: row.source, place: { kind: 'file' } },
    run: row.source,
    group: row.task_id,
    sample: 0,
    task: { id: row.task_id, text: preamble.length === 0 ? undefined : preamble.map((message) => message.text).join('\n') },
    policy: { model: row.model, agent: row.agent },
    preamble,
    steps,
    outcome: { reward: row.outcome, success: solved(row) },
    status: 'scored',
  };
  return { trajectory, stepOf };
}
