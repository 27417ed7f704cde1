/** What a model must have been trained with to be fed by `features.ts`; stands in its manifest as `features`. */
export interface FeatureSpec {
  /** Raised whenever a feature changes its value for any input. */
  readonly version: number;
  /** Token ids are 0 (padding) or 1 … buckets - 1. */
  readonly buckets: number;
  /** Token slots a step. */
  readonly tokens: number;
  /** Dense features a step. */
  readonly dense: number;
  readonly seed: number;
}

/** Names of the dense features, in order. All lie in [0, 1], whatever the log. */
export const DENSE_NAMES = [
  'has-thought',
  'thought-length',
  'text-length',
  'args-length',
  'observation-length',
  'actions',
  'no-action',
  'acted-without-answer',
  'no-observation',
  'flagged-error',
  'error-words',
  'error-line',
  'exit-nonzero',
  'success-words',
  'observation-digits',
  'observation-not-ascii',
  'observation-variety',
  'same-action-as-before',
  'action-seen',
  'same-tool-as-before',
  'same-observation-as-before',
  'observation-seen',
  'share-actions-repeated',
  'share-observations-repeated',
  'share-errors',
  'share-unanswered',
  'error-streak',
  'repeat-streak',
  'tool-variety',
  'observation-novelty',
  'own-novelty',
  'own-words-from-task',
  'task-words-used',
  'task-words-observed',
  'task-words-in-observation',
  'own-words-from-last-observation',
  'action-likeness-before',
  'own-likeness-before',
  'own-variety',
  'hedging',
  'closing',
  'planning',
  'question',
  'apology',
  'user-answers',
  'user-content',
  'user-trouble',
  'code-block',
  'own-digits',
  'numbers-from-sight',
  'other-actor',
  'task-length',
  'first-step',
  'share-user-trouble',
  'share-hedging',
  'mean-observation-novelty',
] as const;

export type DenseName = (typeof DENSE_NAMES)[number];

export const FEATURES: FeatureSpec = { version: 1, buckets: 16384, tokens: 128, dense: DENSE_NAMES.length, seed: 0x5eed };
