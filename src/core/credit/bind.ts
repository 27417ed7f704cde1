import type { Json, JsonObject } from '../model/json.ts';
import type { Rollout } from './batch.ts';
import { list, toNumber } from './inputs.ts';
import { Missing, type Need } from './method.ts';

/** {rewards, group}: one reward and one group key per rollout. Missing when any outcome is unknown. */
export function outcomes(rollouts: readonly Rollout[]): JsonObject | Missing {
  const rewards = rollouts.map((r) => r.outcome);
  if (rewards.some((r) => r === undefined)) return new Missing('outcome');
  return { rewards: rewards as number[], group: rollouts.map((r) => r.group) };
}

/** A per-step list of every rollout, complete; Missing(need) when a rollout lacks it or has a gap. */
export function perStep(
  rollouts: readonly Rollout[],
  need: Need,
  pick: (r: Rollout) => readonly (number | undefined)[] | undefined,
): number[][] | Missing {
  const rows: number[][] = [];
  for (const rollout of rollouts) {
    const row = pick(rollout);
    if (!row || row.length !== rollout.steps || row.some((v) => v === undefined || Number.isNaN(v))) return new Missing(need);
    rows.push(row as number[]);
  }
  return rows;
}

export const stepRewards = (rollouts: readonly Rollout[]): number[][] | Missing => perStep(rollouts, 'step-rewards', (r) => r.stepRewards);
export const stepTokens = (rollouts: readonly Rollout[]): number[][] | Missing => perStep(rollouts, 'step-tokens', (r) => r.stepTokens);

/** Every step of a rollout carries the rollout's one number. */
export function broadcast(output: Json, rollouts: readonly Rollout[]): (number | undefined)[][] {
  const values = list(output, 'result');
  return rollouts.map((r, i) => {
    const value = toNumber(values[i], 'result');
    return new Array<number | undefined>(r.steps).fill(Number.isNaN(value) ? undefined : value);
  });
}

/** [trajectory][step] as it stands; NaN and null become unknown. */
export function rows(output: Json, rollouts: readonly Rollout[]): (number | undefined)[][] {
  const matrix = list(output, 'result');
  return rollouts.map((r, i) => {
    const row = list(matrix[i], 'result');
    return Array.from({ length: r.steps }, (_, t) => {
      const value = row[t] === undefined ? Number.NaN : toNumber(row[t], 'result');
      return Number.isNaN(value) ? undefined : value;
    });
  });
}

/** One key of an object-valued output. */
export const field = (output: Json, key: string): Json => (output as JsonObject)[key] ?? null;

/** The step rewards of the one rollout under `name`. */
export function ownSteps(rollouts: readonly Rollout[], name: string): JsonObject | Missing {
  const rewards = stepRewards(rollouts);
  return rewards instanceof Missing ? rewards : { [name]: rewards[0] ?? [] };
}

/** The step rewards of the one rollout under `name`, and its outcome. */
export function ownStepsAndOutcome(rollouts: readonly Rollout[], name: string): JsonObject | Missing {
  const outcome = rollouts[0]?.outcome;
  if (outcome === undefined) return new Missing('outcome');
  const bound = ownSteps(rollouts, name);
  return bound instanceof Missing ? bound : { ...bound, outcome };
}

/** The step rewards of all rollouts as {step_rewards}, for methods that pool a group. */
export function groupSteps(rollouts: readonly Rollout[], name: string): JsonObject | Missing {
  const rewards = stepRewards(rollouts);
  return rewards instanceof Missing ? rewards : { [name]: rewards };
}

/** An output that is one list over the steps of the one rollout. */
export const ownRow = (output: Json, rollouts: readonly Rollout[]): (number | undefined)[][] => rows([output], rollouts);
