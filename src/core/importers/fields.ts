import type { Json, JsonObject } from '../model/json.ts';

/** Checked access to parsed log values: what has the wrong type is as good as missing. */

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

export const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/** A finite number; NaN and infinities are unknown. Booleans and numbers in strings are not numbers. */
export const number = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** An index or count: a non-negative safe integer. */
export const count = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

export const flag = (value: Json | undefined): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

export const list = (value: Json | undefined): readonly Json[] | undefined => (Array.isArray(value) ? value : undefined);

export const object = (value: Json | undefined): JsonObject | undefined => (isObject(value) ? value : undefined);

export const objects = (value: Json | undefined): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** An id as text: a non-empty string or a number. */
export const idText = (value: Json | undefined): string | undefined => {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
};

/** The finite numbers of an object by key, leaving out `except`; booleans count as 0 and 1. `undefined` when there are none. */
export function numbers(value: JsonObject, except?: ReadonlySet<string>): Readonly<Record<string, number>> | undefined {
  const found: [string, number][] = [];
  for (const [key, item] of Object.entries(value)) {
    const known = typeof item === 'boolean' ? Number(item) : number(item);
    if (known !== undefined && !except?.has(key)) found.push([key, known]);
  }
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** An array of numbers for a token trace: unknown elements are NaN. `undefined` when it is no array or empty. */
export const numberArray = (value: Json | undefined): readonly number[] | undefined =>
  Array.isArray(value) && value.length > 0 ? value.map((item) => number(item as Json) ?? Number.NaN) : undefined;

/** Success on a scale that is 0 or 1 by definition; `undefined` for anything between or missing. */
export function zeroOrOne(value: Json | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 1) return true;
  return value === 0 ? false : undefined;
}

/** The object without its `undefined` values, `undefined` when nothing is left. */
export function present<T extends object>(value: T): T | undefined {
  const kept = Object.entries(value).filter(([, item]) => item !== undefined);
  return kept.length > 0 ? (Object.fromEntries(kept) as T) : undefined;
}

/** True when more than half of some records fit: one broken row must not hide what a file is. */
export const mostly = (records: readonly Json[], fits: (record: Json) => boolean): boolean =>
  records.length > 0 && records.filter(fits).length * 2 > records.length;
