import type { Json, JsonObject } from '../model/json.ts';
import type { Timing, TokenTrace, Usage } from '../model/trajectory.ts';
import { tryJson } from '../text/json.ts';
import { idText, list, number, object, objects, present, text } from './fields.ts';
import { messageList } from './messages.ts';
import { milliseconds } from './outcomes.ts';
import { tokenTrace } from './token-trace.ts';

export interface ModelCall {
  readonly order: number;
  readonly prompt: readonly JsonObject[];
  readonly message: JsonObject;
  /** Id of the answer, by which two records of one call are told. */
  readonly response?: string;
  readonly model?: string;
  /** Training step of the model that answered. */
  readonly version?: number;
  readonly tokens?: TokenTrace;
  readonly timing?: Timing;
  readonly usage?: Usage;
  readonly error?: string;
}

/** What Agent Lightning's store knows of one attempt at a rollout. */
export interface AglRollout {
  readonly id: string;
  readonly attempt?: string;
  readonly calls: ModelCall[];
  /** Named values of each reward, the main one first. */
  readonly rewards: { readonly order: number; readonly values: readonly (readonly [name: string, value: number])[] }[];
  /** The last failure, in the log's words. */
  error?: string;
  taken: number;
}

export const newRollout = (id: string, attempt: string | undefined): AglRollout => ({ id, attempt, calls: [], rewards: [], taken: 0 });

/** An OpenTelemetry span with flat attributes: a model call, a reward, or neither. */
export function takeSpan(rollout: AglRollout, span: JsonObject): void {
  const attributes = object(span.attributes) ?? {};
  const order = number(span.sequence_id) ?? number(span.start_time) ?? rollout.taken;
  rollout.taken++;
  const values = rewardsIn(attributes);
  if (values.length > 0) rollout.rewards.push({ order, values });
  const failed = /ERROR/.test(text(object(span.status)?.status_code) ?? '');
  if (failed) rollout.error = text(object(span.status)?.description) ?? text(span.name) ?? 'error';
  const [prompt, completion] = [indexed(attributes, 'gen_ai.prompt'), indexed(attributes, 'gen_ai.completion')];
  const ids = attributes.response_token_ids;
  if (completion.length === 0 && !Array.isArray(ids)) return;
  const [start, end] = [milliseconds(number(span.start_time)), milliseconds(number(span.end_time))];
  rollout.calls.push({
    order,
    prompt: prompt.map(withRole),
    message: completion[0] ?? { role: 'assistant', content: null },
    response: text(attributes['gen_ai.response.id']),
    model: text(attributes['gen_ai.response.model']) ?? text(attributes['gen_ai.request.model']),
    tokens: tokensOf(ids, attributes['logprobs.content']),
    timing: present({ start, end }),
    usage: present({
      input: number(attributes['gen_ai.usage.prompt_tokens']) ?? number(attributes['gen_ai.usage.input_tokens']),
      output: number(attributes['gen_ai.usage.completion_tokens']) ?? number(attributes['gen_ai.usage.output_tokens']),
    }),
    error: failed ? rollout.error : undefined,
  });
}

/** Rewards are numbered attributes; before 0.3 one JSON text of the traced function's result. */
function rewardsIn(attributes: JsonObject): readonly (readonly [string, number])[] {
  const found = indexed(attributes, 'agentlightning.reward').flatMap((reward, k): [string, number][] => {
    const value = number(reward.value) ?? number(Number(text(reward.value) || Number.NaN));
    return value === undefined ? [] : [[text(reward.name) ?? String(k), value]];
  });
  if (found.length > 0) return found;
  const output = text(attributes['agentops.task.output']) ?? text(attributes['agentops.entity.output']);
  const parsed = output === undefined ? undefined : object(tryJson(output));
  const value = parsed?.type === 'reward' ? number(parsed.value) : undefined;
  return value === undefined ? [] : [['reward', value]];
}

