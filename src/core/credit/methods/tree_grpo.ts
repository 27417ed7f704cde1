import type { CreditMethod } from '../method.ts';
import { byGroup, zSample } from '../numeric.ts';

/** z over all leaves of the prompt plus z over the leaves of the same tree; `tree_2norm` applies the second z to the first. */
export const treeGrpo: CreditMethod = {
  id: 'tree_grpo',
  name: 'Tree-GRPO',
  paper: 'Tree Search for LLM Agent Reinforcement Learning (2509.21240)',
  source: 'AMAP-ML/Tree-GRPO@90b17099 verl/trainer/ppo/ray_trainer_ts.py',
  status: 'reference',
  needs: ['outcome', 'group', 'tree'],
  params: [{ id: 'epsilon', name: 'epsilon', default: 1e-6 }],
  granularity: 'trajectory',
  unit: 'sd',
  flat: 'Every step of a leaf has the same value; average it over the leaves below a fork.',
  learn: 'Credit inside a tree against credit between trees.',
  scope: 'group',
  comparesGroup: true,
  formula: (inputs, params) => {
    const rewards = inputs.numbers('leaf_rewards');
    const trees = inputs.strings('tree');
    const eps = params.number('epsilon');
    const inter = zSample(rewards, eps);
    const intra = byGroup(rewards, trees, (g) => zSample(g, eps));
    return {
      inter,
      intra,
      sum: inter.map((x, i) => x + (intra[i] as number)),
      tree_2norm: byGroup(inter, trees, (g) => zSample(g, eps)),
    };
  },
};
