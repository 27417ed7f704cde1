import type { Json } from '../src/core/model/json.ts';
import type { Message, Observation, Step, Trajectory } from '../src/core/model/trajectory.ts';
import { type Row, type RowStep, solved } from './rows.ts';

export interface Converted {
  readonly trajectory: Trajectory;
  /** For each row step the index of the step it became part of; -1 for the preamble. */
  readonly stepOf: readonly number[];
}

/** Reads a row as the importers read logs: answers go to the step they follow, what comes before any step is the preamble. */
export function convert(row: Row): Converted {
  const preamble: Message[] = [];
  const steps: Step[] = [];
  const stepOf = row.steps.map((part) => {
    if (part.role === 'assistant' || part.action !== undefined) {
      steps.push(decision(part, steps.length));
    } else if (steps.length === 0) {
      preamble.push({ role: 'user', text: part.text });
    } else {
      const last = steps[steps.length - 1] as Step;
      const from = part.role === 'user' ? 'user' : (part.agent ?? 'tool');
      steps[steps.length - 1] = { ...last, observations: [...last.observations, { text: part.text, from }] };
    }
    return steps.length - 1;
  });
  const trajectory: Trajectory = {
    id: row.id,
    format: 'training-data',
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

function decision(part: RowStep, index: number): Step {
  const observations: Observation[] =
    part.observation === undefined || part.observation === '' ? [] : [{ text: part.observation, from: 'tool', isError: part.is_error }];
  return {
    index,
    actor: part.role === 'user' ? 'user' : (part.agent ?? 'assistant'),
    thought: part.thought,
    text: part.text,
    actions: part.action === undefined ? [] : [{ tool: part.action.tool, args: parse(part.action.args) }],
    observations,
    error: part.is_error === true && observations.length === 0 ? 'flagged by the tool' : undefined,
  };
}

function parse(args: string): Json {
  if (!args.startsWith('{')) return args;
  try {
    return JSON.parse(args) as Json;
  } catch {
    return args;
  }
}
