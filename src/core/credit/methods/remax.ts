import type { CreditMethod } from '../method.ts';
import { maskedReturns } from './reinforce_pp.ts';

/** Sum of later rewards minus the reward of the greedy rollout of the same prompt. */
export const remax: CreditMethod = {
  id: 'remax',
  name: 'ReMax',
  paper: 'ReMax: A Simple, Effective, and Efficient Reinforcement Learning Method for Aligning Large Language Models (2310.10505)',
  source: 'verl-project/verl@1dda039b verl/trainer/ppo/core_algos.py compute_remax_outcome_advantage',
  status: 'reference',
  needs: ['step-rewards', 'greedy-reward'],
  params: [],
  granularity: 'token',
  unit: 'reward',
  flat: '0: as good as the greedy answer.',
  learn: 'Better or worse than the greedy answer.',
  scope: 'batch',
  comparesGroup: false,
  formula: (inputs) => {
    const mask = inputs.matrix('response_mask');
    const greedy = inputs.numbers('greedy_reward');
    const returns = inputs.matrix('token_level_rewards').map((row, i) => maskedReturns(row, mask[i] as number[], 1));
    return { advantages: returns.map((row, i) => row.map((g) => g - (greedy[i] as number))), returns };
  },
};
