import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome, Status } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf, stemOf } from '../text/path.ts';
import { count, flag, idText, isObject, mostly, number, object, objects, present, text } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { leftovers, merged } from './leftovers.ts';
import { tapeSteps } from './tape-steps.ts';

/**
 * Tapes of TapeAgents: one JSON document a tape, or a list of them (tapeagents/io.py of ServiceNow/TapeAgents). A tape
 * knows whether its task was solved only where the task wrote that into `metadata.result`.
 */
export const tapeagentsTape: RecordImporter = {
  id: 'tapeagents-tape',
  name: 'TapeAgents tapes',
  rewards: '`metadata.result`: `solved`, `success`, `reward`; none otherwise',
  groups: 'the task named in the metadata, else the same task text',
  containers: ['document', 'elements', 'lines'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isTape) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isTape(value)) {
      const message = 'A tape needs "metadata", "context" and the list "steps", each with a "kind"';
      throw new LogError({ severity: 'error', code: 'tape', message });
    }
    return [readTape(value, file.path)];
  },
};

const isTape = (value: Json): value is JsonObject =>
  isObject(value) &&
  isObject(value.metadata) &&
  'context' in value &&
  Array.isArray(value.steps) &&
  value.steps.every((step: Json) => isObject(step) && typeof step.kind === 'string');

const METADATA = new Set('author error result attempt_number task'.split(' '));

function readTape(tape: JsonObject, path: string): Draft {
  const metadata = object(tape.metadata) ?? {};
  const result = object(metadata.result) ?? {};
  const { preamble, steps, task, usage, model } = tapeSteps(objects(tape.steps));
  const outcome = readOutcome(metadata, result);
  const named = idText(metadata.task_id) ?? idText(object(metadata.task)?.task_id);
  const parent = idText(metadata.parent_id);
  return {
    format: 'tapeagents-tape',
    run: folderOf(path),
    group: named ?? (task === undefined ? stemOf(path) : shortHash([task], 12)),
    sample: count(metadata.attempt_number),
    task: { id: named, text: task },
    policy: present({ model, agent: text(metadata.author) }) ?? {},
    preamble,
    steps,
    outcome,
    status: statusOf(metadata, outcome),
    usage,
    links: parent === undefined ? undefined : [{ kind: 'parent', ref: parent }],
    reference: result.answer ?? result.ground_truth ?? undefined,
    extra: merged(leftovers(metadata, METADATA), {
      result: typeof metadata.result === 'string' ? metadata.result.slice(0, 2000) : leftovers(result, new Set(['answer', 'ground_truth'])),
    }),
  };
}

function readOutcome(metadata: JsonObject, result: JsonObject): Outcome {
  const error = metadata.error;
  if (error !== null && error !== undefined && error !== '') {
    return { error: (text(error) ?? JSON.stringify(error)).slice(0, 4000) };
  }
  const success = [result.solved, result.success, result.correct].map(flag).find((known) => known !== undefined);
  return { reward: number(result.reward) ?? number(result.score), success };
}

function statusOf(metadata: JsonObject, outcome: Outcome): Status {
  if (outcome.error !== undefined) return 'error';
  if (outcome.reward !== undefined || outcome.success !== undefined) return 'scored';
  return flag(metadata.terminated) === false ? 'truncated' : 'unscored';
}
