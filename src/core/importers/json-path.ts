import type { Json } from '../model/json.ts';
import { isObject } from './fields.ts';

/**
 * Where a value lies in a record, as users write it:
 *
 * - `a.b`, `a["odd key"]`: keys; `a[0]`, `a[-1]`: an element, from the end when negative; `a[#]`: the element with the
 *   number of the step; `a[*]`: every element or value; `a[role=user]`: the elements (or the object itself) whose key
 *   `role` has that text;
 * - `@`: the value the path starts from; `$.a`: from the whole record; `^.a`: from one level up (`^^.a` two);
 * - `a | b`: the first of several that leads to something.
 */
export interface JsonPath {
  /** As written. */
  readonly source: string;
  readonly choices: readonly Choice[];
}

interface Choice {
  /** `top`: the record; a number: so many levels up from where the path starts. */
  readonly from: number | 'top';
  readonly parts: readonly Part[];
}

type Part =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'at'; readonly index: number }
  | { readonly kind: 'number' }
  | { readonly kind: 'all' }
  | { readonly kind: 'where'; readonly key: string; readonly is: string };

/** What a path is followed from: the values from the record down to the innermost, and the number of the step. */
export interface Scope {
  readonly values: readonly Json[];
  /** From 0; undefined outside of steps. */
  readonly number?: number;
}

/** Reads a path; a text says what is wrong with it. */
export function parsePath(source: string): JsonPath | string {
  const choices: Choice[] = [];
  for (const text of splitChoices(source)) {
    const choice = parseChoice(text.trim());
    if (typeof choice === 'string') return choice;
    choices.push(choice);
  }
  return { source, choices };
}

/** At `|` outside of brackets and quotes. */
function splitChoices(source: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  let inside = false;
  for (let i = 0; i < source.length; i++) {
    const char = source[i];
    if (quoted && char === '\\') i++;
    else if (char === '"') quoted = inside && !quoted;
    else if (!quoted && char === '[') inside = true;
    else if (!quoted && char === ']') inside = false;
    else if (!inside && char === '|') {
      parts.push(source.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, source.slice(start)];
}

const PART = /\.?(?:([^.[\]|@$^"=\s][^.[\]|"=]*)|\[(?:(-?\d{1,9})|(#)|(\*)|("(?:[^"\\]|\\.)*")|([^\]="]+)=([^\]]*))\])/y;

function parseChoice(text: string): Choice | string {
  const start = /^(?:\$|\^+|@)?/.exec(text)?.[0] ?? '';
  const from = start === '$' ? 'top' : start.startsWith('^') ? start.length : 0;
  const parts: Part[] = [];
  PART.lastIndex = start.length;
  let at = start.length;
  while (at < text.length) {
    const found = PART.exec(text);
    if (found === null || (found[1] !== undefined && at > 0 && text[at] !== '.'))
      return `cannot be read from “${text.slice(at, at + 20)}” on`;
    const [, key, index, number, all, quoted, where, is] = found;
    if (key !== undefined) parts.push({ kind: 'key', key: key.trimEnd() });
    else if (index !== undefined) parts.push({ kind: 'at', index: Number(index) });
    else if (number !== undefined) parts.push({ kind: 'number' });
    else if (all !== undefined) parts.push({ kind: 'all' });
    else if (quoted !== undefined) {
      const unquoted = unquote(quoted);
      if (unquoted === undefined) return `has a key in quotes that is no JSON string: ${quoted}`;
      parts.push({ kind: 'key', key: unquoted });
    } else parts.push({ kind: 'where', key: (where ?? '').trim(), is: (is ?? '').trim() });
    at = PART.lastIndex;
  }
  if (parts.length === 0 && start === '') return 'is empty';
  return { from, parts };
}

function unquote(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

/** All values a path leads to, `null` left out: it says that nothing is known. */
export function follow(path: JsonPath, scope: Scope): readonly Json[] {
  for (const choice of path.choices) {
    const found = followChoice(choice, scope, choice.parts.length).filter((value) => value !== null);
    if (found.length > 0) return found;
  }
  return [];
}

/** How far a path that leads to nothing goes: what it reached, and what lies there. For a message about its first choice. */
export function lostAt(path: JsonPath, scope: Scope): { readonly missing: string; readonly there: readonly string[] } | undefined {
  const choice = path.choices[0];
  if (choice === undefined) return undefined;
  for (let length = choice.parts.length; length > 0; length--) {
    const before = followChoice(choice, scope, length - 1).filter((value) => value !== null)[0];
    const part = choice.parts[length - 1];
    if (before === undefined || part === undefined) continue;
    return { missing: written(part), there: isObject(before) ? Object.keys(before) : [kindOf(before)] };
  }
  return undefined;
}

/** What a value is, in words. */
export function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  return { string: 'a text', number: 'a number', boolean: 'true or false' }[typeof value as 'string' | 'number' | 'boolean'];
}

/** The key a path begins with in the record; undefined for one that begins otherwise. */
export function firstKeys(path: JsonPath): readonly string[] {
  return path.choices.flatMap(({ parts: [part] }) => (part?.kind === 'key' ? [part.key] : []));
}

function followChoice({ from, parts }: Choice, { values, number }: Scope, length: number): readonly Json[] {
  const start = values[from === 'top' ? 0 : values.length - 1 - from];
  let found: readonly Json[] = start === undefined ? [] : [start];
  for (const part of parts.slice(0, length)) found = found.flatMap((value) => take(part, value, number));
  return found;
}

function take(part: Part, value: Json, number: number | undefined): readonly Json[] {
  switch (part.kind) {
    case 'key':
      return isObject(value) && Object.hasOwn(value, part.key) ? [value[part.key] as Json] : [];
    case 'at':
      return Array.isArray(value) ? present(value.at(part.index)) : [];
    case 'number':
      return Array.isArray(value) && number !== undefined ? present(value[number]) : [];
    case 'all':
      return Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
    case 'where':
      return (Array.isArray(value) ? (value as readonly Json[]) : [value]).filter((item) => hasText(item, part.key, part.is));
  }
}

const present = (value: Json | undefined): readonly Json[] => (value === undefined ? [] : [value]);

const hasText = (value: Json, key: string, is: string): boolean =>
  isObject(value) && Object.hasOwn(value, key) && typeof value[key] !== 'object' && String(value[key]) === is;

const written = (part: Part): string =>
  part.kind === 'key'
    ? part.key
    : part.kind === 'at'
      ? `[${part.index}]`
      : part.kind === 'number'
        ? '[#]'
        : part.kind === 'all'
          ? '[*]'
          : `[${part.key}=${part.is}]`;

/** Where a path goes wrong, as the end of a sentence. */
export function lost(path: JsonPath, scope: Scope): string {
  const at = lostAt(path, scope);
  if (at === undefined) return '';
  const there = at.there.slice(0, 8).map((key) => key.slice(0, 40));
  return `: there is no ${at.missing.slice(0, 60)}, but ${there.join(', ') || 'nothing'}${at.there.length > 8 ? ', …' : ''}`;
}
