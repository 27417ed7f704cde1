import type { CreditMethod } from '../method.ts';
import { byGroup, mean, zSample } from '../numeric.ts';
import { outcomeMethod } from '../outcome-method.ts';

const flat = 'Every step of a rollout has the same value; 0 for the whole group when all its rewards are equal.';

/** A_i = (R_i - mean) / (sample sd + eps) inside the group. */
export const grpo: CreditMethod = outcomeMethod({
  id: 'grpo',
  name: 'GRPO',
  paper: 'DeepSeekMath: Pushing the Limits of Mathematical Reasoning in Open Language Models (2402.03300)',
  source: 'verl-project/verl@1dda039b verl/trainer/ppo/core_algos.py compute_grpo_outcome_advantage',
  status: 'reference',
  params: [{ id: 'epsilon', name: 'epsilon', default: 1e-6 }],
  unit: 'sd',
  flat,
  learn: 'Which rollouts drive the update at all.',
  formula: (inputs, params) => byGroup(inputs.numbers('rewards'), inputs.strings('group'), (g) => zSample(g, params.number('epsilon'))),
});

/** A_i = R_i - mean of the group, not divided; a group of one keeps its reward. */
export const drGrpo: CreditMethod = outcomeMethod({
  id: 'dr_grpo',
  name: 'Dr. GRPO',
  paper: 'Understanding R1-Zero-Like Training: A Critical Perspective (2503.20783)',
  source: 'verl-project/verl@1dda039b verl/trainer/ppo/core_algos.py compute_grpo_outcome_advantage, norm_adv_by_std_in_grpo = false',
  status: 'reference',
  params: [],
  unit: 'reward',
  flat,
  learn: 'How much GRPO inflates prompts whose rewards hardly differ.',
  formula: (inputs) =>
    byGroup(inputs.numbers('rewards'), inputs.strings('group'), (g) => {
      const mu = g.length === 1 ? 0 : mean(g);
      return g.map((r) => r - mu);
    }),
});
