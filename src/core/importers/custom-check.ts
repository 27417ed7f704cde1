import type { Json } from '../model/json.ts';
import type { Problem } from '../model/result.ts';
import type { CustomFormat } from './custom-format.ts';
import { count, list, number } from './fields.ts';
import { follow, type JsonPath, kindOf, lost, type Scope } from './json-path.ts';
import { successOf } from './outcomes.ts';

/** Records looked at, and elements of each. */
const RECORDS = 20;
const ELEMENTS = 50;

/** What a field needs, where not any value will do. */
const NEEDS: Readonly<Record<string, { readonly what: string; readonly fits: (value: Json) => boolean }>> = {
  reward: { what: 'a number', fits: (value) => number(value) !== undefined },
  'step.reward': { what: 'a number', fits: (value) => number(value) !== undefined },
  'step.label': { what: 'a number', fits: (value) => number(value) !== undefined },
  success: { what: 'true, false or a word such as “solved”', fits: (value) => successOf(value) !== undefined },
  sample: { what: 'a whole number', fits: (value) => count(value) !== undefined },
  update: { what: 'a whole number', fits: (value) => count(value) !== undefined },
};

/** Paths that lead to nothing in all first records of a file, or to what cannot be used; each is named with its record. */
export function checkRecords(format: CustomFormat, records: readonly Json[]): readonly Problem[] {
  const outer: Scope[] = [];
  const inner: Scope[] = [];
  const numberOf = new Map<Scope, number>();
  for (const [index, record] of records.slice(0, RECORDS).entries()) {
    const items = format.fields.each ? elementsAt(format.fields.each, { values: [record] }) : undefined;
    for (const scope of items?.map((item): Scope => ({ values: [record, item] })) ?? [{ values: [record] }]) {
      outer.push(scope);
      numberOf.set(scope, index + 1);
      const steps = format.fields.steps ? elementsAt(format.fields.steps, scope) : [null];
      for (const [number, item] of steps.entries()) {
        const within = { values: [...scope.values, item], number };
        inner.push(within);
        numberOf.set(within, index + 1);
      }
    }
  }
  const check = (name: string, path: JsonPath, scopes: readonly Scope[]) => checkPath(format, name, path, scopes, numberOf);
  const { each: _each, steps: _steps, messages: _messages, ...fields } = format.fields;
  return [
    ...named(fields).flatMap(([name, path]) => check(name, path, outer)),
    ...named(format.step).flatMap(([name, path]) => check(`step.${name}`, path, inner)),
  ];
}

function elementsAt(path: JsonPath, scope: Scope): readonly Json[] {
  const found = follow(path, scope);
  return (found.length === 1 ? (list(found[0]) ?? found) : found).slice(0, ELEMENTS);
}

function named(fields: object): readonly (readonly [string, JsonPath])[] {
  return Object.entries(fields).flatMap(([name, field]: [string, JsonPath | Readonly<Record<string, JsonPath>>]) =>
    'choices' in field && Array.isArray(field.choices)
      ? [[name, field as JsonPath] as const]
      : Object.entries(field as Readonly<Record<string, JsonPath>>).map(([key, path]) => [`${name}.${key}`, path] as const),
  );
}

function checkPath(
  format: CustomFormat,
  name: string,
  path: JsonPath,
  scopes: readonly Scope[],
  numberOf: ReadonlyMap<Scope, number>,
): readonly Problem[] {
  const needs = NEEDS[name];
  let any = false;
  for (const scope of scopes) {
    const found = follow(path, scope);
    any ||= found.length > 0;
    const only = found[0];
    if (needs === undefined || only === undefined) continue;
    const record = `record ${numberOf.get(scope) ?? 1}`;
    if (found.length > 1) return [remark(format, `“${name}” (${path.source}) leads to ${found.length} values in ${record}, not to one`)];
    if (!needs.fits(only)) {
      const value = typeof only === 'object' ? '' : ` (${JSON.stringify(only).slice(0, 40)})`;
      return [remark(format, `“${name}” (${path.source}) leads to ${kindOf(only)}${value} in ${record}, not to ${needs.what}`)];
    }
  }
  const first = scopes[0];
  if (any || first === undefined) return [];
  return [
    remark(
      format,
      `“${name}” (${path.source}) leads to nothing in the first records; in record ${numberOf.get(first) ?? 1}${lost(path, first)}`,
    ),
  ];
}

const remark = (format: CustomFormat, fault: string): Problem => ({
  severity: 'warning',
  code: 'custom-path',
  message: `Custom format “${format.id}”: ${fault}; it stays unknown`,
  remedy: 'Mend the path with “Rollout Lens: Map House Format…”.',
});
