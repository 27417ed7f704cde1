import type { CreditMethod } from '../method.ts';
import { byGroup, indicesBy, sd } from '../numeric.ts';
import { outcomeMethod } from '../outcome-method.ts';

/** Only the best rollout of a group gets (best - second) / (sample sd + eps); a group of one is an error in the reference. */
export const grpoPassk: CreditMethod = outcomeMethod({
  id: 'grpo_passk',
  name: 'Pass@k GRPO',
  paper: 'Optimizing Language Models for Inference Time Objectives using Reinforcement Learning (2503.19595)',
  source: 'verl-project/verl@1dda039b verl/trainer/ppo/core_algos.py compute_grpo_passk_outcome_advantage',
  status: 'reference',
  params: [
    { id: 'norm_by_std', name: 'divide by deviation', default: true },
    { id: 'epsilon', name: 'epsilon', default: 1e-6 },
  ],
  unit: 'sd',
  flat: '0 for all but the best rollout; 0 for that one too when it is tied.',
  learn: 'Which single rollout lifts pass@k.',
  formula: (inputs, params) => {
    const groups = inputs.strings('group');
    if ([...indicesBy(groups).values()].some((g) => g.length < 2)) return null;
    return byGroup(inputs.numbers('rewards'), groups, (g) => {
      const order = g.map((_, i) => i).sort((a, b) => (g[b] as number) - (g[a] as number));
      const [first, second] = order as [number, number];
      const gap = (g[first] as number) - (g[second] as number);
      const scale = params.boolean('norm_by_std') ? sd(g, 1) + params.number('epsilon') : 1;
      return g.map((_, i) => (i === first ? gap / scale : 0));
    });
  },
});
