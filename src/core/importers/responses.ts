import type { Json, JsonObject } from '../model/json.ts';
import type { Message, Step } from '../model/trajectory.ts';
import { isObject, list, objects, text } from './fields.ts';
import { type Dialogue, dialogue } from './messages.ts';
import { tokenTrace } from './token-trace.ts';
import { turn } from './turn.ts';

/**
 * Items of OpenAI's Responses API, `input` and `output`, as a dialogue. Neighbouring reasoning, messages and calls are
 * one decision; outputs of calls and user messages answer it. Where items carry the ids of the prompt they were sampled
 * from, another prompt is another model call.
 */
export function responsesDialogue(input: Json | undefined, output: Json | undefined): Dialogue {
  const calls: Call[] = [];
  for (const item of objects(output)) {
    const last = calls.at(-1);
    const opens = isDecision(item);
    if (!opens) (last ?? begin(calls)).answers.push(answerOf(item));
    else if (last === undefined || last.answers.length > 0 || hasOtherPrompt(last, item)) begin(calls).items.push(item);
    else last.items.push(item);
  }
  return { preamble: readInput(input), steps: calls.map(stepOf) };
}

interface Call {
  readonly items: JsonObject[];
  readonly answers: JsonObject[];
}

function begin(calls: Call[]): Call {
  const call: Call = { items: [], answers: [] };
  calls.push(call);
  return call;
}

/** An item of the policy's own: anything but the output of a call and what others said. */
function isDecision(item: JsonObject): boolean {
  const type = text(item.type) ?? 'message';
  return type === 'message' ? item.role === 'assistant' : !type.endsWith('_output');
}

const prompt = (item: JsonObject): readonly Json[] => list(item.prompt_token_ids) ?? [];

function hasOtherPrompt(call: Call, item: JsonObject): boolean {
  const [before, now] = [call.items.map(prompt).findLast((ids) => ids.length > 0), prompt(item)];
  return before !== undefined && now.length > 0 && before.length !== now.length;
}

function stepOf(call: Call, index: number): Step {
  const step = turn(messageOf(call.items), call.answers);
  const sampled = call.items.find((item) => (list(item.generation_token_ids) ?? list(item.generation_log_probs) ?? []).length > 0);
  const tokens = sampled && tokenTrace({ ids: sampled.generation_token_ids, logprobs: sampled.generation_log_probs });
  return { ...step, index, ...(tokens === undefined ? {} : { tokens }) };
}

/** The items of one model call as one chat message. */
function messageOf(items: readonly JsonObject[]): JsonObject {
  const thoughts: string[] = [];
  const content: Json[] = [];
  const calls: Json[] = [];
  for (const item of items) {
    const type = text(item.type) ?? 'message';
    if (type === 'reasoning') thoughts.push(...reasoningOf(item));
    else if (type === 'message') content.push(...(typeof item.content === 'string' ? [item.content] : (list(item.content) ?? [])));
    else calls.push(responseCall(item, type));
  }
  return {
    role: 'assistant',
    content,
    ...(thoughts.length > 0 ? { reasoning_content: thoughts.join('\n\n') } : {}),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
}

const reasoningOf = (item: JsonObject): readonly string[] =>
  [...objects(item.summary), ...objects(item.content)].flatMap((part) => text(part.text) ?? []).filter((piece) => piece !== '');

/** A function call, or a call of a hosted tool, whose arguments are its own fields. */
export function responseCall(item: JsonObject, type: string): JsonObject {
  const id = text(item.call_id) ?? text(item.id) ?? null;
  if (text(item.name) !== undefined) return { id, name: item.name ?? null, arguments: item.arguments ?? item.input ?? null };
  const { type: _type, id: _id, call_id: _call, status: _status, ...args } = item;
  return { id, name: type.replace(/_call$/, ''), arguments: args };
}

/** The output of a call may be text or parts; images come as `input_image`. */
function answerOf(item: JsonObject): JsonObject {
  const type = text(item.type) ?? 'message';
  if (type === 'message') return { role: text(item.role) ?? 'user', content: item.content ?? null };
  const output = item.output ?? null;
  const content = typeof output === 'string' || Array.isArray(output) ? output : JSON.stringify(output);
  return { role: 'tool', tool_call_id: item.call_id ?? null, content };
}

function readInput(input: Json | undefined): readonly Message[] {
  if (typeof input === 'string') return input === '' ? [] : [{ role: 'user', text: input }];
  const messages = (list(input) ?? []).filter(isObject).map((item) => {
    if (!isDecision(item)) return answerOf(item);
    return (text(item.type) ?? 'message') === 'message' ? item : messageOf([item]);
  });
  return dialogue([], messages).preamble;
}
