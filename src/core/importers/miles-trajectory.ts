import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome, Status } from '../model/trajectory.ts';
import { folderOf, stemOf } from '../text/path.ts';
import { idText, isObject, list, mostly, number, numbers, object, present, text } from './fields.ts';
import { LogError, type LogFile, type RecordImporter } from './importer.ts';
import { leftovers } from './leftovers.ts';
import { askedText, dialogue, messageList } from './messages.ts';
import { solvedBy } from './outcomes.ts';
import { promptMessages } from './tagged-text.ts';
import { type Span, tokenSpans, withSpans } from './token-spans.ts';

/**
 * Miles' trajectories, `trajectory/<rollout id>.jsonl` (evaluation: `eval_<id>.jsonl`), one sample a line
 * (miles/ray/rollout/debug_data.py of radixark/miles). Its and slime's `.pt` dumps are pickles and are refused.
 */
export const milesTrajectory: RecordImporter = {
  id: 'miles-trajectory',
  name: 'Miles trajectories',
  rewards: '`reward`, a number or named numbers; aborted and failed samples have none; log-probs from the dashboard columns',
  groups: '`group_index`, per rollout',
  containers: ['lines'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  prepare: readColumns,
  read({ value }, file, prepared) {
    if (!isRow(value)) {
      const message = 'A Miles row needs "sample_index", "group_index", "status" and "messages"';
      throw new LogError({ severity: 'error', code: 'miles-row', message });
    }
    return [readRow(value, file.path, (prepared as Columns).get(idText(value.sample_index) ?? ''))];
  },
};

const isRow = (value: Json): value is JsonObject =>
  isObject(value) &&
  'sample_index' in value &&
  'group_index' in value &&
  'status' in value &&
  (Array.isArray(value.messages) || 'prompt' in value);

/** Token columns by sample index. */
type Columns = ReadonlyMap<string, JsonObject>;

/** With the dashboard on, Miles keeps the tokens in `dashboard_columns/rollout_<id>.parquet` beside the trajectories. */
async function readColumns(file: LogFile): Promise<Columns> {
  const sidecar = await file.sibling(`../dashboard_columns/rollout_${stemOf(file.path)}.parquet`);
  try {
    const table = await sidecar?.table();
    const rows = table?.columns.includes('sample_index') ? await table.read(0, table.rows) : [];
    return new Map(rows.map((row) => [idText(row.sample_index) ?? '', row]));
  } catch {
    return new Map();
  }
}

/** Tokens run over prompt and response, mask and log-probs over the response alone. */
function spansOf(columns: JsonObject | undefined): readonly Span[] {
  const mask = list(columns?.loss_mask);
  if (columns === undefined || mask === undefined) return [];
  return tokenSpans({ ids: list(columns.tokens)?.slice(-mask.length), lossMask: mask, logprobs: columns.rollout_log_probs });
}

const TAKEN = new Set('sample_index group_index status reward prompt messages label'.split(' '));

function readRow(row: JsonObject, path: string, columns: JsonObject | undefined): Draft {
  const match = /^(eval_)?(\d{1,12})$/.exec(stemOf(path));
  const update = match === null ? undefined : Number(match[2]);
  const { preamble, steps } = readTurns(row);
  const outcome = readOutcome(row);
  return {
    format: 'miles-trajectory',
    run: match?.[1] === undefined ? folderOf(path) : `${folderOf(path)}/eval`,
    group: [update, idText(row.group_index) ?? 'unknown'].filter((part) => part !== undefined).join('/'),
    task: { text: askedText(preamble) },
    policy: { update },
    preamble,
    steps: withSpans(steps, spansOf(columns)),
    outcome,
    status: statusOf(row, outcome),
    usage: present({ output: number(columns?.response_length) }),
    logged: numbers({ sampleIndex: row.sample_index ?? null }),
    reference: row.label ?? undefined,
    extra: leftovers(row, TAKEN),
  };
}

/** `messages` begins with the prompt; where it does not, the prompt stands before it. */
function readTurns(row: JsonObject): ReturnType<typeof dialogue> {
  const messages = list(row.messages) ?? [];
  const opening = object(messages[0])?.role;
  if (opening !== undefined && opening !== 'assistant') return dialogue(messages);
  const prompt = typeof row.prompt === 'string' ? undefined : messageList(row.prompt, 'user');
  const { preamble, steps } = dialogue(messages, prompt ?? []);
  return { preamble: prompt === undefined ? promptMessages(text(row.prompt) ?? '') : preamble, steps };
}

function readOutcome(row: JsonObject): Outcome {
  const stop = text(row.status);
  const rewards = isObject(row.reward) ? numbers(row.reward) : undefined;
  if (stop === 'aborted' || stop === 'failed') return { rewards, stop, error: text(row.error) ?? `sample ${stop}` };
  const reward =
    number(row.reward) ??
    rewards?.reward ??
    rewards?.score ??
    (rewards && Object.values(rewards).length === 1 ? Object.values(rewards)[0] : undefined);
  return { reward, success: solvedBy(reward), rewards, stop };
}

function statusOf(row: JsonObject, outcome: Outcome): Status {
  if (outcome.error !== undefined) return 'error';
  if (row.status === 'truncated') return 'truncated';
  if (row.status === 'pending') return 'running';
  return outcome.reward === undefined ? 'unscored' : 'scored';
}
