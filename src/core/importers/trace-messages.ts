import type { Json, JsonObject } from '../model/json.ts';
import { tryJson } from '../text/json.ts';
import { isObject, list, object, text } from './fields.ts';
import { isMessage } from './messages.ts';

/**
 * Inputs and outputs of model calls as tracing tools log them, made into OpenAI chat messages: those themselves, the
 * LangChain serialisations (`{lc, id, kwargs}`, `{type, data}`, `{type: "ai", content}`), OpenTelemetry's
 * `{role, parts}`, lists of lists of these, and any of it written as a JSON string, once or twice.
 */
export function givenMessages(value: Json | undefined, depth = 0): readonly JsonObject[] {
  if (depth > 4 || value === undefined || value === null) return [];
  if (typeof value === 'string') {
    const inner = unpacked(value);
    if (inner === undefined) return value.trim() === '' ? [] : [{ role: 'user', content: value }];
    return givenMessages(inner, depth + 1);
  }
  if (Array.isArray(value)) return value.flatMap((item: Json) => (typeof item === 'string' ? [] : givenMessages(item, depth + 1)));
  if (!isObject(value)) return [];
  const message = chatMessage(value);
  if (message !== undefined) return [message];
  for (const key of ['messages', 'input_messages', 'prompts']) if (Array.isArray(value[key])) return givenMessages(value[key], depth + 1);
  return [
    ...['system', 'instructions'].flatMap((key) => spoken('system', value[key])),
    ...['prompt', 'input', 'question', 'query', 'task'].flatMap((key) => asked(value[key], depth)),
  ];
}

const asked = (value: Json | undefined, depth: number): readonly JsonObject[] =>
  typeof value === 'string' ? spoken('user', value) : Array.isArray(value) ? givenMessages(value, depth + 1) : [];

const spoken = (role: string, value: Json | undefined): readonly JsonObject[] =>
  typeof value === 'string' && value !== '' ? [{ role, content: value }] : [];

/** What a model call answered, as assistant messages: chat completions, LangChain generations, or the message itself. */
export function saidMessages(value: Json | undefined, depth = 0): readonly JsonObject[] {
  if (depth > 4 || value === undefined || value === null) return [];
  if (typeof value === 'string') {
    const inner = unpacked(value);
    if (inner === undefined) return value === '' ? [] : [{ role: 'assistant', content: value }];
    return saidMessages(inner, depth + 1);
  }
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    return items.length === 0 ? [] : items.flatMap((item) => saidMessages(item, depth + 1));
  }
  if (!isObject(value)) return [];
  if (Array.isArray(value.choices)) return saidMessages((value.choices[0] as Json) ?? null, depth + 1);
  if (Array.isArray(value.generations)) return saidMessages((value.generations[0] as Json) ?? null, depth + 1);
  if (isObject(value.message)) return saidMessages(value.message, depth + 1);
  const message = chatMessage(value);
  if (message !== undefined) return message.role === 'user' || message.role === 'system' ? [] : [{ ...message, role: 'assistant' }];
  if ('content' in value || 'tool_calls' in value) return [{ ...value, role: 'assistant' }];
  for (const key of ['messages', 'output', 'text', 'answer', 'result']) {
    if (value[key] !== undefined) return lastSaid(saidMessages(value[key], depth + 1), key);
  }
  return [];
}

/** A whole conversation given as output ends with what was said. */
const lastSaid = (messages: readonly JsonObject[], key: string): readonly JsonObject[] =>
  key === 'messages' ? messages.slice(-1) : messages;

/** JSON written as a string, possibly twice. */
export function unpacked(value: string): Json | undefined {
  if (!/^\s*["[{]/.test(value)) return undefined;
  const inner = tryJson(value);
  if (typeof inner === 'string') return unpacked(inner) ?? inner;
  return typeof inner === 'object' && inner !== null ? inner : undefined;
}

const LANGCHAIN_ROLES: ReadonlyMap<string, string> = new Map([
  ['human', 'user'],
  ['HumanMessage', 'user'],
  ['ai', 'assistant'],
  ['AIMessage', 'assistant'],
  ['AIMessageChunk', 'assistant'],
  ['system', 'system'],
  ['SystemMessage', 'system'],
  ['tool', 'tool'],
  ['ToolMessage', 'tool'],
  ['FunctionMessage', 'tool'],
  ['developer', 'system'],
]);

/** One message in any of the shapes; `undefined` for what is none. */
function chatMessage(value: JsonObject): JsonObject | undefined {
  const built = object(value.kwargs);
  if (built !== undefined && Array.isArray(value.id)) return langchain(built, text(value.id.at(-1) as Json));
  const data = object(value.data);
  if (data !== undefined && LANGCHAIN_ROLES.has(text(value.type) ?? '')) return langchain(data, text(value.type));
  if (Array.isArray(value.parts) && typeof value.role === 'string') return fromParts(value);
  // Tool definitions travel as messages of the role `tool` whose content is a function schema.
  if (isObject(value.content) && value.content.type === 'function') return undefined;
  if (typeof value.role === 'string') {
    const plain = withCalls({ ...value, content: contentOf(value.content) });
    return isMessage(plain) ? plain : undefined;
  }
  if ('content' in value && LANGCHAIN_ROLES.has(text(value.type) ?? '')) return langchain(value, text(value.type));
  return undefined;
}

const contentOf = (content: Json | undefined): Json => (isObject(content) ? [content] : (content ?? null));

function langchain(fields: JsonObject, kind: string | undefined): JsonObject | undefined {
  const role = LANGCHAIN_ROLES.get(kind ?? '');
  if (role === undefined) return undefined;
  return withCalls({
    role,
    content: contentOf(fields.content),
    tool_calls: fields.tool_calls ?? null,
    additional_kwargs: fields.additional_kwargs ?? null,
    tool_call_id: fields.tool_call_id ?? null,
    is_error: fields.status === 'error' ? true : null,
  });
}

/** LangChain keeps the provider's own calls apart. */
function withCalls(message: JsonObject): JsonObject {
  const { additional_kwargs, ...rest } = message;
  const calls = list(object(additional_kwargs)?.tool_calls);
  const own = list(message.tool_calls);
  return own !== undefined && own.length > 0 ? rest : { ...rest, tool_calls: calls ?? null };
}

/** OpenTelemetry's message: typed parts. */
function fromParts(value: JsonObject): JsonObject {
  const parts = (list(value.parts) ?? []).filter(isObject);
  const answer = parts.find((part) => part.type === 'tool_call_response');
  const content = parts.filter((part) => part.type !== 'tool_call_response' && part.type !== 'tool_call');
  const result = answer?.response ?? answer?.result;
  return {
    role: value.role === 'user' && answer !== undefined && content.length === 0 ? 'tool' : (value.role ?? 'user'),
    content:
      answer === undefined || content.length > 0
        ? content.map(partOf)
        : typeof result === 'string'
          ? result
          : JSON.stringify(result ?? null),
    tool_calls: parts.filter((part) => part.type === 'tool_call'),
    tool_call_id: answer?.id ?? null,
  };
}

const partOf = (part: JsonObject): Json => (part.type === 'text' ? { type: 'text', text: part.content ?? '' } : part);
