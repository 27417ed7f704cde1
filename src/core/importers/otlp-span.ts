import type { Json, JsonObject } from '../model/json.ts';
import { idText, isObject, list, number, object, objects, text } from './fields.ts';

/** A span of an OTLP/JSON export with its attributes as plain JSON. */
export interface OtlpSpan {
  readonly trace: string;
  readonly id: string;
  readonly parent?: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly start?: number;
  readonly end?: number;
  readonly attributes: JsonObject;
  readonly events: readonly { readonly name: string; readonly attributes: JsonObject }[];
  /** The status message (or `error` without one) of a span that failed. */
  readonly error?: string;
  readonly service?: string;
}

export const isExport = (value: Json | undefined): value is JsonObject =>
  isObject(value) && (Array.isArray(value.resourceSpans) || Array.isArray(value.resource_spans));

/** Other signals share a file with spans. */
export const isOtherSignal = (value: Json): boolean =>
  isObject(value) && (Array.isArray(value.resourceLogs) || Array.isArray(value.resourceMetrics));

/** The spans of one export request, in its order. */
export function spansIn(request: JsonObject): readonly OtlpSpan[] {
  return objects(request.resourceSpans ?? request.resource_spans).flatMap((resource) => {
    const service = text(attributesOf(object(resource.resource)?.attributes)['service.name']);
    const scopes = objects(resource.scopeSpans ?? resource.scope_spans ?? resource.instrumentationLibrarySpans);
    return scopes.flatMap((scope) => objects(scope.spans).map((span) => spanOf(span, service)));
  });
}

function spanOf(span: JsonObject, service: string | undefined): OtlpSpan {
  const status = object(span.status);
  const failed = status?.code === 2 || status?.code === 'STATUS_CODE_ERROR';
  const attributes = attributesOf(span.attributes);
  return {
    trace: idText(span.traceId) ?? idText(span.trace_id) ?? '',
    id: idText(span.spanId) ?? idText(span.span_id) ?? '',
    parent: parentOf(span, attributes),
    name: text(span.name) ?? 'span',
    start: milliseconds(span.startTimeUnixNano ?? span.start_time_unix_nano),
    end: milliseconds(span.endTimeUnixNano ?? span.end_time_unix_nano),
    attributes,
    events: objects(span.events).map((event) => ({ name: text(event.name) ?? '', attributes: attributesOf(event.attributes) })),
    error: failed ? (text(status?.message) ?? text(attributes['error.type']) ?? 'error without a message') : undefined,
    service,
  };
}

/** Visual Studio names a parent of its own for the spans of an agent. */
const parentOf = (span: JsonObject, attributes: JsonObject): string | undefined =>
  idText(attributes['virtual_parent.genai']) ?? idText(span.parentSpanId) ?? idText(span.parent_span_id);

/** Nanoseconds in a string, which no float holds exactly. */
function milliseconds(value: Json | undefined): number | undefined {
  const nanoseconds = typeof value === 'string' && /^\d{1,20}$/.test(value) ? Number(value) : number(value);
  return nanoseconds === undefined || nanoseconds === 0 ? undefined : nanoseconds / 1e6;
}

/** `[{key, value: {stringValue}}]` to an object. */
export function attributesOf(value: Json | undefined): JsonObject {
  const found = objects(value).flatMap((item): [string, Json][] => {
    const key = text(item.key);
    return key === undefined ? [] : [[key, anyValue(item.value, 0)]];
  });
  return Object.fromEntries(found);
}

function anyValue(value: Json | undefined, depth: number): Json {
  if (!isObject(value) || depth > 50) return null;
  if (typeof value.stringValue === 'string') return value.stringValue;
  if (typeof value.boolValue === 'boolean') return value.boolValue;
  if (value.intValue !== undefined) return wholeNumber(value.intValue);
  if (value.doubleValue !== undefined) return number(value.doubleValue) ?? null;
  if (isObject(value.arrayValue)) return (list(value.arrayValue.values) ?? []).map((item) => anyValue(item, depth + 1));
  if (isObject(value.kvlistValue)) {
    const pairs = objects(value.kvlistValue.values).map((item): [string, Json] => [text(item.key) ?? '', anyValue(item.value, depth + 1)]);
    return Object.fromEntries(pairs);
  }
  return text(value.bytesValue) ?? null;
}

/** 64-bit integers are strings in JSON. */
function wholeNumber(value: Json): Json {
  const parsed = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : number(value);
  return parsed ?? null;
}

/** Spans that speak of models, agents or tools, in one of the conventions. */
export const isAboutAgents = (span: OtlpSpan): boolean => Object.keys(span.attributes).some((key) => CONVENTIONS.test(key));

const CONVENTIONS = /^(?:gen_ai\.|openinference\.span\.kind$|llm\.|traceloop\.span\.kind$|traceloop\.entity\.)/;
