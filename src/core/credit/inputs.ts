import type { Json, JsonObject } from '../model/json.ts';

/** Thrown when a method is given inputs of another shape than it takes; the message names the input and the shape. */
export class InputError extends Error {}

export type Matrix = readonly (readonly number[])[];

/**
 * Checked access to the named inputs of a formula. `null` and the words NaN and Infinity stand for numbers JSON cannot
 * hold, as in the reference vectors.
 */
export class Inputs {
  private readonly values: JsonObject;

  constructor(values: JsonObject) {
    this.values = values;
  }

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null;
  }

  raw(name: string): Json {
    const value = this.values[name];
    if (value === undefined) throw new InputError(`input "${name}" is missing`);
    return value;
  }

  number(name: string): number {
    return toNumber(this.raw(name), name);
  }

  boolean(name: string): boolean {
    return Boolean(this.raw(name));
  }

  numbers(name: string): number[] {
    return list(this.raw(name), name).map((v) => toNumber(v, name));
  }

  /** Ragged rows: [trajectory][step or token]. */
  matrix(name: string): number[][] {
    return list(this.raw(name), name).map((row) => list(row, name).map((v) => toNumber(v, name)));
  }

  /** A third axis, e.g. reward[state][action][next state]. */
  cube(name: string): number[][][] {
    return list(this.raw(name), name).map((m) => list(m, name).map((row) => list(row, name).map((v) => toNumber(v, name))));
  }

  booleans(name: string): boolean[] {
    return list(this.raw(name), name).map(Boolean);
  }

  booleanMatrix(name: string): boolean[][] {
    return list(this.raw(name), name).map((row) => list(row, name).map(Boolean));
  }

  strings(name: string): string[] {
    return list(this.raw(name), name).map(String);
  }

  stringMatrix(name: string): string[][] {
    return list(this.raw(name), name).map((row) => list(row, name).map(String));
  }

  objects(name: string): JsonObject[] {
    return list(this.raw(name), name).map((v) => toObject(v, name));
  }

  object(name: string): JsonObject {
    return toObject(this.raw(name), name);
  }
}

export function list(value: Json | undefined, name: string): readonly Json[] {
  if (!Array.isArray(value)) throw new InputError(`input "${name}" must be a list`);
  return value;
}

export function toNumber(value: Json | undefined, name: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === null) return Number.NaN;
  if (value === 'NaN' || value === 'nan') return Number.NaN;
  if (value === 'Infinity' || value === 'inf') return Number.POSITIVE_INFINITY;
  if (value === '-Infinity' || value === '-inf') return Number.NEGATIVE_INFINITY;
  throw new InputError(`input "${name}" must hold numbers`);
}

function toObject(value: Json | undefined, name: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InputError(`input "${name}" must be an object`);
  return value as JsonObject;
}
