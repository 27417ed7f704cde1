import type { JsonObject } from '../../model/json.ts';
import type { Rollout } from '../batch.ts';
import { outcomes, stepTokens } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { indicesBy, sum } from '../numeric.ts';
import { outcomeMethod } from '../outcome-method.ts';

/** {rewards, group, n_tokens} with the generated tokens of each rollout. */
export function outcomesAndLengths(rollouts: readonly Rollout[]): JsonObject | Missing {
  const bound = outcomes(rollouts);
  const tokens = stepTokens(rollouts);
  if (bound instanceof Missing) return bound;
  return tokens instanceof Missing ? tokens : { ...bound, n_tokens: tokens.map(sum) };
}

/** Baseline = length-weighted mean reward of the group; 0 for a group of one. */
export const opo: CreditMethod = outcomeMethod({
  id: 'opo',
  name: 'OPO',
  paper: 'On-Policy RL with Optimal Reward Baseline (2505.23585)',
  source: 'verl-project/verl@1dda039b verl/trainer/ppo/core_algos.py compute_opo_outcome_advantage',
  status: 'reference',
  needs: ['outcome', 'group', 'step-tokens'],
  params: [],
  unit: 'reward',
  flat: 'Every step of a rollout has the same value; 0 when it scores exactly the length-weighted bar.',
  learn: 'Whether long answers set the bar.',
  bind: outcomesAndLengths,
  formula: (inputs) => {
    const rewards = inputs.numbers('rewards');
    const lengths = inputs.numbers('n_tokens');
    const out = new Array<number>(rewards.length);
    for (const at of indicesBy(inputs.strings('group')).values()) {
      const weighted = sum(at.map((i) => (lengths[i] as number) * (rewards[i] as number)));
      const baseline = at.length === 1 ? 0 : weighted / sum(at.map((i) => lengths[i] as number));
      for (const i of at) out[i] = (rewards[i] as number) - baseline;
    }
    return out;
  },
});
