import type { CreditMethod } from '../method.ts';
import { returnsToGo } from '../numeric.ts';
import { stepMethod } from '../step-method.ts';

/** Return-conditional (1 - pi/h) Z, and state-conditional r - r_hat + sum gamma^(k-t) (h_k/pi - 1) r_k. */
export const hca: CreditMethod = stepMethod({
  id: 'hca',
  name: 'Hindsight credit assignment',
  paper: 'Hindsight Credit Assignment (1912.02503)',
  source: 'paper text',
  status: 'derived',
  needs: ['logprobs', 'hindsight', 'step-rewards'],
  params: [{ id: 'gamma', name: 'discount', default: 1, min: 0, max: 1 }],
  unit: 'reward',
  flat: '0: the action was as likely whatever came of it.',
  learn: 'Whether the action was needed for this outcome.',
  formula: (inputs, params) => {
    const gamma = params.number('gamma');
    const rewards = inputs.numbers('rewards');
    const pi = inputs.numbers('pi');
    const h = inputs.numbers('h_return');
    const hState = inputs.matrix('h_state');
    const expected = inputs.numbers('r_hat');
    const returns = returnsToGo(rewards, gamma);
    return {
      return_conditional: returns.map((z, t) => (1 - (pi[t] as number) / (h[t] as number)) * z),
      state_conditional: rewards.map((r, t) => {
        let total = r - (expected[t] as number);
        for (let k = t + 1; k < rewards.length; k++)
          total += gamma ** (k - t) * ((hState[t]?.[k] as number) / (pi[t] as number) - 1) * (rewards[k] as number);
        return total;
      }),
    };
  },
});
