import type { CreditMethod } from '../method.ts';
import { byGroup, mean } from '../numeric.ts';
import { outcomeMethod } from '../outcome-method.ts';

/** A = (R - mean) / (mean + eps); a group of one has baseline 0, so R / eps: an artefact of the reference. */
export const maxrl: CreditMethod = outcomeMethod({
  id: 'maxrl',
  name: 'MaxRL',
  paper: 'Maximum Likelihood Reinforcement Learning (2602.02710)',
  source: 'tajwarfahim/maxrl@c0698ebb verl/trainer/ppo/core_algos.py compute_maxrl_outcome_advantage',
  status: 'reference',
  params: [{ id: 'epsilon', name: 'epsilon', default: 1e-6 }],
  unit: 'reward',
  flat: 'Every step of a rollout has the same value; 0 for a group that all failed or all succeeded.',
  learn: 'How much rare successes on hard prompts weigh.',
  formula: (inputs, params) =>
    byGroup(inputs.numbers('rewards'), inputs.strings('group'), (g) => {
      const mu = g.length === 1 ? 0 : mean(g);
      return g.map((r) => (r - mu) / (mu + params.number('epsilon')));
    }),
});
