import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Message, Step } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf, nameOf } from '../text/path.ts';
import { count, isObject, mostly, number, numbers, object, objects, text } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { leftovers } from './leftovers.ts';
import { askedText, dialogue, isMessage } from './messages.ts';
import { solvedBy } from './outcomes.ts';
import { type Span, tokenSpans, withSpans } from './token-spans.ts';
import { completionSteps } from './token-steps.ts';

/**
 * NeMo-RL's training and validation batches, `exp_NNN/{train,val}_data_step<k>.jsonl`, one sample a line
 * (nemo_rl/utils/logger.py of NVIDIA-NeMo/RL). The writer wraps values in lists of one, pads token arrays to the longest
 * of the batch, and writes the messages of a training sample without their roles: they alternate, the policy second.
 */
export const nemoRlData: RecordImporter = {
  id: 'nemo-rl-data',
  name: 'NeMo-RL training and validation data',
  rewards: '`rewards`; advantages and log-probs (sampled and recomputed) per token',
  groups: 'the same prompt tokens, or the same first messages, per step; the log numbers neither groups nor samples',
  containers: ['lines'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isRow(value)) {
      const message = 'A NeMo-RL row needs "rewards" and "content" or token arrays';
      throw new LogError({ severity: 'error', code: 'nemo-rl-row', message });
    }
    return [readRow(value, file.path)];
  },
};

const isRow = (value: Json): value is JsonObject => {
  if (!isObject(value) || !('rewards' in value) || 'responses' in value) return false;
  return 'token_loss_mask' in value ? 'advantages' in value || 'idx' in value : 'content' in value && 'idx' in value;
};

/** A list of one is what it holds. */
const bare = (value: Json | undefined): Json | undefined => (Array.isArray(value) && value.length === 1 ? (value[0] as Json) : value);

const TAKEN = new Set(
  (
    'content rewards filtered_rewards input_lengths token_ids token_loss_mask sample_loss_mask advantages ' +
    'generation_logprobs prev_logprobs reference_policy_logprobs agent_ref idx'
  ).split(' '),
);

function readRow(row: JsonObject, path: string): Draft {
  const name = /^(train|val)_data_step(\d{1,12})\./.exec(nameOf(path));
  const update = name === null ? undefined : Number(name[2]);
  const { preamble, steps, prompt } = readContent(row);
  const reward = number(bare(row.rewards));
  return {
    format: 'nemo-rl-data',
    run: name === null ? folderOf(path) : `${folderOf(path)}/${name[1]}`,
    group: [update, shortHash([prompt], 12)].filter((part) => part !== undefined).join('/'),
    task: { text: askedText(preamble) },
    policy: { agent: text(object(bare(row.agent_ref))?.name), update },
    preamble,
    steps,
    outcome: { reward, success: solvedBy(reward), rewards: numbers({ filtered_reward: bare(row.filtered_rewards) ?? null }) },
    status: reward === undefined ? 'unscored' : 'scored',
    logged: numbers({
      sampleLossMask: bare(row.sample_loss_mask) ?? null,
      advantage: Array.isArray(bare(row.advantages)) ? null : (bare(row.advantages) ?? null),
    }),
    extra: leftovers(row, TAKEN),
  };
}

interface Content {
  readonly preamble: readonly Message[];
  readonly steps: readonly Step[];
  /** What tells one group from another. */
  readonly prompt: string;
}

function readContent(row: JsonObject): Content {
  const content = bare(row.content);
  const spans = spansOf(row);
  const promptIds = spans[0]?.prompt;
  const key = (first: string) => (promptIds === undefined ? first : promptIds.join(' '));
  if (typeof content === 'string') {
    return { preamble: [], steps: completionSteps(content, spans.length === 1 ? spans[0]?.tokens : undefined), prompt: key(content) };
  }
  const messages = messagesOf(Array.isArray(content) ? content : []);
  const { preamble, steps } = dialogue(messages);
  return { preamble, steps: withSpans(steps, spans), prompt: key(JSON.stringify(preamble)) };
}

/** Messages with their roles, or texts that alternate, beginning with the prompt. */
function messagesOf(content: readonly Json[]): readonly JsonObject[] {
  if (content.every(isMessage)) return objects(content);
  return content.map((piece, k) => ({ role: k % 2 === 0 ? 'user' : 'assistant', content: bare(piece) ?? null }));
}

/** Token arrays run over prompt and answers alike, padded at the end. */
const spansOf = (row: JsonObject): readonly Span[] =>
  tokenSpans(
    {
      ids: bare(row.token_ids),
      lossMask: bare(row.token_loss_mask),
      logprobs: bare(row.generation_logprobs),
      refLogprobs: bare(row.reference_policy_logprobs),
      trainLogprobs: bare(row.prev_logprobs),
      advantages: bare(row.advantages),
    },
    count(bare(row.input_lengths)),
  );
