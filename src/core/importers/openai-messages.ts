import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome, Status } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { count, flag, idText, isObject, mostly, number, numbers, object, present, text } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { askedText, dialogue, isChat, isMessage, messageList } from './messages.ts';

/**
 * Chat messages as OpenAI's API has them, in the shapes people save: `{messages}` or `{conversations}` with free
 * fields around, a bare list of messages, `{prompt, completion}`, `{chosen, rejected}` and Batch API responses.
 * A fallback: it claims only what nobody else does.
 */
export const openaiMessages: RecordImporter = {
  id: 'openai-messages',
  name: 'OpenAI chat messages',
  rewards: 'the first number of `reward`, `score`, `final_reward`, `metadata.reward`, `metrics.*`; success from `success` or `resolved`',
  groups: '`task_id`, `instance_id`, `question_id`, `id`, else the same prompt',
  containers: ['lines', 'elements', 'document'],
  writes: 'append',
  unit: 'record',
  detect({ records, container }) {
    // One array of messages is one chat, not one chat per message.
    if (container === 'elements' && mostly(records, isMessage)) return 'no';
    return mostly(records, (record) => samplesOf(record) !== undefined) ? 'maybe' : 'no';
  },
  read(record, file) {
    const samples = samplesOf(record.value);
    if (samples === undefined) {
      const message = 'This record holds no list of chat messages with an assistant in it';
      throw new LogError({
        severity: 'error',
        code: 'no-messages',
        message,
        remedy: 'Each record needs `messages`: objects with `role` and `content`.',
      });
    }
    const fields = isObject(record.value) ? record.value : {};
    return samples.map((sample) => readSample(sample, fields, file.path));
  },
};

interface Sample {
  readonly prompt: readonly Json[];
  readonly messages: readonly Json[];
  readonly label?: string;
  readonly error?: string;
}

/** Keys that belong to formats which also carry `messages`; those are not plain chats. */
const FOREIGN = [
  'trajectory_format',
  'resourceSpans',
  'trace_id',
  'simulations',
  'sessionId',
  'traj',
  'nodes',
  'responses_create_params',
  'rolloutLens',
];

function samplesOf(value: Json): readonly Sample[] | undefined {
  if (isChat(value)) return [{ prompt: [], messages: value }];
  if (!isObject(value) || FOREIGN.some((key) => key in value)) return undefined;
  for (const messages of [value.messages, value.conversations, value.conversation]) {
    if (isChat(messages)) return [{ prompt: [], messages }];
  }
  return preference(value) ?? promptAndCompletion(value) ?? batchResponse(value);
}

function preference(value: JsonObject): readonly Sample[] | undefined {
  const prompt = messageList(value.prompt, 'user');
  const [chosen, rejected] = [sideOf(value.chosen), sideOf(value.rejected)];
  if (chosen === undefined || rejected === undefined) return undefined;
  return [
    { prompt, messages: chosen, label: 'chosen' },
    { prompt, messages: rejected, label: 'rejected' },
  ];
}

const sideOf = (value: Json | undefined): readonly Json[] | undefined => {
  if (isMessage(value)) return [value];
  return isChat(value) ? value : undefined;
};

function promptAndCompletion(value: JsonObject): readonly Sample[] | undefined {
  if (!isChat(value.completion) || !Array.isArray(value.prompt) || !value.prompt.every(isMessage)) return undefined;
  return [{ prompt: value.prompt, messages: value.completion }];
}

/** A line of the Batch API's output: only the answer is in it. */
function batchResponse(value: JsonObject): readonly Sample[] | undefined {
  if (typeof value.custom_id !== 'string' || !('response' in value)) return undefined;
  const error = object(value.error);
  if (error !== undefined)
    return [{ prompt: [], messages: [], error: text(error.message) ?? text(error.code) ?? 'error without a message' }];
  const choices = object(object(value.response)?.body)?.choices;
  const message = Array.isArray(choices) && isObject(choices[0]) ? choices[0].message : undefined;
  return isMessage(message) ? [{ prompt: [], messages: [message] }] : undefined;
}

function readSample(sample: Sample, fields: JsonObject, path: string): Draft {
  const { preamble, steps } = dialogue(sample.messages, sample.prompt);
  const metadata = object(fields.metadata) ?? {};
  const id = [fields.task_id, fields.instance_id, fields.question_id, fields.id, fields.custom_id, metadata.task_id, metadata.instance_id]
    .map(idText)
    .find((found) => found !== undefined);
  const outcome = readOutcome(sample, fields, metadata);
  const body = object(object(fields.response)?.body);
  return {
    format: 'openai-messages',
    run: path,
    group:
      id ??
      `prompt-${shortHash(
        preamble.map((message) => `${message.role}\n${message.text}`),
        12,
      )}`,
    sample: sample.label === undefined ? count(fields.sample_index) : undefined,
    task: { id, text: askedText(preamble) ?? text(fields.question) ?? text(fields.problem) },
    policy: present({ model: text(fields.model) ?? text(metadata.model) ?? text(body?.model), agent: text(fields.agent) }) ?? {},
    preamble,
    steps,
    outcome,
    status: statusOf(outcome),
    usage: usageOf(object(fields.usage) ?? object(body?.usage)),
    reference: fields.answer ?? fields.ground_truth ?? undefined,
    extra: extras(fields),
  };
}

function readOutcome(sample: Sample, fields: JsonObject, metadata: JsonObject): Outcome {
  const metrics = object(fields.metrics);
  const named = metrics === undefined ? undefined : numbers(metrics);
  const reward = [fields.reward, fields.score, fields.final_reward, metadata.reward].map(number).find((found) => found !== undefined);
  const said = [fields.success, fields.resolved, metadata.success, metadata.resolved].map(flag).find((found) => found !== undefined);
  return {
    reward: reward ?? Object.values(named ?? {})[0],
    success: said,
    rewards: named,
    label: sample.label ?? text(fields.label),
    error: sample.error ?? text(fields.error),
  };
}

function statusOf(outcome: Outcome): Status {
  if (outcome.error !== undefined) return 'error';
  return outcome.reward === undefined && outcome.success === undefined ? 'unscored' : 'scored';
}

const usageOf = (usage: JsonObject | undefined): Draft['usage'] =>
  usage === undefined
    ? undefined
    : present({
        input: number(usage.prompt_tokens) ?? number(usage.input_tokens),
        output: number(usage.completion_tokens) ?? number(usage.output_tokens),
      });

const READ = new Set(
  (
    'messages conversations conversation prompt completion chosen rejected response usage tools ' +
    'reward score final_reward success resolved metrics answer ground_truth model agent label error sample_index ' +
    'task_id instance_id question_id id custom_id'
  ).split(' '),
);

/** The small free fields around the messages; tool definitions are large and say nothing about this rollout. */
function extras(fields: JsonObject): JsonObject | undefined {
  const kept = Object.entries(fields).filter(([key, value]) => !READ.has(key) && value !== null && JSON.stringify(value).length <= 4000);
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
