import type { Json, JsonObject } from '../model/json.ts';
import type { Rollout } from './batch.ts';
import type { Inputs } from './inputs.ts';
import type { Params } from './params.ts';

/** What must be in the log (or come from a scorer) for a method to be computed. See needs.ts for how to log it. */
export type Need =
  | 'outcome'
  | 'group'
  | 'step-rewards'
  | 'step-tokens'
  | 'anchors'
  | 'tool-calls'
  | 'reference'
  | 'tree'
  | 'logprobs'
  | 'ref-logprobs'
  | 'pi-squared'
  | 'entropy'
  | 'values'
  | 'prefix-values'
  | 'answer-probability'
  | 'hindsight'
  | 'coalitions'
  | 'greedy-reward'
  | 'baseline-rewards'
  | 'reward-components'
  | 'predicted-return'
  | 'confidence'
  | 'step-votes'
  | 'labels'
  | 'transitions'
  | 'noise-level';

export interface ParamSpec {
  readonly id: string;
  readonly name: string;
  readonly default: number | boolean | string | readonly number[] | null;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

/**
 * A credit-assignment method. `formula` is the published computation on plain arrays and is what reference vectors
 * check; `bind` and `spread` lead from rollouts to its inputs and from its output to one number per step.
 */
export interface CreditMethod {
  /** Stable, as in reference vectors, e.g. `gigpo`. */
  readonly id: string;
  /** For display; ends in "-style" where the formula is a reading and could not be verified. */
  readonly name: string;
  /** Title and arXiv number. */
  readonly paper: string;
  /** Repository, commit and file the formula was checked against. */
  readonly source: string;
  /** `reference`: checked against the authors' code; `derived`: from paper text or reading code; `reading`: not verified. */
  readonly status: 'reference' | 'derived' | 'reading';
  readonly needs: readonly Need[];
  readonly params: readonly ParamSpec[];
  readonly granularity: 'trajectory' | 'step' | 'token' | 'node' | 'scalar';
  readonly unit: 'reward' | 'sd' | 'probability' | 'weight' | 'index' | 'percent' | 'nats';
  /** What zero or a flat line means under this method, in one sentence. */
  readonly flat: string;
  /** What an engineer learns from it, in one sentence. */
  readonly learn: string;
  /** Over what the formula runs at once. */
  readonly scope: 'trajectory' | 'group' | 'batch';
  /** True when a group of one has nothing to be compared with: shown as unknown, the reference number only on demand. */
  readonly comparesGroup: boolean;
  formula(inputs: Inputs, params: Params): Json;
  /** Inputs from rollouts, or what is missing. Absent: the method has no data to run on in ordinary logs. */
  bind?(rollouts: readonly Rollout[], params: Params): JsonObject | Missing;
  /** One value per step of every rollout; undefined where the method gives none. */
  spread?(output: Json, rollouts: readonly Rollout[]): (number | undefined)[][];
}

/** Why a method cannot be computed here. Never replaced by a zero. */
export class Missing {
  readonly needs: readonly Need[];

  constructor(...needs: readonly Need[]) {
    this.needs = needs;
  }
}
