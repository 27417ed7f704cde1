import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome, Status, Step, Timing, TokenTrace } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf } from '../text/path.ts';
import { readSidecar } from './document.ts';
import { flag, idText, isObject, list, mostly, number, numberArray, numbers, object, objects, present, text, zeroOrOne } from './fields.ts';
import { LogError, type LogFile, type RecordImporter } from './importer.ts';
import { askedText, type Dialogue, dialogue, messageList } from './messages.ts';
import { promptMessages, textSteps } from './tagged-text.ts';

/**
 * verifiers evaluation results and prime-rl training rollouts, one rollout a line, with `metadata.json` beside them.
 * Written by save_utils.py of PrimeIntellect-ai/verifiers (before: willccbb/verifiers). A folder is one run.
 */
export const verifiersResults: RecordImporter = {
  id: 'verifiers-results',
  name: 'verifiers results',
  rewards: '`reward`; `metrics` are named rewards; per-step rewards and log-probs from `trajectory`',
  groups: '`example_id`; in files of 2025, whose `id` does not follow the prompt, the same prompt',
  containers: ['lines', 'elements'],
  writes: 'append',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  prepare: readMetadata,
  read(record, file, prepared) {
    if (!isRow(record.value)) {
      const message = 'A verifiers row needs "prompt", "completion", "reward" and "example_id" (or "id")';
      throw new LogError({
        severity: 'error',
        code: 'verifiers-row',
        message,
        remedy: 'It was left out; the other records are read. Check what wrote it.',
      });
    }
    return [readRow(record.value, folderOf(file.path), prepared as Metadata)];
  },
};

const isTurns = (value: Json | undefined): boolean => typeof value === 'string' || Array.isArray(value);

const isRow = (value: Json): value is JsonObject =>
  isObject(value) &&
  isTurns(value.prompt) &&
  isTurns(value.completion) &&
  'reward' in value &&
  (idText(value.example_id) !== undefined || (idText(value.id) !== undefined && 'task' in value));

interface Metadata {
  readonly model?: string;
  readonly env?: string;
}

async function readMetadata(file: LogFile): Promise<Metadata> {
  const parsed = await readSidecar(file, 'metadata.json');
  return isObject(parsed) ? { model: text(parsed.model), env: text(parsed.env_id) ?? text(parsed.env) } : {};
}

function readRow(row: JsonObject, folder: string, metadata: Metadata): Draft {
  const items = objects(row.trajectory);
  const turns = readTurns(row);
  const outcome = readOutcome(row);
  const example = idText(row.example_id);
  const advantage = number(row.advantage) ?? shared(items, 'advantage');
  const environment = text(row.task);
  return {
    format: 'verifiers-results',
    run: folder,
    group: example ?? `prompt-${shortHash([JSON.stringify(row.prompt), JSON.stringify(row.answer ?? null)], 12)}`,
    task: { id: example, text: askedText(turns.preamble) },
    policy: { model: metadata.model, agent: metadata.env, update: updateOf(folder) },
    preamble: turns.preamble,
    steps: withItems(turns.steps, items, outcome.reward).map((step, index) => ({
      ...step,
      index,
      timing: step.timing ?? spanOf(row, index, turns.steps.length),
    })),
    outcome,
    status: statusOf(row, outcome),
    usage: usageOf(object(row.token_usage)),
    timing: timingOf(row),
    ...(advantage === undefined ? {} : { logged: { advantage } }),
    reference: row.answer === '' ? undefined : (row.answer ?? undefined),
    extra: present({
      id: row.id,
      task: environment,
      errorChain: row.error_chain ?? undefined,
      rewardOnError: outcome.error === undefined ? undefined : row.reward,
    }) as JsonObject | undefined,
  };
}

function readTurns(row: JsonObject): Dialogue {
  const prompt = typeof row.prompt === 'string' ? undefined : objects(row.prompt);
  if (typeof row.completion !== 'string') return dialogue(objects(row.completion), prompt ?? messageList(row.prompt, 'user'));
  const preamble = prompt === undefined ? promptMessages(text(row.prompt) ?? '') : dialogue([], prompt).preamble;
  return { preamble, steps: textSteps(row.completion) };
}

/** prime-rl keeps a training step's rollouts in `step_<n>/`. */
function updateOf(folder: string): number | undefined {
  const match = /(?:^|\/)step_(\d{1,12})$/.exec(folder);
  return match === null ? undefined : Number(match[1]);
}

