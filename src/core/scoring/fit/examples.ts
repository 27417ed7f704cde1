import type { StepFeatures } from '../features.ts';
import { FEATURES } from '../spec.ts';
import { TOKENS } from './weights.ts';

/** One trajectory whose outcome is known. */
export interface Example {
  /** Names of its task, see `task-keys.ts`: examples that share one are never in two folds. */
  readonly keys: readonly string[];
  readonly policy?: string;
  readonly success: boolean;
  readonly features: StepFeatures;
  /** Which steps the policy decided; absent: all. The others are seen, never judged. */
  readonly own?: readonly boolean[];
}

/** Steps of one trajectory that are learned from. Later ones are scored as the last of these. */
export const MOST_STEPS = 128;

/** Many examples in few flat arrays: about 300 bytes a step. */
export class Examples {
  readonly keys: (readonly string[])[] = [];
  readonly policies: (string | undefined)[] = [];
  readonly successes: boolean[] = [];
  /** First step of each trajectory, and one past the last step of all. */
  readonly starts: number[] = [0];
  /** First token of each step, and one past the last token of all. */
  readonly tokenStarts: number[] = [0];
  /** 1 where the policy decided. */
  readonly own: number[] = [];
  /** Token ids that occur, in order of appearance. */
  readonly vocabulary: number[] = [];
  readonly #index = new Map<number, number>();
  #tokens = new Uint16Array(1 << 12);
  #dense = new Float32Array(1 << 12);

  get length(): number {
    return this.keys.length;
  }

  get steps(): number {
    return this.own.length;
  }

  /** Parameters a model of these examples needs: one a token that occurs. */
  get width(): number {
    return TOKENS + this.vocabulary.length;
  }

  /** Tokens of each step that no earlier step of its trajectory had, as places in the vocabulary. Another array after `add`. */
  get tokens(): Uint16Array {
    return this.#tokens;
  }

  /** [steps, FEATURES.dense]. Another array after `add`. */
  get dense(): Float32Array {
    return this.#dense;
  }

  /** Steps of trajectory `i` that the policy decided. */
  decided(i: number): number {
    let n = 0;
    for (let step = this.starts[i] as number; step < (this.starts[i + 1] as number); step++) n += this.own[step] as number;
    return n;
  }

  /** A trajectory without a decided step tells nothing and is left out. */
  add({ keys, policy, success, features, own }: Example): void {
    const steps = Math.min(features.steps, MOST_STEPS);
    if (steps === 0 || own?.slice(0, steps).every((mine) => !mine)) return;
    this.#dense = grown(this.#dense, (this.steps + steps) * FEATURES.dense);
    this.#dense.set(features.dense.subarray(0, steps * FEATURES.dense), this.steps * FEATURES.dense);
    let at = this.tokenStarts.at(-1) ?? 0;
    this.#tokens = grown(this.#tokens, at + steps * FEATURES.tokens);
    const seen = new Set<number>();
    for (let step = 0; step < steps; step++) {
      for (const id of features.tokens.subarray(step * FEATURES.tokens, (step + 1) * FEATURES.tokens)) {
        if (id === 0 || seen.has(id)) continue;
        seen.add(id);
        this.#tokens[at++] = this.#place(id);
      }
      this.tokenStarts.push(at);
      this.own.push(own?.[step] === false ? 0 : 1);
    }
    this.starts.push(this.own.length);
    this.keys.push(keys);
    this.policies.push(policy);
    this.successes.push(success);
  }

  #place(id: number): number {
    const known = this.#index.get(id);
    if (known !== undefined) return known;
    this.#index.set(id, this.vocabulary.length);
    return this.vocabulary.push(id) - 1;
  }
}

function grown<T extends Uint16Array | Float32Array>(array: T, needed: number): T {
  if (needed <= array.length) return array;
  const larger = new (array.constructor as new (length: number) => T)(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}
