import type { Json, JsonObject } from '../model/json.ts';
import { parseTime } from '../text/time.ts';
import { idText, isObject, number, object, present, text } from './fields.ts';
import { pythonString, reprField } from './python-repr.ts';
import { givenMessages, saidMessages } from './trace-messages.ts';
import type { TraceSpan } from './trace-steps.ts';

/** A model call as the file logger of AutoGen 0.2 and AG2 writes it (autogen/logger/file_logger.py). */
export const isCompletion = (value: Json): value is JsonObject =>
  isObject(value) && 'invocation_id' in value && 'request' in value && 'response' in value && 'wrapper_id' in value;

/** Any other line of that logger: agents, wrappers, clients, events, function uses. */
export const isRuntimeLine = (value: Json): value is JsonObject =>
  isObject(value) &&
  'thread_id' in value &&
  ['invocation_id', 'agent_name', 'event_name', 'json_state', 'input_args'].some((key) => key in value);

/** A model call as AutoGen 0.4 logs it (`autogen_core.logging.LLMCallEvent`). */
export const isLlmCall = (value: Json): value is JsonObject =>
  isObject(value) && value.type === 'LLMCall' && Array.isArray(value.messages) && 'response' in value;

/** The model calls of a session as spans, each below the agent that made it. */
export function runtimeSpans(lines: readonly JsonObject[]): readonly TraceSpan[] {
  const calls = lines.filter((line) => isCompletion(line) || isLlmCall(line)).map(spanOf);
  const agents = [...new Set(calls.map(({ parent }) => parent))].flatMap((name): TraceSpan[] =>
    name === undefined ? [] : [{ id: name, kind: 'agent', name, given: [], said: [] }],
  );
  return [...agents, ...calls];
}

function spanOf(line: JsonObject, k: number): TraceSpan {
  const request = object(line.request);
  const response = line.response ?? null;
  const written = typeof response === 'string' ? response : undefined;
  const failed = written !== undefined && !written.includes('Completion(');
  const agent = idText(line.source_name) ?? idText(line.agent_id);
  return {
    id: `call ${k}`,
    parent: agent,
    kind: 'model',
    name: 'chat completion',
    // AutoGen 0.4 logs no times: the order of the lines is the order of the calls.
    start: parseTime(text(line.start_time)),
    end: parseTime(text(line.end_time)),
    given: givenMessages(request?.messages ?? line.messages),
    said: failed ? [] : written === undefined ? saidMessages(response) : [messageIn(written)],
    model: text(request?.model) ?? text(object(response)?.model) ?? (written === undefined ? undefined : reprField(written, 'model')),
    usage: present({
      input: number(line.prompt_tokens) ?? tokensIn(written, 'prompt_tokens') ?? number(object(object(response)?.usage)?.prompt_tokens),
      output:
        number(line.completion_tokens) ??
        tokensIn(written, 'completion_tokens') ??
        number(object(object(response)?.usage)?.completion_tokens),
      cost: number(line.cost),
    }),
    error: failed ? written.slice(0, 4000) : undefined,
    logged: line.is_cached === 1 || line.is_cached === true ? { cached: 1 } : undefined,
  };
}

/** The answer is written as Python prints it: `ChatCompletion(…, message=ChatCompletionMessage(content='…', …))`. */
function messageIn(repr: string): JsonObject {
  const from = Math.max(repr.indexOf('message=ChatCompletionMessage('), 0);
  const calls: JsonObject[] = [];
  for (let at = repr.indexOf('ToolCall(', from); at >= 0; at = repr.indexOf('ToolCall(', at + 1)) {
    const inner = repr.indexOf('function=Function(', at);
    if (inner < 0) break;
    const args = argumentsAt(repr, inner);
    const id = reprField(repr, 'id', at);
    calls.push({
      ...(id === undefined ? {} : { id }),
      function: { name: reprField(repr, 'name', args.end) ?? 'unknown', arguments: args.text },
    });
    at = args.end;
  }
  return { role: 'assistant', content: reprField(repr, 'content', from) ?? null, tool_calls: calls };
}

/** Names come after the arguments, which may themselves hold `name=`. */
function argumentsAt(repr: string, from: number): { readonly text: string; readonly end: number } {
  const key = 'arguments=';
  const at = repr.indexOf(key, from);
  const written = at < 0 ? undefined : pythonString(repr, at + key.length);
  // At least as long as what it stands for, so `name=` is not found inside it unless it has escapes.
  return { text: written ?? '', end: at < 0 ? from : at + key.length + (written?.length ?? 0) };
}

function tokensIn(repr: string | undefined, key: string): number | undefined {
  const match = new RegExp(`\\b${key}=(\\d{1,12})\\b`).exec(repr ?? '');
  return match === null ? undefined : Number(match[1]);
}
