import type { Json, JsonObject } from '../model/json.ts';
import type { Message, Step } from '../model/trajectory.ts';
import { tryJson } from '../text/json.ts';
import { parseTime } from '../text/time.ts';
import { callOf, readContent } from './content.ts';
import { idText, isObject, number, object, objects, present, text } from './fields.ts';
import { closeSteps, type OpenStep, openStep, stepOfCall } from './open-step.ts';
import { responseCall } from './responses.ts';

/** One line of a Codex session. */
export interface CodexItem {
  readonly line: number;
  readonly kind: string;
  readonly payload: JsonObject;
  readonly time: string | undefined;
}

export interface CodexSession {
  readonly preamble: readonly Message[];
  readonly steps: readonly Step[];
  /** The first prompt, without what the program put before it. */
  readonly asked: string | undefined;
  readonly model: string | undefined;
  readonly effort: string | undefined;
  readonly title: string | undefined;
  /** Threads of sub-agents and the steps that started them. */
  readonly started: readonly { readonly thread: string; readonly step: number }[];
  readonly stop: string | undefined;
  readonly error: string | undefined;
  readonly logged: Readonly<Record<string, number>>;
}

/** What is being read; events and items alike work on it. */
interface Reading {
  readonly preamble: Message[];
  readonly steps: OpenStep[];
  readonly started: { thread: string; step: number }[];
  readonly logged: Record<string, number>;
  /** Reasoning that events tell and items may keep to themselves, by step. */
  readonly told: Map<OpenStep, string[]>;
  /** Told before the step it belongs to was opened. */
  early: string[];
  total: number | undefined;
  asked?: string;
  model?: string;
  effort?: string;
  title?: string;
  stop?: string;
  error?: string;
}

/**
 * Steps of a Codex session. Reasoning, messages and calls up to the first output are one decision; outputs go to the
 * step of their call.
 */
export function codexSteps(items: readonly CodexItem[]): CodexSession {
  const reading: Reading = { preamble: [], steps: [], started: [], logged: {}, told: new Map(), early: [], total: undefined };
  for (const item of items) {
    if (item.kind === 'response_item') readItem(reading, item);
    else if (item.kind === 'event_msg') readEvent(reading, item.payload);
    else if (item.kind === 'compacted') add(reading.logged, 'compactions', 1);
    else if (item.kind === 'turn_context') {
      reading.model ??= text(item.payload.model);
      reading.effort ??= text(item.payload.effort);
    }
  }
  for (const [step, told] of reading.told) if (!step.thoughts.some((thought) => thought !== '')) step.thoughts.push(...told);
  const { preamble, steps, started, asked, model, effort, title, stop, error, logged } = reading;
  return { preamble, steps: closeSteps(steps), started, asked, model, effort, title, stop, error, logged };
}

function readItem(reading: Reading, { payload, line, time }: CodexItem): void {
  const type = text(payload.type) ?? 'message';
  if (type === 'ghost_snapshot') return;
  if (type.endsWith('_output')) {
    readOutput(reading, payload, time);
    return;
  }
  if (type === 'agent_message' || (type === 'message' && payload.role !== 'assistant')) {
    readMessage(reading, payload);
    return;
  }
  const step = decisionAt(reading, line);
  reading.error = undefined;
  reading.stop = undefined;
  stamp(step, time);
  if (type === 'reasoning')
    step.thoughts.push(...[...objects(payload.summary), ...objects(payload.content)].flatMap((part) => text(part.text) ?? []));
  else if (type === 'message') step.texts.push(readContent(payload.content).text);
  else step.actions.push(callOf(responseCall(withoutPlumbing(payload), type)));
  const image = type === 'image_generation_call' ? text(payload.result) : undefined;
  if (image) step.observations.push({ text: '', from: 'tool', images: [{ kind: 'data', uri: `data:image/png;base64,${image}` }] });
}

/** What is no argument of a hosted tool: book-keeping, and results that are shown as such. */
function withoutPlumbing(payload: JsonObject): JsonObject {
  const { internal_chat_message_metadata_passthrough: _passed, metadata: _metadata, result: _result, ...rest } = payload;
  return rest;
}

/** The step that is still being decided, or a new one: an answer, or the user, ended the last. */
function decisionAt(reading: Reading, line: number): OpenStep {
  const last = reading.steps.at(-1);
  if (last !== undefined && last.observations.length === 0) return last;
  const step = openStep('assistant', line > 0 ? line : undefined);
  reading.steps.push(step);
  if (reading.early.length > 0) reading.told.set(step, reading.early);
  reading.early = [];
  return step;
}

function readOutput(reading: Reading, payload: JsonObject, time: string | undefined): void {
  const of = idText(payload.call_id);
  const step = stepOfCall(reading.steps, of) ?? reading.steps.at(-1);
  if (step === undefined) return;
  const { content, meta } = unwrapped(payload);
  const { text: said, images } = readContent(content);
  step.observations.push({ text: said, of, from: 'tool', images: images.length > 0 ? images : undefined });
  stamp(step, time);
  const [code, seconds] = [number(meta?.exit_code), number(meta?.duration_seconds)];
  if (code !== undefined) step.logged.exit_code = code;
  if (seconds !== undefined) add(step.logged, 'tool_ms', seconds * 1000);
}

