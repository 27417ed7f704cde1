import type { CreditMethod } from '../method.ts';
import { zPopulation } from '../numeric.ts';
import { outcomeMethod } from '../outcome-method.ts';

/** Wrong answers earn alpha times their share of entities found, relative to the best of the group; errors earn 0; then z. */
export const eGrpo: CreditMethod = {
  ...outcomeMethod({
    id: 'e_grpo',
    name: 'E-GRPO',
    paper: 'Repurposing Synthetic Data for Fine-grained Search Agent Supervision (2510.24694)',
    source: 'paper text',
    status: 'derived',
    needs: ['outcome', 'group', 'reference'],
    params: [
      { id: 'alpha', name: 'share of a near miss', default: 0.3 },
      { id: 'epsilon', name: 'epsilon', default: 1e-6 },
    ],
    unit: 'sd',
    flat: 'Every step of a rollout has the same value; 0 when nobody found more than the others.',
    learn: 'Which failures were near misses.',
    scope: 'group',
    formula: (inputs, params) => {
      const hits = inputs.numbers('entity_hits').map((h) => h / inputs.number('n_entities'));
      const best = Math.max(...hits);
      const error = inputs.booleans('error');
      const reward = inputs.booleans('correct').map((correct, i) => {
        if (error[i]) return 0;
        if (correct) return 1;
        return best > 0 ? (params.number('alpha') * (hits[i] as number)) / best : 0;
      });
      const eps = params.number('epsilon');
      return { reward, advantage: reward.length === 1 ? reward.map((r) => r / (1 + eps)) : zPopulation(reward, eps) };
    },
  }),
  bind: undefined,
  spread: undefined,
};
