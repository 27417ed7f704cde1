import type { Step, Trajectory } from '../model/trajectory.ts';
import { denseFeatures } from './dense.ts';
import { stepText, taskText } from './fields.ts';
import { Memory } from './memory.ts';
import { FEATURES } from './spec.ts';
import { stepTokens } from './tokens.ts';
import { words } from './words.ts';

/** Model input of a run of steps: `tokens` is [steps, FEATURES.tokens], `dense` is [steps, FEATURES.dense], row by row. */
export interface StepFeatures {
  readonly steps: number;
  readonly tokens: Int32Array;
  readonly dense: Float32Array;
}

/**
 * Turns steps into model input, one after the other. A step's features depend on the task and the steps up to it,
 * nothing later, and nothing that tells the outcome (rewards, labels, the policy's name) is read; so the features of
 * a trajectory that grew begin with the features it had.
 */
export class FeatureReader {
  readonly #memory: Memory;

  constructor(trajectory: Pick<Trajectory, 'task' | 'preamble'>) {
    const task = taskText(trajectory);
    this.#memory = new Memory(task, words(task, FEATURES.seed));
  }

  /** Features of the next steps. What was given before is remembered. */
  read(steps: readonly Step[]): StepFeatures {
    return this.#read(steps, true);
  }

  /** Features of the next step, which is not remembered: a growing log may still rewrite its last step. */
  peek(step: Step): StepFeatures {
    return this.#read([step], false);
  }

  #read(steps: readonly Step[], remember: boolean): StepFeatures {
    const tokens = new Int32Array(steps.length * FEATURES.tokens);
    const dense = new Float32Array(steps.length * FEATURES.dense);
    steps.forEach((step, row) => {
      const text = stepText(step);
      const seen = this.#memory.look(text, step.actor);
      stepTokens(seen, this.#memory, tokens.subarray(row * FEATURES.tokens, (row + 1) * FEATURES.tokens));
      dense.set(denseFeatures(seen, this.#memory), row * FEATURES.dense);
      if (remember) this.#memory.keep(seen);
    });
    return { steps: steps.length, tokens, dense };
  }
}

/** Features of a whole trajectory. */
export function features(trajectory: Trajectory): StepFeatures {
  return new FeatureReader(trajectory).read(trajectory.steps);
}
