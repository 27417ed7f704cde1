import { field, rows } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { zSample } from '../numeric.ts';

/**
 * Two-turn setting: tokens before the first tool result get outcome + coef * turn advantage, tokens after it the outcome
 * advantage alone; without a tool result the combined reward's advantage. `result_segment` counts changes of the mask
 * before the result, -1 for none.
 */
export const mtGrpo: CreditMethod = {
  id: 'mt_grpo',
  name: 'MT-GRPO',
  paper: 'Reinforcing Multi-Turn Reasoning in LLM Agents via Turn-Level Credit Assignment (2505.11821)',
  source: 'SiliangZeng/Multi-Turn-RL-Agent@7dbdd08b verifiers/trainers/mt_grpo_env_trainer.py',
  status: 'reference',
  needs: ['step-rewards', 'outcome', 'group', 'step-tokens'],
  params: [
    { id: 'coef', name: 'weight of the turn', default: 1 },
    { id: 'epsilon', name: 'epsilon', default: 1e-4 },
  ],
  granularity: 'token',
  unit: 'sd',
  flat: 'Flat after the first tool result: only the outcome counts there.',
  learn: 'Tool use against the answer.',
  scope: 'group',
  comparesGroup: true,
  bind: (rollouts) => {
    const turns = rollouts.map((r) => r.stepRewards?.[0]);
    if (turns.includes(undefined)) return new Missing('step-rewards');
    if (rollouts.some((r) => r.outcome === undefined)) return new Missing('outcome');
    const outcomes = rollouts.map((r) => r.outcome as number);
    return {
      turn_reward: turns as number[],
      outcome_reward: outcomes,
      combined_reward: outcomes.map((o, i) => o + (turns[i] as number)),
      loss_mask: rollouts.map((r) => Array.from({ length: 2 * r.steps - 1 }, (_, k) => (k % 2 === 0 ? 1 : 0))),
      result_segment: rollouts.map((r) => (r.steps > 1 ? 1 : -1)),
    };
  },
  spread: (output, rollouts) => {
    const tokens = rows(field(output, 'token_adv'), rollouts.map((r) => ({ ...r, steps: 2 * r.steps - 1 }))); // biome-ignore format: one call
    return tokens.map((row) => row.filter((_, k) => k % 2 === 0));
  },
  formula: (inputs, params) => {
    const z = (name: string): number[] => zSample(inputs.numbers(name), params.number('epsilon'));
    const turn = z('turn_reward');
    const outcome = z('outcome_reward');
    const combined = z('combined_reward');
    const segment = inputs.numbers('result_segment');
    const tokens = inputs.matrix('loss_mask').map((mask, i) => {
      const split = (segment[i] as number) < 0 ? -1 : boundary(mask, segment[i] as number);
      return mask.map((m, t) => {
        if (!m) return Number.NaN;
        if (split < 0) return combined[i] as number;
        return (outcome[i] as number) + (t < split ? params.number('coef') * (turn[i] as number) : 0);
      });
    });
    return { turn_adv: turn, outcome_adv: outcome, combined_adv: combined, token_adv: tokens };
  },
};

/** Position of the n-th change of the mask, from 1. */
function boundary(mask: readonly number[], n: number): number {
  let seen = 0;
  for (let t = 1; t < mask.length; t++) if (mask[t] !== mask[t - 1] && ++seen === n) return t;
  return mask.length;
}
