import { FEATURES } from '../spec.ts';

/**
 * The parameters of one logistic model, in one array: a constant, the dense features of the step, their mean over the
 * steps so far, and a weight a token. A token counts once, from the step that first has it. While fitting, tokens are places
 * in a vocabulary; in a fitted scorer they are ids and the array has `WEIGHTS` numbers.
 */
export type Weights = Float32Array | Float64Array;

export const NOW = 1;
export const MEAN = NOW + FEATURES.dense;
export const TOKENS = MEAN + FEATURES.dense;
export const WEIGHTS = TOKENS + FEATURES.buckets;
