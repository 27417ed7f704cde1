import { broadcast, outcomes } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { outcomeMethod } from '../outcome-method.ts';
import { leaveOneOut } from './rloo.ts';

/** Correct rollouts weigh C(n-c, k-1) / C(n-1, k-1), wrong ones 0; then leave-one-out centring. Rewards are rounded to 0 or 1. */
export const pkpo: CreditMethod = outcomeMethod({
  id: 'pkpo',
  name: 'PKPO',
  paper: 'Pass@K Policy Optimization (2505.15201)',
  source: 'tajwarfahim/maxrl@c0698ebb verl/trainer/ppo/core_algos.py compute_pkpo_outcome_advantage',
  status: 'reference',
  params: [{ id: 'pass_k', name: 'k', default: 1, min: 1 }],
  unit: 'reward',
  flat: 'Every step of a rollout has the same value; 0 for a group that all succeeded or all failed.',
  learn: 'Which successes lift pass@k: those of groups that seldom succeed.',
  scope: 'group',
  bind: (rollouts) => {
    const bound = outcomes(rollouts);
    return bound instanceof Missing ? bound : { rewards: bound.rewards ?? null, n_per_group: rollouts.length };
  },
  spread: broadcast,
  formula: (inputs, params) => {
    const rewards = inputs.numbers('rewards').map((r) => Math.round(r));
    const n = inputs.number('n_per_group');
    const k = params.number('pass_k');
    const out: number[] = [];
    for (let start = 0; start < rewards.length; start += n) {
      const group = rewards.slice(start, start + n);
      const correct = group.filter((r) => r === 1).length;
      const weight = combinations(n - correct, k - 1) / combinations(n - 1, k - 1);
      out.push(...leaveOneOut(group.map((r) => (r === 1 ? weight : 0))));
    }
    return out;
  },
});

function combinations(n: number, k: number): number {
  if (k < 0 || k > n) return 0;
  let c = 1;
  for (let i = 1; i <= k; i++) c = (c * (n - k + i)) / i;
  return c;
}
