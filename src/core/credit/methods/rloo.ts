import type { CreditMethod } from '../method.ts';
import { byGroup, sum } from '../numeric.ts';
import { outcomeMethod } from '../outcome-method.ts';

/** A_i = R_i - mean of the other rollouts of the group; a group of one keeps its reward. */
export const rloo: CreditMethod = outcomeMethod({
  id: 'rloo',
  name: 'RLOO',
  paper: 'Back to Basics: Revisiting REINFORCE Style Optimization for Learning from Human Feedback in LLMs (2402.14740)',
  source: 'verl-project/verl@1dda039b verl/trainer/ppo/core_algos.py compute_rloo_outcome_advantage',
  status: 'reference',
  params: [],
  unit: 'reward',
  flat: 'Every step of a rollout has the same value; 0 when the other rollouts did equally well on average.',
  learn: 'The group comparison without comparing a rollout with itself.',
  formula: (inputs) => byGroup(inputs.numbers('rewards'), inputs.strings('group'), leaveOneOut),
});

/** x_i minus the mean of the others; a group of one keeps its value. */
export function leaveOneOut(group: readonly number[]): number[] {
  const total = sum(group);
  return group.map((r) => (group.length === 1 ? r : r - (total - r) / (group.length - 1)));
}
