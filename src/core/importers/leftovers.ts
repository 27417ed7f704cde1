import type { Json, JsonObject } from '../model/json.ts';

/** A field longer than this, as JSON, stays in the file. */
const FIELD_CHARS = 2000;
const FIELDS = 40;

/** The small fields of a record that no reader took and that are no plain numbers: for the raw view. */
export function leftovers(record: JsonObject, taken: ReadonlySet<string>): JsonObject | undefined {
  const kept = Object.entries(record)
    .filter(([key, value]) => !taken.has(key) && isWorthKeeping(value))
    .slice(0, FIELDS);
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

function isWorthKeeping(value: Json): boolean {
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || value === '') return false;
  if (typeof value === 'object' && Object.keys(value).length === 0) return false;
  return JSON.stringify(value).length <= FIELD_CHARS;
}

/** Several extras as one; `undefined` when nothing is in them. */
export function merged(...parts: readonly (Readonly<Record<string, Json | undefined>> | undefined)[]): JsonObject | undefined {
  const kept = parts.flatMap((part) => Object.entries(part ?? {}).filter((entry): entry is [string, Json] => entry[1] !== undefined));
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
