import type { JsonObject } from '../model/json.ts';
import type { Rollout } from './batch.ts';
import { stepRewards, stepTokens } from './bind.ts';
import { list, toNumber } from './inputs.ts';
import { Missing } from './method.ts';

/**
 * {token_level_rewards, response_mask}: every step is laid out as its generated tokens, its reward on its last token.
 * Without step rewards the outcome stands on the last token of the last step, as sparse-reward trainers put it.
 */
export function tokenRewards(rollouts: readonly Rollout[]): JsonObject | Missing {
  const tokens = stepTokens(rollouts);
  if (tokens instanceof Missing) return tokens;
  const rewards = sparseOrStepRewards(rollouts);
  if (rewards instanceof Missing) return rewards;
  const laidOut = tokens.map((counts, i) => counts.flatMap((n, t) => lastToken(n, rewards[i]?.[t] ?? 0)));
  return { token_level_rewards: laidOut, response_mask: laidOut.map((row) => row.map(() => 1)) };
}

/** Step rewards when there are any; else the outcome on the last step. */
export function sparseOrStepRewards(rollouts: readonly Rollout[]): number[][] | Missing {
  const rewards = stepRewards(rollouts);
  if (!(rewards instanceof Missing)) return rewards;
  if (rollouts.some((r) => r.outcome === undefined)) return new Missing('step-rewards');
  return rollouts.map((r) => Array.from({ length: r.steps }, (_, t) => (t === r.steps - 1 ? (r.outcome as number) : 0)));
}

/** Mean over each step's tokens of a per-token output; undefined for a step without tokens. */
export function meanPerStep(output: unknown, rollouts: readonly Rollout[]): (number | undefined)[][] {
  const matrix = list(output as never, 'result');
  return rollouts.map((r, i) => {
    const row = list(matrix[i], 'result').map((v) => toNumber(v, 'result'));
    let at = 0;
    return Array.from({ length: r.steps }, (_, t) => {
      const n = Math.max(1, r.stepTokens?.[t] ?? 1);
      const part = row.slice(at, at + n).filter((v) => !Number.isNaN(v));
      at += n;
      return part.length > 0 ? part.reduce((a, b) => a + b, 0) / part.length : undefined;
    });
  });
}

function lastToken(count: number, reward: number): number[] {
  const n = Math.max(1, count);
  const row = new Array<number>(n).fill(0);
  row[n - 1] = reward;
  return row;
}

/** {anchor_states, step_rewards} of a group, for methods that compare steps at equal states. */
export function anchoredRewards(rollouts: readonly Rollout[]): JsonObject | Missing {
  const rewards = sparseOrStepRewards(rollouts);
  if (rewards instanceof Missing) return rewards;
  if (rollouts.some((r) => !r.anchors)) return new Missing('anchors');
  return { anchor_states: rollouts.map((r) => r.anchors as string[]), step_rewards: rewards };
}
