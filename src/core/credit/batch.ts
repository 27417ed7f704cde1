/**
 * A rollout as credit methods see it: numbers and keys only. Lists over steps have one entry per step; `undefined`
 * inside them is a step that is not known, an absent list is something that was not logged at all.
 */
export interface Rollout {
  readonly id: string;
  readonly group: string;
  readonly steps: number;
  /** Final reward. */
  readonly outcome?: number;
  readonly success?: boolean;
  readonly components?: Readonly<Record<string, number>>;
  /** Reward of each step, from a scorer, from the log, or a blend; the caller says which. */
  readonly stepRewards?: readonly (number | undefined)[];
  /** Generated tokens in each step. */
  readonly stepTokens?: readonly number[];
  /** Hash of the observation the policy saw before each step: equal hash, same state. */
  readonly anchors?: readonly string[];
  /** Hash of what was seen after each step. */
  readonly seen?: readonly string[];
  /** What each step did, normalised, for finding forks. */
  readonly actions?: readonly string[];
  readonly toolCalls?: number;
  /** Whether each step's action could be executed. */
  readonly grounded?: readonly boolean[];
  /** Mean token entropy of each step. */
  readonly entropies?: readonly (number | undefined)[];
  /** Sum of log-probabilities of each step's tokens under the policy and under a second model. */
  readonly logprobs?: readonly (number | undefined)[];
  readonly refLogprobs?: readonly (number | undefined)[];
  /** Critic value before each step. */
  readonly values?: readonly (number | undefined)[];
  /** Estimated success rate after each step with its number of rollouts; index 0 is before the first step. */
  readonly prefixValues?: readonly (number | undefined)[];
}
