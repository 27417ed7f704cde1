import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Message, Observation, Step } from '../model/trajectory.ts';
import { parseJson } from '../text/json.ts';
import { count, flag, idText, isObject, list, mostly, number, object, objects, text } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { leftovers } from './leftovers.ts';

/**
 * Rows of collected trajectories: one a line, with `steps` of `role`, `text`, `thought`, `action`, `observation`, an
 * `outcome` from 0 to 1, the task as `split_key` and, where people marked them, `step_labels` and `first_error`. The
 * schema the embedded model was trained and measured on; a plain target for converting other data.
 */
export const trajectoryRows: RecordImporter = {
  id: 'trajectory-rows',
  name: 'Trajectory rows',
  rewards: '`outcome`, solved from 0.999; step labels from `step_labels` and `first_error`',
  groups: '`split_key`, else `task_id`',
  containers: ['lines', 'elements'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isRow(value)) {
      const message = 'A trajectory row needs "steps" with "role", "outcome", and "split_key" or "task_id"';
      throw new LogError({ severity: 'error', code: 'trajectory-row', message });
    }
    return [readRow(value, file.path)];
  },
};

const isRow = (value: Json): value is JsonObject => {
  if (!isObject(value) || !('outcome' in value) || !('split_key' in value || 'task_id' in value)) return false;
  return objects(value.steps).length > 0 && objects(value.steps).every((step) => text(step.role) !== undefined);
};

const READ = new Set(['steps', 'source', 'task_id', 'split_key', 'model', 'agent', 'outcome', 'step_labels', 'first_error', 'n_steps']);

function readRow(row: JsonObject, path: string): Draft {
  const { preamble, steps, stepOf } = readRowSteps(objects(row.steps));
  const id = idText(row.task_id);
  const reward = number(row.outcome);
  return {
    format: 'trajectory-rows',
    run: idText(row.source) ?? path,
    group: idText(row.split_key) ?? id ?? 'unknown',
    task: { id, text: preamble.length === 0 ? undefined : preamble.map((message) => message.text).join('\n') },
    policy: { model: text(row.model), agent: text(row.agent) },
    preamble,
    steps: labelled(steps, stepOf, row),
    outcome: { reward, success: reward === undefined ? undefined : reward >= 0.999 },
    status: reward === undefined ? 'unscored' : 'scored',
    extra: leftovers(row, READ),
  };
}

export interface RowSteps {
  readonly preamble: readonly Message[];
  readonly steps: readonly Step[];
  /** For each step of the row the index of the step it became part of; -1 for the preamble. */
  readonly stepOf: readonly number[];
}

/** Answers go to the step they follow; what comes before any step is the preamble. */
export function readRowSteps(parts: readonly JsonObject[]): RowSteps {
  const preamble: Message[] = [];
  const steps: Step[] = [];
  const stepOf = parts.map((part) => {
    const said = text(part.text) ?? '';
    const last = steps.at(-1);
    if (part.role === 'assistant' || isObject(part.action)) steps.push(decision(part, said, steps.length));
    else if (last === undefined) preamble.push({ role: 'user', text: said });
    else {
      const from = part.role === 'user' ? 'user' : (text(part.agent) ?? 'tool');
      steps[steps.length - 1] = { ...last, observations: [...last.observations, { text: said, from }] };
    }
    return steps.length - 1;
  });
  return { preamble, steps, stepOf };
}

function decision(part: JsonObject, said: string, index: number): Step {
  const seen = text(part.observation) ?? '';
  const isError = flag(part.is_error);
  const observations: Observation[] = seen === '' ? [] : [{ text: seen, from: 'tool', isError }];
  const action = object(part.action);
  return {
    index,
    actor: part.role === 'user' ? 'user' : (text(part.agent) ?? 'assistant'),
    thought: text(part.thought),
    text: said,
    actions: action === undefined ? [] : [{ tool: text(action.tool) ?? 'unknown', args: argumentsOf(action.args ?? null) }],
    observations,
    reward: number(part.env_reward),
    error: isError === true && observations.length === 0 ? 'flagged by the tool' : undefined,
  };
}

function argumentsOf(args: Json): Json {
  if (typeof args !== 'string' || !args.startsWith('{')) return args;
  const parsed = parseJson(args);
  return parsed.ok ? parsed.value : args;
}

/** Of several labels of one step the worst counts. */
function labelled(steps: readonly Step[], stepOf: readonly number[], row: JsonObject): readonly Step[] {
  const labels = new Map<number, number>();
  const mark = (step: number | undefined, label: number | undefined): void => {
    const at = step === undefined ? undefined : stepOf[step];
    if (at === undefined || at < 0 || label === undefined) return;
    labels.set(at, Math.min(label, labels.get(at) ?? label));
  };
  for (const entry of list(row.step_labels) ?? []) if (isObject(entry)) mark(count(entry.step), number(entry.label));
  mark(count(row.first_error), -1);
  return labels.size === 0 ? steps : steps.map((step) => (labels.has(step.index) ? { ...step, label: labels.get(step.index) } : step));
}
