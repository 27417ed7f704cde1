import type { CreditMethod } from '../method.ts';
import { mean, sd, softmax } from '../numeric.ts';

/** z-score over the candidates drawn from one prefix; the next prefix is drawn with probability softmax(A / eta). */
export const slate: CreditMethod = {
  id: 'slate',
  name: 'SLATE',
  paper: 'Truncated Step-Level Sampling with Process Rewards for Retrieval-Augmented Reasoning (2602.23440)',
  source: 'algoprog/SLATE@cbab1531 slate/training/step_level_algos.py',
  status: 'reference',
  needs: ['tree', 'step-rewards'],
  params: [
    { id: 'epsilon', name: 'epsilon', default: 1e-6 },
    { id: 'eta', name: 'temperature of the choice', default: 0.7 },
  ],
  granularity: 'node',
  unit: 'sd',
  flat: '0: all candidates are worth the same; a single candidate is unknown.',
  learn: 'The choice at one prefix.',
  scope: 'group',
  comparesGroup: true,
  formula: (inputs, params) => {
    const rewards = inputs.numbers('candidate_rewards');
    if (rewards.length < 2) return { advantage: rewards.map(() => null), select_prob: rewards.map(() => null) };
    const mu = mean(rewards);
    const scale = sd(rewards, 1) + params.number('epsilon');
    const advantage = rewards.map((r) => (r - mu) / scale);
    return { advantage, select_prob: softmax(advantage.map((a) => a / params.number('eta'))) };
  },
};