const NOT_METRICS = new Set(
  'id example_id reward advantage generation_ms scoring_ms total_ms is_completed is_truncated num_turns_limit seed rollout_index'.split(
    ' ',
  ),
);

function readOutcome(row: JsonObject): Outcome {
  const metrics = object(row.metrics);
  const rewards = metrics === undefined ? numbers(row, NOT_METRICS) : numbers(metrics);
  const error = object(row.error);
  const stop = text(row.stop_condition);
  const failure =
    error === undefined ? text(row.error) : (text(error.message) ?? text(error.error) ?? JSON.stringify(error).slice(0, 2000));
  // The writer gives failed rollouts the reward 0; nobody judged them.
  if (failure !== undefined) return { rewards, stop, error: failure };
  return { reward: number(row.reward), success: zeroOrOne(rewards?.success ?? row.success), rewards, stop };
}

function statusOf(row: JsonObject, outcome: Outcome): Status {
  if (outcome.error !== undefined) return 'error';
  if (flag(row.is_truncated) === true) return 'truncated';
  return outcome.reward === undefined ? 'unscored' : 'scored';
}

/**
 * Joins the records of model calls to the steps they made. The writer copies the outcome's reward (and advantage) into
 * every call that has none of its own, so a reward all calls share with the outcome is not a step reward.
 */
function withItems(steps: readonly Step[], items: readonly JsonObject[], outcome: number | undefined): readonly Omit<Step, 'index'>[] {
  if (items.length === 0) return steps;
  const spread = items.every((item) => item.reward === undefined || number(item.reward) === outcome);
  const turns = items.length === steps.length ? steps : items.map((item, k) => turnOf(item, items[k + 1]));
  return turns.map((turn, k) => {
    const item = items[k] ?? {};
    const advantage = number(item.advantage);
    return {
      ...turn,
      reward: spread ? undefined : number(item.reward),
      tokens: tokensOf(object(item.tokens)),
      logged: advantage === undefined ? turn.logged : { ...turn.logged, advantage },
    };
  });
}

/** One model call by itself: what it completed, and what its successor's prompt has beyond that. */
function turnOf(item: JsonObject, next: JsonObject | undefined): Omit<Step, 'index'> {
  const prompt = list(item.prompt) ?? [];
  const completion = messageList(item.completion, 'assistant');
  const answers = (list(next?.prompt) ?? []).slice(prompt.length + completion.length);
  return dialogue([...completion, ...answers]).steps[0] ?? { actor: 'assistant', actions: [], observations: [] };
}

function tokensOf(tokens: JsonObject | undefined): TokenTrace | undefined {
  if (tokens === undefined) return undefined;
  return present({
    ids: numberArray(tokens.completion_ids),
    logprobs: numberArray(tokens.completion_logprobs),
    lossMask: numberArray(Array.isArray(tokens.completion_mask) ? tokens.completion_mask.map(Number) : undefined),
  });
}

/** The value all calls agree on; `undefined` when they differ or have none. */
function shared(items: readonly JsonObject[], key: string): number | undefined {
  const first = number(items[0]?.[key]);
  return items.every((item) => number(item[key]) === first) ? first : undefined;
}

const usageOf = (usage: JsonObject | undefined): Draft['usage'] =>
  usage === undefined ? undefined : present({ input: number(usage.input_tokens), output: number(usage.output_tokens) });

const milliseconds = (seconds: number | undefined): number | undefined => (seconds === undefined ? undefined : seconds * 1000);

/** Files of 2025 have `total_ms`; later ones seconds since the epoch in `timing`. */
function timingOf(row: JsonObject): Timing | undefined {
  const timing = object(row.timing) ?? row;
  return present({
    start: milliseconds(number(timing.start_time)),
    duration: number(timing.total_ms) ?? milliseconds(number(timing.total)),
  });
}

/** The span of one model call, when there are as many as steps. */
function spanOf(row: JsonObject, index: number, steps: number): Timing | undefined {
  const spans = objects(object(object(row.timing)?.model)?.spans);
  const span = spans.length === steps ? spans[index] : undefined;
  if (span === undefined) return undefined;
  return present({
    start: milliseconds(number(span.start)),
    end: milliseconds(number(span.end)),
    duration: milliseconds(number(span.duration)),
  });
}
