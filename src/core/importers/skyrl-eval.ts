import type { Json, JsonObject } from '../model/json.ts';
import type { Draft } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf, nameOf } from '../text/path.ts';
import { idText, isObject, list, mostly, number, numberArray, object, text } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { leftovers, merged } from './leftovers.ts';
import { askedText, dialogue, messageList } from './messages.ts';
import { isLimit, solvedBy } from './outcomes.ts';
import { promptMessages } from './tagged-text.ts';
import { completionSteps } from './token-steps.ts';
import { tokenTrace } from './token-trace.ts';

/**
 * SkyRL's evaluation dumps, `dumped_evals/global_step_<N>_evals/<data source>.jsonl`, one sample a line with special
 * tokens kept (skyrl/train/utils/trainer_utils.py of NovaSky-AI/SkyRL). `score` is a number or a reward per token.
 */
export const skyrlEval: RecordImporter = {
  id: 'skyrl-eval',
  name: 'SkyRL evaluation dump',
  rewards: '`score`, a number or the sum of a list of rewards per token',
  groups: 'the same prompt and environment, per global step and data source',
  containers: ['lines'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isRow(value)) {
      const message = 'A SkyRL row needs "input_prompt", "output_response" and "score" or "env_class"';
      throw new LogError({ severity: 'error', code: 'skyrl-row', message });
    }
    return [readRow(value, file.path)];
  },
};

const isRow = (value: Json): value is JsonObject =>
  isObject(value) &&
  (typeof value.input_prompt === 'string' || Array.isArray(value.input_prompt)) &&
  typeof value.output_response === 'string' &&
  ('score' in value || 'env_class' in value);

const TAKEN = new Set(['input_prompt', 'output_response', 'score', 'stop_reason', 'env_extras', 'env_class']);

function readRow(row: JsonObject, path: string): Draft {
  const prompt = row.input_prompt ?? '';
  const preamble = typeof prompt === 'string' ? promptMessages(prompt) : dialogue([], messageList(prompt, 'user')).preamble;
  const extras = object(row.env_extras) ?? {};
  const perToken = numberArray(list(row.score));
  const known = perToken?.filter(Number.isFinite);
  const reward = number(row.score) ?? (known?.length ? known.reduce((sum, value) => sum + value, 0) : undefined);
  const stop = text(row.stop_reason);
  const { run, update } = placeOf(path);
  const id = [extras.instance_id, extras.task_id, extras.id, extras.index, object(extras.extra_info)?.index]
    .map(idText)
    .find((found) => found !== undefined);
  return {
    format: 'skyrl-eval',
    run,
    group: [update, text(row.data_source), id ?? shortHash([JSON.stringify(prompt), text(row.env_class)], 12)]
      .filter((part) => part !== undefined)
      .join('/'),
    task: { id, text: askedText(preamble) },
    policy: { agent: text(row.env_class), update },
    preamble,
    steps: completionSteps(text(row.output_response) ?? '', perToken && tokenTrace({ rewards: row.score })),
    outcome: { reward, success: solvedBy(reward), stop },
    status: isLimit(stop) ? 'truncated' : reward === undefined ? 'unscored' : 'scored',
    reference: object(extras.reward_spec)?.ground_truth ?? extras.ground_truth ?? undefined,
    extra: merged(leftovers(row, TAKEN), { env_extras: leftovers(extras, new Set(['reward_spec', 'ground_truth'])) }),
  };
}

/** All steps of one export are one run. */
function placeOf(path: string): { readonly run: string; readonly update?: number } {
  const folder = folderOf(path);
  const match = /^global_step_(\d{1,12})_evals$/.exec(nameOf(folder));
  return match === null ? { run: folder } : { run: folderOf(folder), update: Number(match[1]) };
}
