import type { CreditMethod } from '../method.ts';
import { byGroup, mean } from '../numeric.ts';
import { outcomeMethod } from '../outcome-method.ts';

/** A = alpha (R - mean) / f_norm with alpha = batch size / number of non-zero rewards (at least 1). */
export const gpg: CreditMethod = outcomeMethod({
  id: 'gpg',
  name: 'GPG',
  paper: 'GPG: A Simple and Strong Reinforcement Learning Baseline for Model Reasoning (2504.02546)',
  source: 'verl-project/verl@1dda039b verl/trainer/ppo/core_algos.py compute_gpg_outcome_advantage',
  status: 'reference',
  params: [{ id: 'f_norm', name: 'f_norm', default: 1 }],
  scope: 'batch',
  unit: 'reward',
  flat: 'Every step of a rollout has the same value; 0 for the whole group when all its rewards are equal.',
  learn: 'How many zero rewards in the batch enlarge the rest.',
  formula: (inputs, params) => {
    const rewards = inputs.numbers('rewards');
    const alpha = rewards.length / Math.max(1, rewards.filter((r) => r !== 0).length);
    return byGroup(rewards, inputs.strings('group'), (g) => {
      const mu = g.length === 1 ? 0 : mean(g);
      return g.map((r) => (alpha * (r - mu)) / params.number('f_norm'));
    });
  },
});
