import { FEATURES } from '../spec.ts';
import { baselineAt } from './baseline.ts';
import type { Examples } from './examples.ts';
import type { Smooth } from './minimise.ts';
import type { Pause } from './pause.ts';
import { MEAN, NOW, TOKENS, type Weights } from './weights.ts';

/** How large a model is: how much tokens count against dense features (0: not at all), and how freely weights move. */
export interface Size {
  readonly tokens: number;
  /** Inverse strength of the L2 penalty: C of scikit-learn's LogisticRegression. */
  readonly c: number;
}

const D = FEATURES.dense;
/** Steps worked on between two looks at the clock. */
const SLICE = 500;

/**
 * Penalised logistic loss of the chosen trajectories over all steps the policy decided. A trajectory weighs as the square
 * root of its length. The constant is not penalised.
 */
export function objective(examples: Examples, chosen: readonly number[], size: Size, baseline: readonly number[], pause: Pause): Smooth {
  return async (x, gradient) => {
    gradient.fill(0);
    let loss = 0;
    let since = 0;
    for (const i of chosen) {
      loss += oneTrajectory(examples, i, x, size.tokens, baseline, gradient);
      since += (examples.starts[i + 1] as number) - (examples.starts[i] as number);
      if (since > SLICE) {
        since = 0;
        const wait = pause();
        if (wait) await wait;
      }
    }
    for (let k = 1; k < x.length; k++) {
      const weight = x[k] as number;
      loss += (weight * weight) / (2 * size.c);
      gradient[k] = (gradient[k] as number) + weight / size.c;
    }
    return loss;
  };
}

/** What one step of a trajectory of `decided` steps weighs. */
export const stepWeight = (decided: number): number => 1 / Math.sqrt(Math.max(1, decided));

/** Loss of one trajectory; adds to the gradient. */
function oneTrajectory(
  examples: Examples,
  i: number,
  x: Float64Array,
  tokens: number,
  baseline: readonly number[],
  gradient: Float64Array,
): number {
  const { starts, own, successes } = examples;
  const first = starts[i] as number;
  const margins = marginsOf(examples, i, x, tokens);
  const y = successes[i] ? 1 : 0;
  const weight = stepWeight(examples.decided(i));
  const pulls = new Float64Array(margins.length);
  let loss = 0;
  let at = 0;
  for (let t = 0; t < margins.length; t++) {
    if (own[first + t] === 0) continue;
    const logit = baselineAt(baseline, at++) + (margins[t] as number);
    loss += weight * (softplus(logit) - y * logit);
    pulls[t] = weight * (1 / (1 + Math.exp(-logit)) - y);
  }
  pullBack(examples, first, pulls, tokens, gradient);
  return loss;
}

/** Back through the sums over steps: a step's features also move the margins of all later steps. */
function pullBack(
  { dense, tokens: ids, tokenStarts }: Examples,
  first: number,
  pulls: Float64Array,
  tokens: number,
  gradient: Float64Array,
) {
  const spread = tokenSpread(tokenStarts, first);
  let [later, laterTokens] = [0, 0];
  for (let t = pulls.length - 1; t >= 0; t--) {
    const pull = pulls[t] as number;
    later += pull / (t + 1);
    laterTokens += (tokens * pull) / spread(t);
    gradient[0] = (gradient[0] as number) + pull;
    const row = (first + t) * D;
    for (let k = 0; k < D; k++) {
      const value = dense[row + k] as number;
      gradient[NOW + k] = (gradient[NOW + k] as number) + pull * value;
      gradient[MEAN + k] = (gradient[MEAN + k] as number) + later * value;
    }
    if (tokens === 0) continue;
    const to = tokenStarts[first + t + 1] as number;
    for (let j = tokenStarts[first + t] as number; j < to; j++) {
      const at = TOKENS + (ids[j] as number);
      gradient[at] = (gradient[at] as number) + laterTokens;
    }
  }
}

/** The model's margins at all steps of an example, without the baseline. */
export function marginsOf({ starts, dense, tokens: ids, tokenStarts }: Examples, i: number, x: Weights, tokens: number): Float64Array {
  const first = starts[i] as number;
  const margins = new Float64Array((starts[i + 1] as number) - first);
  const spread = tokenSpread(tokenStarts, first);
  let [means, said] = [0, 0];
  for (let t = 0; t < margins.length; t++) {
    const row = (first + t) * D;
    let now = x[0] as number;
    for (let k = 0; k < D; k++) {
      const value = dense[row + k] as number;
      now += (x[NOW + k] as number) * value;
      means += (x[MEAN + k] as number) * value;
    }
    if (tokens > 0) {
      const to = tokenStarts[first + t + 1] as number;
      for (let j = tokenStarts[first + t] as number; j < to; j++) said += x[TOKENS + (ids[j] as number)] as number;
    }
    margins[t] = now + means / (t + 1) + (tokens * said) / spread(t);
  }
  return margins;
}

/** The sum over the tokens seen so far is divided by the root of their number, so that it does not grow with steps. */
const tokenSpread =
  (tokenStarts: readonly number[], first: number) =>
  (t: number): number =>
    Math.sqrt(Math.max(1, (tokenStarts[first + t + 1] as number) - (tokenStarts[first] as number)));

const softplus = (z: number): number => (z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z)));
