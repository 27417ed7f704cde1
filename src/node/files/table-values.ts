import type { Json } from '../../core/model/json.ts';

/** Parquet schemas nest as deep as their writer likes; logs do not. */
const DEPTH = 64;

/**
 * A parquet value as JSON. 64-bit integers become numbers where that is exact, else their digits; times become ISO
 * text; bytes become their UTF-8 text, else a data URI. NaN stays NaN: it is a logged value, unlike null.
 */
export function toJson(value: unknown, depth = 0): Json {
  if (value === null || value === undefined || depth > DEPTH) return null;
  switch (typeof value) {
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      return fromObject(value, depth);
    default:
      return null;
  }
}

function fromObject(value: object, depth: number): Json {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return fromBytes(value);
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return Array.from(value as unknown as ArrayLike<unknown>, (item) => toJson(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item, depth + 1)]));
}

function fromBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return `data:application/octet-stream;base64,${Buffer.from(bytes).toString('base64')}`;
  }
}
