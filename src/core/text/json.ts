import type { Json } from '../model/json.ts';
import { checkJson } from './json-check.ts';
import { lineStarts, positionAt } from './position.ts';
import { withoutBom } from './utf8.ts';

/** Nesting past this is refused: nothing a log means is that deep, and every recursive reader stays safe below it. */
export const MAX_DEPTH = 500;

export interface JsonFault {
  readonly message: string;
  /** 1-based position in the text. */
  readonly line: number;
  readonly column: number;
  /** The text ends before the value does: it is cut, or still being written. */
  readonly cut: boolean;
}

export type JsonResult =
  | { readonly ok: true; readonly value: Json /** The text was not strict JSON; see `parseJson`. */; readonly repaired: boolean }
  | { readonly ok: false; readonly fault: JsonFault };

/**
 * Parses JSON as rollout writers write it. Strict JSON first; failing that, what Python's `json` adds is mended outside
 * strings: `NaN`, `Infinity` and `-Infinity` become `null` (unknown), raw control characters in strings are escaped.
 * A byte-order mark is skipped. Anything else is a fault with its place.
 */
export function parseJson(source: string): JsonResult {
  const text = withoutBom(source);
  const strict = tryParse(text);
  if (strict !== undefined) return checked(strict.value, false);
  const check = checkJson(text);
  if (check.fault !== undefined) {
    const place = positionAt(lineStarts(text), check.fault.offset);
    const cut = check.fault.offset >= text.length;
    return { ok: false, fault: { message: check.fault.message, ...place, cut } };
  }
  const mended = tryParse(mend(text, check.mends));
  if (mended !== undefined) return checked(mended.value, true);
  return { ok: false, fault: { message: 'is not JSON', line: 1, column: 1, cut: false } };
}

/** The value of a string that may hold JSON again (tool arguments and the like); `undefined` when it does not. */
export function tryJson(text: string): Json | undefined {
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : undefined;
}

function tryParse(text: string): { value: Json } | undefined {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
}

function checked(value: Json, repaired: boolean): JsonResult {
  if (!deeperThan(value, MAX_DEPTH)) return { ok: true, value, repaired };
  return { ok: false, fault: { message: `is nested more than ${MAX_DEPTH} levels deep`, line: 1, column: 1, cut: false } };
}

function deeperThan(value: Json, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (levels === 0) return true;
  if (!Array.isArray(value)) return Object.values(value).some((item) => deeperThan(item, levels - 1));
  for (const item of value) if (typeof item === 'object' && deeperThan(item, levels - 1)) return true;
  return false;
}

export interface Mend {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

function mend(text: string, mends: readonly Mend[]): string {
  let out = '';
  let from = 0;
  for (const { start, end, by } of mends) {
    out += text.slice(from, start) + by;
    from = end;
  }
  return out + text.slice(from);
}
