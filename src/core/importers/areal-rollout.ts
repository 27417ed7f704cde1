import type { Json, JsonObject } from '../model/json.ts';
import type { Draft } from '../model/trajectory.ts';
import { folderOf, nameOf } from '../text/path.ts';
import { count, idText, isObject, mostly, number, numbers, present, text } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { leftovers } from './leftovers.ts';
import { askedText } from './messages.ts';
import { solvedBy } from './outcomes.ts';
import { promptMessages, textSteps } from './tagged-text.ts';

/**
 * AReaL's rollout dumps, `<trial>/{rollout,eval-rollout}/<weight version>/<task>.jsonl`, one sample a line, one file a
 * prompt (areal/infra/workflow_executor.py of inclusionAI/AReaL). The writer cuts prompt from completion by the number
 * of trained tokens, so in several turns the cut stands too late by the length of the tool answers.
 */
export const arealRollout: RecordImporter = {
  id: 'areal-rollout',
  name: 'AReaL rollout dump',
  rewards: '`reward`; staleness is the number of weight versions that passed while sampling',
  groups: '`task_id` and `sample_idx`, per weight version; samples that cannot be trained on are missing',
  containers: ['lines'],
  writes: 'append',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isRow(value)) {
      const message = 'An AReaL row needs "task_id", "sample_idx", "head_version", "prompt" and "completion"';
      throw new LogError({ severity: 'error', code: 'areal-row', message });
    }
    return [readRow(value, file.path)];
  },
};

const isRow = (value: Json): value is JsonObject =>
  isObject(value) &&
  idText(value.task_id) !== undefined &&
  'sample_idx' in value &&
  ('head_version' in value || 'tail_version' in value) &&
  typeof value.completion === 'string';

const TAKEN = new Set('task_id sample_idx seqlen prompt_len head_version tail_version reward prompt completion'.split(' '));

function readRow(row: JsonObject, path: string): Draft {
  const preamble = promptMessages(text(row.prompt) ?? '');
  const reward = number(row.reward);
  const [head, tail] = [number(row.head_version), number(row.tail_version)];
  const [read, whole] = [count(row.prompt_len), count(row.seqlen)];
  const task = idText(row.task_id) ?? 'unknown';
  const folder = folderOf(path);
  const version = /^\d{1,12}$/.test(nameOf(folder)) ? nameOf(folder) : undefined;
  return {
    format: 'areal-rollout',
    run: version === undefined ? folder : folderOf(folder),
    group: version === undefined ? task : `${version}/${task}`,
    sample: count(row.sample_idx),
    task: { id: task, text: askedText(preamble) },
    policy: { update: count(row.head_version) },
    preamble,
    steps: textSteps(text(row.completion) ?? ''),
    outcome: { reward, success: solvedBy(reward) },
    status: reward === undefined ? 'unscored' : 'scored',
    usage: present({ input: read, output: read === undefined || whole === undefined ? undefined : Math.max(whole - read, 0) }),
    logged: numbers({
      headVersion: head ?? null,
      tailVersion: tail ?? null,
      staleness: head === undefined || tail === undefined ? null : tail - head,
    }),
    extra: leftovers(row, TAKEN),
  };
}
