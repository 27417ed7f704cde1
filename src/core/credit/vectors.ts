import type { Json, JsonObject } from '../model/json.ts';
import { Inputs } from './inputs.ts';
import type { CreditMethod } from './method.ts';
import { Params } from './params.ts';

/** A file of reference vectors: numeric inputs of one method with the outputs its reference gave. */
export interface VectorFile {
  readonly method: string;
  readonly tolerance: number;
  readonly cases: readonly VectorCase[];
}

export interface VectorCase {
  readonly name: string;
  readonly inputs: JsonObject;
  readonly params?: JsonObject;
  readonly expected: Json;
  readonly tolerance?: number;
}

/** Undefined when all agree; else where the first disagreement is, and both sides. */
export function checkCase(method: CreditMethod, c: VectorCase, fileTolerance: number): string | undefined {
  const got = method.formula(new Inputs(c.inputs), new Params(method.params, c.params ?? {}));
  return disagreement(got, c.expected, c.tolerance ?? fileTolerance, '');
}

/**
 * Compares by |got - expected| <= tolerance (1 + |expected|). `null` is expected where the method is undefined or
 * masked and matches only null or NaN, never 0. An object may carry more than what is expected, never less.
 */
export function disagreement(got: Json | undefined, expected: Json, tolerance: number, path: string): string | undefined {
  if (expected === null) return isUnknown(got) ? undefined : `${path || 'result'}: expected unknown, got ${JSON.stringify(got)}`;
  if (typeof expected === 'number' || typeof expected === 'boolean') {
    const value = typeof got === 'boolean' ? Number(got) : got;
    const wanted = Number(expected);
    const near = typeof value === 'number' && (value === wanted || Math.abs(value - wanted) <= tolerance * (1 + Math.abs(wanted)));
    return near ? undefined : `${path || 'result'}: expected ${wanted}, got ${JSON.stringify(got)}`;
  }
  if (typeof expected === 'string') return got === expected ? undefined : `${path}: expected "${expected}", got ${JSON.stringify(got)}`;
  if (Array.isArray(expected)) {
    if (!Array.isArray(got) || got.length !== expected.length)
      return `${path || 'result'}: expected a list of ${expected.length}, got ${Array.isArray(got) ? `one of ${got.length}` : typeof got}`;
    return firstOf(expected.map((e, i) => () => disagreement(got[i], e, tolerance, `${path}[${i}]`)));
  }
  if (typeof got !== 'object' || got === null || Array.isArray(got))
    return `${path || 'result'}: expected an object, got ${JSON.stringify(got)}`;
  const object = got as JsonObject;
  return firstOf(
    Object.entries(expected).map(
      ([key, e]) =>
        () =>
          disagreement(object[key], e, tolerance, path ? `${path}.${key}` : key),
    ),
  );
}

function isUnknown(value: Json | undefined): boolean {
  return value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value));
}

function firstOf(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const found = check();
    if (found) return found;
  }
  return undefined;
}
