import type { Json, JsonObject } from '../model/json.ts';
import { readArgs } from './content.ts';
import { idText, isObject, list, number, present, text } from './fields.ts';
import type { OtlpSpan } from './otlp-span.ts';
import { givenMessages, saidMessages, unpacked } from './trace-messages.ts';
import type { TraceSpan } from './trace-steps.ts';

/**
 * A span in the words of OpenTelemetry's GenAI conventions (attributes, and the events they were before 1.37),
 * OpenInference, or OpenLLMetry, which differ in the names of the same things.
 */
export function traceSpan(span: OtlpSpan): TraceSpan {
  const kind = kindOf(span);
  const at = span.attributes;
  const isTool = kind === 'tool';
  return {
    id: span.id,
    parent: span.parent,
    kind,
    name: nameOf(span, kind),
    start: span.start,
    end: span.end,
    given: isTool ? [] : givenIn(span),
    said: isTool ? [] : saidIn(span),
    call: isTool
      ? { tool: nameOf(span, kind), args: argsOf(at), id: idText(at['gen_ai.tool.call.id']) ?? idText(at['tool_call.id']) }
      : undefined,
    result: isTool ? resultOf(at) : undefined,
    model: text(at['gen_ai.response.model']) ?? text(at['gen_ai.request.model']) ?? text(at['llm.model_name']),
    usage: present({
      input: firstNumber(at, 'gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.token_count.prompt'),
      output: firstNumber(at, 'gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.token_count.completion'),
      cost: firstNumber(at, 'llm.cost.total', 'gen_ai.usage.cost'),
    }),
    error: span.error,
    logged: kind === 'model' ? scoresOf(span) : undefined,
  };
}

const firstNumber = (attributes: JsonObject, ...keys: readonly string[]): number | undefined =>
  keys.map((key) => number(attributes[key])).find((value) => value !== undefined);

const MODEL_OPERATIONS = new Set(['chat', 'text_completion', 'generate_content']);

function kindOf({ attributes }: OtlpSpan): TraceSpan['kind'] {
  const operation = text(attributes['gen_ai.operation.name']);
  const kind = (text(attributes['openinference.span.kind']) ?? text(attributes['traceloop.span.kind']) ?? '').toUpperCase();
  if (operation !== undefined && MODEL_OPERATIONS.has(operation)) return 'model';
  if (operation === 'execute_tool' || kind === 'TOOL' || kind === 'RETRIEVER') return 'tool';
  if (kind === 'LLM') return 'model';
  if (operation === 'invoke_agent' || kind === 'AGENT') return 'agent';
  const talks = 'gen_ai.completion.0.content' in attributes || 'gen_ai.completion.0.role' in attributes;
  return talks || (operation === undefined && kind === '' && 'gen_ai.request.model' in attributes) ? 'model' : 'other';
}

function nameOf({ attributes, name }: OtlpSpan, kind: TraceSpan['kind']): string {
  const keys =
    kind === 'tool'
      ? ['gen_ai.tool.name', 'tool.name', 'traceloop.entity.name']
      : kind === 'agent'
        ? ['gen_ai.agent.name', 'agent.name']
        : [];
  return keys.map((key) => text(attributes[key])).find((found) => found !== undefined) ?? name;
}

function givenIn(span: OtlpSpan): readonly JsonObject[] {
  const at = span.attributes;
  const system = givenMessages(instructions(at['gen_ai.system_instructions']));
  const structured = givenMessages(at['gen_ai.input.messages']);
  if (structured.length > 0 || system.length > 0) return [...system.map((message) => ({ ...message, role: 'system' })), ...structured];
  const flat = flatMessages(at, 'llm.input_messages', 'message.');
  if (flat.length > 0) return flat;
  const prompts = flatMessages(at, 'gen_ai.prompt', '');
  if (prompts.length > 0) return prompts;
  const events = span.events.flatMap((event) => promptEvent(event));
  return events.length > 0 ? events : givenMessages(at['input.value'] ?? at['traceloop.entity.input']);
}

function saidIn(span: OtlpSpan): readonly JsonObject[] {
  const at = span.attributes;
  const structured = saidMessages(at['gen_ai.output.messages']);
  if (structured.length > 0) return structured;
  for (const [prefix, inner] of [
    ['llm.output_messages', 'message.'],
    ['gen_ai.completion', ''],
  ] as const) {
    const flat = flatMessages(at, prefix, inner);
    if (flat.length > 0) return flat.map((message) => ({ ...message, role: 'assistant' }));
  }
  const events = span.events.filter((event) => event.name === 'gen_ai.choice').flatMap(({ attributes }) => choice(attributes));
  return events.length > 0 ? events : saidMessages(at['output.value'] ?? at['traceloop.entity.output']);
}

/** System instructions are parts without a role. */
function instructions(value: Json | undefined): Json | undefined {
  const parts = typeof value === 'string' ? (unpacked(value) ?? value) : value;
  if (typeof parts === 'string') return [{ role: 'system', content: parts }];
  return Array.isArray(parts) && parts.length > 0 ? [{ role: 'system', parts }] : undefined;
}