/** Output is text, a part or parts, or, in older versions, JSON text of output and metadata. */
function unwrapped(payload: JsonObject): { readonly content: Json; readonly meta?: JsonObject } {
  const output = payload.output ?? payload.tools ?? payload.result ?? null;
  const inner = typeof output === 'string' && output.startsWith('{"output":') ? object(tryJson(output)) : undefined;
  if (inner !== undefined) return { content: inner.output ?? null, meta: object(inner.metadata) };
  const isText = typeof output === 'string' || (isObject(output) && typeof output.text === 'string') || isParts(output);
  return { content: isText ? output : output === null ? '' : JSON.stringify(output) };
}

const isParts = (output: Json): boolean =>
  Array.isArray(output) && output.every((part: Json) => isObject(part) && typeof part.type === 'string' && part.type.startsWith('input_'));

/** Context the program writes under the user's name. */
const CONTEXT =
  /^\s*(?:<(?:environment_context|user_instructions|permissions|turn_aborted|collaboration_mode|skill|INSTRUCTIONS)|# AGENTS\.md)/;

function readMessage(reading: Reading, payload: JsonObject): void {
  const { text: said, images: found } = readContent(payload.content);
  const images = found.filter((image) => image.kind !== 'elided' || image.note !== 'image without data');
  const shown = images.length > 0 ? images : undefined;
  const own = payload.role === 'user' && !CONTEXT.test(said);
  const step = reading.steps.at(-1);
  if (step !== undefined) {
    step.observations.push({ text: said, from: text(payload.author) ?? (own ? 'user' : 'system'), images: shown });
    return;
  }
  reading.preamble.push(present({ role: payload.role === 'user' ? 'user' : 'system', text: said, images: shown }) as Message);
  if (own && said !== '') reading.asked ??= said;
}

function readEvent(reading: Reading, event: JsonObject): void {
  const type = text(event.type) ?? '';
  const step = stepOfCall(reading.steps, idText(event.call_id));
  if (type.startsWith('agent_reasoning')) tell(reading, text(event.text) ?? '');
  else if (type === 'token_count') count(reading, object(event.info));
  else if (type === 'collab_agent_spawn_end') start(reading, step, text(event.new_thread_id));
  else if (type === 'task_started') reading.stop = undefined;
  else if (type === 'turn_aborted' || type === 'task_complete') {
    reading.stop = text(event.reason) ?? type;
    add(reading.logged, 'turn_ms', number(event.duration_ms));
  } else if (type === 'error') reading.error = text(event.message) ?? 'error';
  else if (type === 'thread_name_updated') reading.title = text(event.thread_name) ?? reading.title;
  else if (type === 'exited_review_mode') {
    const confidence = number(object(event.review_output)?.overall_confidence_score);
    if (confidence !== undefined) reading.logged.review_confidence = confidence;
  } else if (step !== undefined && (type.endsWith('_end') || type.endsWith('_response'))) measure(step, event);
}

function start(reading: Reading, by: OpenStep | undefined, thread: string | undefined): void {
  const step = by ?? reading.steps.at(-1);
  if (thread !== undefined) reading.started.push({ thread, step: step === undefined ? 0 : reading.steps.indexOf(step) });
}

function tell(reading: Reading, thought: string): void {
  const last = reading.steps.at(-1);
  if (last === undefined || last.observations.length > 0) reading.early.push(thought);
  else reading.told.set(last, [...(reading.told.get(last) ?? []), thought]);
}

/** Counts are told after each answer of the model, and told again when nothing has changed. */
function count(reading: Reading, info: JsonObject | undefined): void {
  const [last, total] = [object(info?.last_token_usage), number(object(info?.total_token_usage)?.total_tokens)];
  const step = reading.steps.at(-1);
  if (last === undefined || step === undefined || (total !== undefined && total === reading.total)) return;
  reading.total = total;
  const [input, output] = [number(last.input_tokens), number(last.output_tokens)];
  step.usage = present({
    input: input === undefined ? step.usage?.input : input + (step.usage?.input ?? 0),
    output: output === undefined ? step.usage?.output : output + (step.usage?.output ?? 0),
  });
  add(step.logged, 'cache_read_tokens', number(last.cached_input_tokens));
  add(step.logged, 'reasoning_tokens', number(last.reasoning_output_tokens));
}

/** What an event adds to a call: how long it took, its exit code, and whether it failed. */
function measure(step: OpenStep, event: JsonObject): void {
  const duration = object(event.duration);
  const [seconds, nanos] = [number(duration?.secs), number(duration?.nanos)];
  if (seconds !== undefined) add(step.logged, 'tool_ms', seconds * 1000 + (nanos ?? 0) / 1e6);
  const code = number(event.exit_code);
  if (code !== undefined) step.logged.exit_code = code;
  const failed = event.success === false || object(event.result)?.Err !== undefined;
  const at = step.observations.findIndex((seen) => seen.of === event.call_id);
  const seen = step.observations[at];
  if (failed && seen !== undefined) step.observations[at] = { ...seen, isError: true };
}

function stamp(step: OpenStep, time: string | undefined): void {
  const known = parseTime(time);
  if (known !== undefined) step.times.push(known);
}

function add(logged: Record<string, number>, key: string, value: number | undefined): void {
  if (value !== undefined) logged[key] = (logged[key] ?? 0) + value;
}
