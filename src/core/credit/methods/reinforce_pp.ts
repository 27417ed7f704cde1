import { field } from '../bind.ts';
import type { CreditMethod } from '../method.ts';
import { whiten } from '../numeric.ts';
import { meanPerStep, tokenRewards } from '../tokens.ts';

/** Returns-to-go over tokens (masked tokens are jumped over), whitened over all unmasked tokens of the batch. */
export const reinforcePp: CreditMethod = {
  id: 'reinforce_pp',
  name: 'REINFORCE++',
  paper: 'REINFORCE++: A Simple and Efficient Approach for Aligning Large Language Models (2501.03262)',
  source: 'verl-project/verl@1dda039b verl/trainer/ppo/core_algos.py compute_reinforce_plus_plus_outcome_advantage',
  status: 'reference',
  needs: ['step-rewards', 'step-tokens'],
  params: [{ id: 'gamma', name: 'discount', default: 1, min: 0, max: 1 }],
  granularity: 'token',
  unit: 'sd',
  flat: '0 means the average token of the batch; without a group, a hard prompt drags all its rollouts down.',
  learn: 'The effect of scaling by the whole batch: compare with GRPO.',
  scope: 'batch',
  comparesGroup: false,
  bind: tokenRewards,
  spread: (output, rollouts) => meanPerStep(field(output, 'advantages'), rollouts),
  formula: (inputs, params) => {
    const mask = inputs.matrix('response_mask');
    const returns = inputs.matrix('token_level_rewards').map((row, i) => maskedReturns(row, mask[i] as number[], params.number('gamma')));
    return { advantages: whiten(returns, mask), returns };
  },
};

/** G_t = r_t + gamma G_(t+1) over unmasked tokens; NaN at masked ones, through which the running return passes. */
export function maskedReturns(rewards: readonly number[], mask: readonly number[], gamma: number): number[] {
  const out = new Array<number>(rewards.length).fill(Number.NaN);
  let running = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    if (!mask[t]) continue;
    running = (rewards[t] as number) + gamma * running;
    out[t] = running;
  }
  return out;
}