const MAX_INDEX = 10_000;

/** `<prefix>.<k>.<key>` attributes as a list of objects; deeper keys (`tool_calls.0.name`) become lists again. */
export function indexed(attributes: JsonObject, prefix: string): readonly JsonObject[] {
  const items = new Map<number, Record<string, Json>>();
  for (const [key, value] of Object.entries(attributes)) {
    if (!key.startsWith(`${prefix}.`)) continue;
    const match = /^(\d{1,5})\.(.+)$/s.exec(key.slice(prefix.length + 1));
    const index = Number(match?.[1] ?? Number.NaN);
    if (match === null || index > MAX_INDEX) continue;
    const item = items.get(index) ?? {};
    item[match[2] ?? ''] = value;
    items.set(index, item);
  }
  return [...items.entries()].sort(([a], [b]) => a - b).map(([, item]) => withCalls(item));
}

function withCalls(item: JsonObject): JsonObject {
  const calls = Object.keys(item).some((key) => key.startsWith('tool_calls.')) ? indexed(item, 'tool_calls') : [];
  return calls.length === 0
    ? item
    : { ...item, tool_calls: calls.map((call) => ({ ...call, arguments: call.arguments ?? call['function.arguments'] ?? null })) };
}

/** Tracers leave the role out of repeated turns; the other fields tell. */
function withRole(message: JsonObject): JsonObject {
  if (text(message.role) !== undefined) return message;
  return { ...message, role: 'tool_calls' in message ? 'assistant' : 'tool_call_id' in message ? 'tool' : 'user' };
}

/** Log-probs come as a list of `{token, logprob}` or as its JSON text. */
function tokensOf(ids: Json | undefined, logged: Json | undefined): TokenTrace | undefined {
  const entries = objects(typeof logged === 'string' ? tryJson(logged) : logged);
  return tokenTrace({ ids, logprobs: entries.length > 0 ? entries.map((entry) => entry.logprob ?? null) : undefined });
}

/** An event of 1.0: `model_request` and `reward` have a known form, others are the user's own. */
export function takeEvent(rollout: AglRollout, event: JsonObject): void {
  const data = object(event.data) ?? {};
  const order = number(event.timestamp) ?? rollout.taken;
  rollout.taken++;
  if (event.event_type === 'reward') {
    const value = number(data.value);
    if (value !== undefined) rollout.rewards.push({ order, values: [['reward', value]] });
    return;
  }
  if (event.event_type !== 'model_request') return;
  const response = object(data.response) ?? {};
  const choice = objects(response.choices)[0] ?? {};
  const failed = data.status === 'error' ? (text(object(response.error)?.message) ?? 'the model call failed') : undefined;
  if (failed !== undefined) rollout.error = failed;
  const usage = object(data.usage) ?? object(response.usage);
  const end = milliseconds(number(event.timestamp));
  rollout.calls.push({
    order,
    prompt: messageList(object(data.request)?.messages, 'user'),
    message: object(choice.message) ?? { role: 'assistant', content: null },
    response: idText(response.id),
    model: text(data.model),
    version: number(data.model_version),
    tokens: tokensOf(list(choice.token_ids) ?? response.response_token_ids, object(choice.logprobs)?.content),
    timing: present({ end, duration: number(data.latency_ms) }),
    usage: present({ input: number(usage?.prompt_tokens), output: number(usage?.completion_tokens) }),
    error: failed,
  });
}

/** The last turn of a rollout, as uploaded: texts or messages. */
export function takeLastTurn(rollout: AglRollout, row: JsonObject): void {
  const order = rollout.taken++;
  const reward = number(row.reward);
  if (reward !== undefined) rollout.rewards.push({ order, values: [['reward', reward]] });
  const message = messageList(row.response, 'assistant').at(-1) ?? { role: 'assistant', content: row.response ?? null };
  rollout.calls.push({ order, prompt: messageList(row.prompt, 'user'), message });
}
