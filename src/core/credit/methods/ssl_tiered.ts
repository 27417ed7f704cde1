import type { CreditMethod } from '../method.ts';
import { outcomeMethod } from '../outcome-method.ts';

/** Proximity p in [0, 1] to zone min(floor(p K) + 1, K) (0 for p = 0); reward zone / K. The paper's constants are not verified. */
export const sslTiered: CreditMethod = {
  ...outcomeMethod({
    id: 'ssl_tiered',
    name: 'SSL tiers-style',
    paper: 'SSL: Sweet Spot Learning for Differentiated Guidance in Agentic Optimization (2601.22491)',
    source: 'paper text; a reading',
    status: 'reading',
    needs: ['reference'],
    params: [{ id: 'K', name: 'tiers', default: 4, min: 1 }],
    unit: 'reward',
    flat: 'Every step of a rollout has the same value; equal values share a tier.',
    learn: 'In which quality zone a rollout ended.',
    scope: 'group',
    formula: (inputs, params) => {
      const k = params.number('K');
      return inputs.numbers('proximity').map((p) => (p > 0 ? Math.min(Math.floor(p * k) + 1, k) / k : 0));
    },
  }),
  bind: undefined,
  spread: undefined,
};
