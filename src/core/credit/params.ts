import type { JsonObject } from '../model/json.ts';
import { InputError } from './inputs.ts';
import type { ParamSpec } from './method.ts';

/** Parameter values of one computation: what was given, else the method's defaults. */
export class Params {
  private readonly values: Readonly<Record<string, unknown>>;

  constructor(specs: readonly ParamSpec[], given: JsonObject = {}) {
    this.values = { ...Object.fromEntries(specs.map((s) => [s.id, s.default])), ...given };
    for (const spec of specs) {
      const value = this.values[spec.id];
      if (spec.choices && !spec.choices.includes(String(value)))
        throw new InputError(`parameter "${spec.id}" must be one of ${spec.choices.join(', ')}, not ${String(value)}`);
    }
  }

  number(id: string): number {
    const value = this.values[id];
    if (typeof value !== 'number' || Number.isNaN(value)) throw new InputError(`parameter "${id}" must be a number`);
    return value;
  }

  boolean(id: string): boolean {
    return Boolean(this.values[id]);
  }

  string(id: string): string {
    return String(this.values[id]);
  }

  /** Undefined when the parameter is null. */
  optionalNumber(id: string): number | undefined {
    return typeof this.values[id] === 'number' ? (this.values[id] as number) : undefined;
  }

  numbers(id: string): readonly number[] {
    const value = this.values[id];
    if (!Array.isArray(value)) throw new InputError(`parameter "${id}" must be a list of numbers`);
    return value.map(Number);
  }
}
