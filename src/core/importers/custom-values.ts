import type { Json } from '../model/json.ts';
import { tryJson } from '../text/json.ts';
import { readContent } from './content.ts';
import type { CustomFormat } from './custom-format.ts';
import { isObject, list, number, text } from './fields.ts';
import { LogError } from './importer.ts';
import { follow, type JsonPath, kindOf, lost, type Scope } from './json-path.ts';

/** All values of a path, none where it is not mapped. */
export const all = (path: JsonPath | undefined, scope: Scope): readonly Json[] => (path === undefined ? [] : follow(path, scope));

/** The one value a path leads to; of several none is the one. */
export const one = (path: JsonPath | undefined, scope: Scope): Json | undefined => {
  const found = all(path, scope);
  return found.length === 1 ? found[0] : undefined;
};

/** Text of all a path leads to, chat messages and content parts included; undefined where there is none. */
export function words(path: JsonPath | undefined, scope: Scope): string | undefined {
  const found = all(path, scope)
    .map(textOf)
    .filter((piece) => piece !== '');
  return found.length > 0 ? found.join('\n\n') : undefined;
}

/** A value as text; what holds none is written as JSON. */
export function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  const parts = Array.isArray(value) ? (value as readonly Json[]) : [value];
  const isContent = (part: Json): boolean =>
    typeof part === 'string' || (isObject(part) && (text(part.text) ?? text(part.content)) !== undefined);
  return parts.every(isContent) ? readContent(value).text : JSON.stringify(value, null, 2);
}

/** The numbers of named paths; true and false are 1 and 0. */
export function named(paths: Readonly<Record<string, JsonPath>> | undefined, scope: Scope): Readonly<Record<string, number>> | undefined {
  const found = Object.entries(paths ?? {}).flatMap(([name, path]) => {
    const value = one(path, scope);
    const known = typeof value === 'boolean' ? Number(value) : number(value);
    return known === undefined ? [] : [[name, known] as const];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** The list a path leads to: one list (also as JSON text), or the several values of `[*]` and filters. Throws `LogError`. */
export function elements(format: CustomFormat, name: string, path: JsonPath, scope: Scope, index: number): readonly Json[] {
  const found = follow(path, scope);
  const only = found.length === 1 ? found[0] : undefined;
  if (found.length > 1 || (only !== undefined && /[*=][^\]]*\]\s*$/.test(path.source))) return found;
  const items = list(only) ?? (typeof only === 'string' ? list(tryJson(only)) : undefined);
  if (items !== undefined) return items;
  if (only !== undefined) throw wrong(format, `“${name}” (${path.source}) leads to ${kindOf(only)}, not to a list`, index);
  throw wrong(format, `“${name}” (${path.source}) leads to nothing${lost(path, scope)}`, index);
}

/** A record that does not fit its mapping: which, and why. */
export const wrong = (format: CustomFormat, fault: string, index: number): LogError =>
  new LogError({
    severity: 'error',
    code: 'custom-path',
    message: `${index < 0 ? 'The record' : `Record ${index + 1}`} does not fit the custom format “${format.id}”: ${fault}`,
    remedy: 'Mend the path with “Rollout Lens: Map House Format…”, or let another format read the file.',
  });
