/** What a scorer's number means. Raw values are never compared across meanings. */
export type ScoreMeaning = 'success-probability' | 'step-correctness' | 'progress' | 'verdict' | 'reward';

export interface ScorerInfo {
  /** `embedded`, `log:reward`, `onnx:<name>`, … */
  readonly id: string;
  readonly name: string;
  readonly meaning: ScoreMeaning;
  readonly range: readonly [number, number];
  /** A step's score depends on nothing after that step. */
  readonly causal: boolean;
  /** Scores of earlier steps stay valid when steps are appended. */
  readonly appendOnly: boolean;
  /** Longest input, in `contextUnit`, that is scored without a cut. */
  readonly contextLimit?: number;
  readonly contextUnit?: 'steps' | 'tokens';
  readonly licence: string;
  /** Hash of weights and configuration: the cache key. */
  readonly identity: string;
}

export interface StepScores {
  /** `ScorerInfo.id` */
  readonly scorer: string;
  /** `ScorerInfo.identity` */
  readonly identity: string;
  /** `cpu`, `webgpu`, … or `log` */
  readonly device: string;
  /** One per step; `undefined` where the scorer gives none. */
  readonly values: readonly (number | undefined)[];
}

/** How well a scorer separates this run's own successes from its failures. */
export interface Trust {
  readonly level: 'strong' | 'moderate' | 'weak' | 'none' | 'untested';
  /** Area under the ROC curve of the score at `atStep` among trajectories still running. */
  readonly auroc?: number;
  /** 95 % interval. */
  readonly interval?: readonly [number, number];
  readonly atStep?: number;
  /** Trajectories that went in: scored, with known success. */
  readonly n: number;
  readonly successes: number;
  /** Trajectories left out because outcome or score is unknown. */
  readonly leftOut: number;
  /** One sentence that says what the level rests on. */
  readonly note: string;
}
