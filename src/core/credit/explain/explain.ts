import type { Json, JsonObject } from '../../model/json.ts';
import type { Rollout } from '../batch.ts';
import { Inputs } from '../inputs.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { Params } from '../params.ts';
import type { Context, Explainer } from './context.ts';
import { GROUP_STEPS } from './group-steps.ts';
import { ex, fact, line, type WhyLine } from './line.ts';
import { OUTCOME } from './outcome.ts';
import { OWN_STEPS } from './own-steps.ts';

const EXPLAINERS: Readonly<Record<string, Explainer>> = { ...OUTCOME, ...OWN_STEPS, ...GROUP_STEPS };

/** Ids of the methods whose formula is shown with its terms; of the others the inputs of the step and the result. */
export const EXPLAINED: readonly string[] = Object.keys(EXPLAINERS);

/**
 * Why a step has its credit: the terms of the formula with their numbers, ending with the credit. `rollouts` are those the
 * method looks at together and `index` the one in question; `values` is what the method gave for its steps. Empty where
 * there is no credit to explain.
 */
export function explain(
  method: CreditMethod,
  rollouts: readonly Rollout[],
  index: number,
  step: number,
  params: JsonObject,
  values: readonly (number | undefined)[],
): readonly WhyLine[] {
  const value = values[step];
  if (value === undefined || !method.bind) return [];
  const given = new Params(method.params, params);
  const bound = method.bind(rollouts, given);
  if (bound instanceof Missing) return [];
  const explainer = EXPLAINERS[method.id];
  if (!explainer) return [...inputsOf(bound, rollouts, index, step), line(method.name, ex`${value}`, value)];
  const inputs = new Inputs(bound);
  const context: Context = { rollouts, i: index, t: step, inputs, params: given, output: method.formula(inputs, given), values };
  return explainer(context);
}

/** What of the inputs speaks of this step or of this rollout. */
function inputsOf(bound: JsonObject, rollouts: readonly Rollout[], index: number, step: number): WhyLine[] {
  const steps = rollouts[index]?.steps ?? 0;
  return Object.entries(bound).flatMap(([key, value]) => {
    const found = pick(value, rollouts.length, steps, index, step);
    return found === undefined ? [] : [fact(key.replace(/_/g, ' '), found)];
  });
}

function pick(value: Json, rollouts: number, steps: number, index: number, step: number): number | undefined {
  if (!Array.isArray(value)) return typeof value === 'number' ? value : undefined;
  const nested = value.length === rollouts && Array.isArray(value[index]);
  const row = nested ? (value[index] as readonly Json[]) : value;
  const ofStep = row.length === steps ? row[step] : row.length === steps + 1 ? row[step + 1] : undefined;
  const found = ofStep ?? (!nested && row.length === rollouts ? row[index] : undefined);
  return typeof found === 'number' ? found : undefined;
}
