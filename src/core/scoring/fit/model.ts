import type { Step, Trajectory } from '../../model/trajectory.ts';
import { FeatureReader, type StepFeatures } from '../features.ts';
import { FEATURES } from '../spec.ts';
import { baselineAt } from './baseline.ts';
import type { Calibration } from './calibrate.ts';
import { keyHash, taskKeys } from './task-keys.ts';
import { MEAN, NOW, TOKENS, type Weights } from './weights.ts';

/** One of the models of a fit: it has not seen the tasks of its fold. */
export interface FoldModel {
  readonly weights: Weights;
  readonly baseline: readonly number[];
}

/**
 * A scorer fitted on a run. A trajectory of a task that was fitted on is scored by the model that has not seen the task,
 * so its scores are never in-sample; any other by the mean of all models' logits.
 */
export interface FittedModel {
  readonly folds: readonly FoldModel[];
  readonly calibration: Calibration;
  /** Fold by `keyHash` of the tasks that were fitted on. */
  readonly foldOf: ReadonlyMap<number, number>;
}

/** The models that may score a trajectory. */
export function modelsFor(model: FittedModel, trajectory: Pick<Trajectory, 'group' | 'task' | 'preamble'>): readonly FoldModel[] {
  for (const key of taskKeys(trajectory)) {
    const fold = model.foldOf.get(keyHash(key));
    if (fold !== undefined) return model.folds.slice(fold, fold + 1);
  }
  return model.folds;
}

/** Scores steps as they come: the cost of a new step does not depend on those before it. */
export class FittedReader {
  readonly #calibration: Calibration;
  readonly #models: readonly FoldModel[];
  readonly #features: FeatureReader;
  readonly #means: number[];
  readonly #said: number[];
  readonly #tokens = new Set<number>();
  #steps = 0;
  #decided = 0;

  constructor(model: FittedModel, trajectory: Pick<Trajectory, 'group' | 'task' | 'preamble'>) {
    this.#calibration = model.calibration;
    this.#models = modelsFor(model, trajectory);
    this.#features = new FeatureReader(trajectory);
    this.#means = this.#models.map(() => 0);
    this.#said = this.#models.map(() => 0);
  }

  /** P(solved) after each of the next steps. */
  read(steps: readonly Step[]): readonly number[] {
    const given = this.#features.read(steps);
    return steps.map((step, row) => this.#one(given, row, step.actor !== 'user'));
  }

  #one({ tokens, dense }: StepFeatures, row: number, own: boolean): number {
    const fresh: number[] = [];
    for (const id of tokens.subarray(row * FEATURES.tokens, (row + 1) * FEATURES.tokens)) {
      if (id === 0 || this.#tokens.has(id)) continue;
      this.#tokens.add(id);
      fresh.push(id);
    }
    this.#steps++;
    // A step of a simulated user stands at the policy's step before it.
    const at = own ? this.#decided++ : Math.max(0, this.#decided - 1);
    const spread = Math.sqrt(Math.max(1, this.#tokens.size));
    const here = dense.subarray(row * FEATURES.dense, (row + 1) * FEATURES.dense);
    let sum = 0;
    this.#models.forEach(({ weights, baseline }, m) => {
      let margin = weights[0] as number;
      here.forEach((value, k) => {
        margin += (weights[NOW + k] as number) * value;
        this.#means[m] = (this.#means[m] as number) + (weights[MEAN + k] as number) * value;
      });
      for (const id of fresh) this.#said[m] = (this.#said[m] as number) + (weights[TOKENS + id] as number);
      margin += (this.#means[m] as number) / this.#steps + (this.#said[m] as number) / spread;
      sum += baselineAt(baseline, at) + this.#calibration.shift + this.#calibration.slope * margin;
    });
    return 1 / (1 + Math.exp(-sum / this.#models.length));
  }
}
