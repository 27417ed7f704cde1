import { groupSteps, rows } from '../bind.ts';
import type { CreditMethod } from '../method.ts';
import { returnsToGo, sum, zSample } from '../numeric.ts';

/** Mean of the z-score of the rollout's total and the z-score of the discounted return among turns of the same index. */
export const matchtirAdv: CreditMethod = {
  id: 'matchtir_adv',
  name: 'MatchTIR',
  paper: 'MatchTIR: Fine-Grained Supervision for Tool-Integrated Reasoning via Bipartite Matching (2601.10712)',
  source: 'quchangle1/MatchTIR@f614ce11 Code/verl/trainer/ppo/core_algos.py',
  status: 'reference',
  needs: ['step-rewards', 'group'],
  params: [
    { id: 'lambda_', name: 'discount', default: 0.9, min: 0, max: 1 },
    { id: 'epsilon', name: 'epsilon', default: 1e-6 },
  ],
  granularity: 'step',
  unit: 'sd',
  flat: '0: average in total and at this turn.',
  learn: 'Rollout and turn against the group at once.',
  scope: 'group',
  comparesGroup: true,
  bind: (rollouts) => groupSteps(rollouts, 'turn_rewards'),
  spread: rows,
  formula: (inputs, params) => {
    const rewards = inputs.matrix('turn_rewards');
    const eps = params.number('epsilon');
    const group = zSample(rewards.map(sum), eps);
    const returns = rewards.map((row) => returnsToGo(row, params.number('lambda_')));
    const out = returns.map((row) => [...row]);
    const depth = Math.max(0, ...returns.map((row) => row.length));
    for (let t = 0; t < depth; t++) {
      const at = returns.flatMap((row, i) => (t < row.length ? [i] : []));
      const z = zSample(at.map((i) => returns[i]?.[t] as number), eps); // biome-ignore format: one call
      at.forEach((i, k) => {
        (out[i] as number[])[t] = ((group[i] as number) + (z[k] as number)) / 2;
      });
    }
    return out;
  },
};