/** Before 1.37: an event per message, named after its role. */
function promptEvent({ name, attributes }: OtlpSpan['events'][number]): readonly JsonObject[] {
  const role = /^gen_ai\.(system|user|assistant|tool)\.message$/.exec(name)?.[1];
  if (role === undefined) {
    return name === 'gen_ai.content.prompt' ? givenMessages(attributes['gen_ai.prompt']) : [];
  }
  const calls = text(attributes.tool_calls);
  return givenMessages({
    ...attributes,
    role,
    content: attributes.content ?? null,
    tool_calls: calls === undefined ? (attributes.tool_calls ?? null) : (unpacked(calls) ?? null),
    tool_call_id: attributes.id ?? null,
  });
}

function choice(attributes: JsonObject): readonly JsonObject[] {
  const message = text(attributes.message);
  const inner = message === undefined ? attributes.message : (unpacked(message) ?? message);
  return saidMessages(isObject(inner) ? { role: 'assistant', ...inner } : (inner ?? attributes.content));
}

/** Longer lists are cut: indices come from the log. */
const MESSAGES = 5000;

/**
 * Lists that were made flat: `llm.input_messages.0.message.role`, `gen_ai.prompt.0.content`, and calls in them as
 * `….tool_calls.0.tool_call.function.name` or `….tool_calls.0.name`.
 */
function flatMessages(attributes: JsonObject, prefix: string, inner: string): readonly JsonObject[] {
  const messages = new Map<number, Map<string, Json>>();
  for (const [key, value] of Object.entries(attributes)) {
    const match = key.startsWith(`${prefix}.`) ? /^(\d{1,6})\.(.+)$/.exec(key.slice(prefix.length + 1)) : null;
    if (match === null || !match[2]?.startsWith(inner) || messages.size > MESSAGES) continue;
    const at = Number(match[1]);
    const fields = messages.get(at) ?? new Map<string, Json>();
    messages.set(at, fields.set(match[2].slice(inner.length), value));
  }
  return [...messages].sort(([a], [b]) => a - b).flatMap(([, fields]) => givenMessages(unflat(fields)));
}

function unflat(fields: ReadonlyMap<string, Json>): JsonObject {
  const calls: Record<string, JsonObject> = {};
  const parts: string[] = [];
  for (const [key, value] of fields) {
    const call = /^tool_calls\.(\d{1,4})\.(?:tool_call\.)?(?:function\.)?(id|name|arguments)$/.exec(key);
    if (call !== null) calls[call[1] as string] = { ...calls[call[1] as string], [call[2] as string]: value };
    else if (/^contents\.\d{1,4}\.message_content\.text$/.test(key)) parts.push(String(value));
  }
  return {
    role: fields.get('role') ?? 'user',
    content: fields.get('content') ?? (parts.length > 0 ? parts.join('\n') : null),
    tool_calls: Object.values(calls),
    tool_call_id: fields.get('tool_call_id') ?? null,
  };
}

function argsOf(at: JsonObject): Json {
  const value = [at['gen_ai.tool.call.arguments'], at['input.value'], at['tool.parameters'], at['traceloop.entity.input']].find(
    (item) => item !== undefined,
  );
  return readArgs(value ?? null);
}

function resultOf(at: JsonObject): string | undefined {
  const value = [at['gen_ai.tool.call.result'], at['output.value'], at['traceloop.entity.output']].find((item) => item !== undefined);
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** An evaluation of a span: OpenTelemetry's event, or OpenInference's attributes. */
export function evaluationsOf(
  span: OtlpSpan,
): readonly { readonly name: string; readonly score?: number; readonly label?: string; readonly why?: string }[] {
  const own = span.events
    .filter((event) => event.name === 'gen_ai.evaluation.result')
    .map(({ attributes: at }) => ({
      name: text(at['gen_ai.evaluation.name']) ?? 'evaluation',
      score: number(at['gen_ai.evaluation.score.value']),
      label: text(at['gen_ai.evaluation.score.label']),
      why: text(at['gen_ai.evaluation.explanation']),
    }));
  const at = span.attributes;
  const annotated = 'annotation.score' in at || 'annotation.label' in at;
  const attribute = {
    name: text(at['annotation.name']) ?? 'annotation',
    score: number(at['annotation.score']),
    label: text(at['annotation.label']),
    why: text(at['annotation.explanation']),
  };
  return annotated ? [...own, attribute] : own;
}

function scoresOf(span: OtlpSpan): TraceSpan['logged'] {
  const found = evaluationsOf(span).flatMap(({ name, score }): [string, number][] => (score === undefined ? [] : [[name, score]]));
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** Finish reasons of a model call. */
export const finishOf = (span: OtlpSpan): string | undefined => {
  const reasons = list(span.attributes['gen_ai.response.finish_reasons']);
  return text(reasons?.[0] as Json) ?? undefined;
};
