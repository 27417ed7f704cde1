import type { Json, JsonObject } from '../model/json.ts';
import type { Action, ImageRef, Observation } from '../model/trajectory.ts';
import { tryJson } from '../text/json.ts';
import { flag, idText, isObject, object, text } from './fields.ts';

/** What a chat message's `content` holds, whatever way it is written. */
export interface Content {
  readonly text: string;
  readonly thought?: string;
  readonly actions: readonly Action[];
  /** Tool results that stand inside a message (Anthropic style). */
  readonly results: readonly Observation[];
  readonly images: readonly ImageRef[];
}

const TEXT_TYPES = new Set(['text', 'input_text', 'output_text', 'refusal']);
const THOUGHT_TYPES = new Set(['reasoning', 'thinking', 'think', 'reasoning_content', 'redacted_thinking']);
const IMAGE_TYPES = new Set(['image', 'image_url', 'input_image']);

/** Reads a string or a list of parts. Parts of unknown kind are named in brackets, never dropped without a trace. */
export function readContent(value: Json | undefined): Content {
  if (typeof value === 'string') return { text: value, actions: [], results: [], images: [] };
  const parts = Array.isArray(value) ? value : isObject(value) ? [value] : [];
  const texts: string[] = [];
  const thoughts: string[] = [];
  const actions: Action[] = [];
  const results: Observation[] = [];
  const images: ImageRef[] = [];
  for (const part of parts) {
    if (typeof part === 'string') texts.push(part);
    if (!isObject(part)) continue;
    const inline = object(part.inlineData) ?? object(part.inline_data);
    const type = text(part.type) ?? (inline === undefined ? 'text' : 'inline data');
    const words = wordsOf(part);
    if (TEXT_TYPES.has(type)) texts.push(words ?? '');
    else if (THOUGHT_TYPES.has(type)) thoughts.push(words ?? `[${type}]`);
    else if (inline !== undefined && isImage(inline))
      images.push(imageOf({ data: inline.data ?? null, media_type: inline.mimeType ?? inline.mime_type ?? null }));
    else if (IMAGE_TYPES.has(type)) images.push(...imagesOf(part));
    else if (type === 'tool_call' || type === 'tool_use' || type === 'function_call') actions.push(callOf(part));
    else if (type === 'tool_result') results.push(resultOf(part));
    else texts.push(words ?? `[${type}]`);
  }
  return {
    text: texts.filter((piece) => piece !== '').join('\n'),
    thought: thoughts.length > 0 ? thoughts.join('\n\n') : undefined,
    actions,
    results,
    images,
  };
}

function wordsOf(part: JsonObject): string | undefined {
  for (const key of ['text', 'value', 'thinking', 'reasoning', 'refusal', 'content']) {
    const words = text(part[key]);
    if (words !== undefined) return words;
  }
  return undefined;
}

function resultOf(part: JsonObject): Observation {
  const inner = readContent(part.content);
  return {
    text: inner.text,
    of: idText(part.tool_use_id),
    from: 'tool',
    isError: flag(part.is_error),
    images: inner.images.length > 0 ? inner.images : undefined,
  };
}

/** Gemini writes bytes of any kind inline. */
const isImage = (inline: JsonObject): boolean => (text(inline.mimeType) ?? text(inline.mime_type) ?? '').startsWith('image/');

/** OpenHands keeps several addresses in one part. */
const imagesOf = (part: JsonObject): readonly ImageRef[] =>
  Array.isArray(part.image_urls) ? part.image_urls.map((image_url: Json) => imageOf({ image_url })) : [imageOf(part)];

/** An image part. Remote addresses are kept as a note: nothing in a log is ever fetched. */
export function imageOf(part: JsonObject): ImageRef {
  const holder = object(part.image_url) ?? object(part.image) ?? object(part.source) ?? part;
  const uri = [holder.url, part.image_url, part.image, holder.data, holder.path].map(text).find((item) => item !== undefined);
  if (uri === undefined) return { kind: 'elided', note: 'image without data' };
  if (uri.startsWith('data:')) return { kind: 'data', uri };
  if (uri === text(holder.data)) return { kind: 'data', uri: `data:${text(holder.media_type) ?? 'image/png'};base64,${uri}` };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(uri)) return { kind: 'elided', note: uri.slice(0, 2000) };
  return { kind: 'file', path: uri, mediaType: text(holder.media_type) };
}

/**
 * A tool call in any of its shapes: OpenAI `{id, function: {name, arguments}}`, flat `{name, arguments}`, Anthropic
 * `{id, name, input}`, or any of these written as a JSON string.
 */
export function callOf(value: Json): Action {
  if (typeof value === 'string') {
    const inner = tryJson(value);
    return isObject(inner) ? callOf(inner) : { tool: 'unknown', args: value };
  }
  if (!isObject(value)) return { tool: 'unknown', args: value };
  const packed = text(value.value);
  if (packed !== undefined && value.name === undefined && value.function === undefined) return callOf(packed);
  const fn = object(value.function) ?? value;
  const args = [fn.arguments, fn.args, fn.input, fn.parameters, fn.kwargs].find((item) => item !== undefined);
  return {
    tool: text(fn.name) ?? text(value.name) ?? text(value.function) ?? 'unknown',
    args: readArgs(args ?? null),
    id: idText(value.id) ?? idText(value.call_id),
  };
}

/** Arguments as an object when they parse to one, else what the model wrote. */
export function readArgs(value: Json): Json {
  if (typeof value !== 'string') return value;
  const parsed = tryJson(value);
  return isObject(parsed) ? parsed : value;
}
