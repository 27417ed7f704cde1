import type { JsonObject } from '../model/json.ts';
import type { Rollout } from './batch.ts';
import { Inputs } from './inputs.ts';
import { type CreditMethod, Missing, type Need } from './method.ts';
import { howToLog } from './needs.ts';
import { indicesBy } from './numeric.ts';
import { Params } from './params.ts';

export interface CreditResult {
  readonly method: string;
  /** [rollout][step], aligned with the rollouts given; undefined: unknown. */
  readonly values: readonly (readonly (number | undefined)[])[];
  /** Per rollout, why its values are missing: "cannot be computed: needs …". Undefined where nothing is. */
  readonly reasons: readonly (string | undefined)[];
}

export interface CreditOptions {
  readonly params?: JsonObject;
  /** Show what the reference code gives for a group of one instead of "no comparison possible". */
  readonly referenceForSingles?: boolean;
}

/**
 * Credit of every step of every rollout under one method. What cannot be computed is undefined and has a reason; one
 * rollout's or group's missing inputs do not take the others down unless the method pools the whole batch.
 */
export function assignCredit(method: CreditMethod, rollouts: readonly Rollout[], options: CreditOptions = {}): CreditResult {
  const reasons = new Array<string | undefined>(rollouts.length).fill(undefined);
  const explain = (indices: readonly number[], reason: string): void => {
    for (const i of indices) reasons[i] = reason;
  };
  const values: (readonly (number | undefined)[])[] = rollouts.map((r) => new Array<undefined>(r.steps).fill(undefined));
  const params = new Params(method.params, options.params);
  const { bind, spread } = method;
  if (!bind || !spread) {
    explain(rollouts.map((_, i) => i), cannot(method.needs)); // biome-ignore format: one call
    return { method: method.id, values, reasons };
  }
  const groups = indicesBy(rollouts.map((r) => r.group));
  for (const indices of partsOf(method.scope, rollouts, groups)) {
    const compared = method.comparesGroup && !options.referenceForSingles;
    const alone = compared ? indices.filter((i) => groups.get((rollouts[i] as Rollout).group)?.length === 1) : [];
    explain(alone, ALONE);
    const part = indices.filter((i) => !alone.includes(i));
    if (part.length === 0) continue;
    const chosen = part.map((i) => rollouts[i] as Rollout);
    const inputs = bind(chosen, params);
    if (inputs instanceof Missing) {
      explain(part, cannot(inputs.needs));
      continue;
    }
    const rows = spread(method.formula(new Inputs(inputs), params), chosen);
    part.forEach((i, k) => {
      const row = rows[k] as (number | undefined)[];
      values[i] = row;
      if (row.includes(undefined)) reasons[i] = 'the method gives no number here';
    });
  }
  return { method: method.id, values, reasons };
}

export const ALONE = 'no comparison possible: the only sample of its group';

function partsOf(scope: CreditMethod['scope'], rollouts: readonly Rollout[], groups: ReadonlyMap<string, number[]>): Iterable<number[]> {
  if (scope === 'batch') return [rollouts.map((_, i) => i)];
  if (scope === 'group') return groups.values();
  return rollouts.map((_, i) => [i]);
}

/** Why, and what to log. */
export function cannot(needs: readonly Need[]): string {
  return `cannot be computed: needs ${needs.map(howToLog).join('; ')}`;
}
