import { field, ownRow } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { sum } from '../numeric.ts';
import { stepMethod } from '../step-method.ts';

/**
 * Potential-based shaping F_t = gamma Phi_(t+1) - Phi_t. Here the potential is the step score; before the first step it
 * is the prefix value where known, else the first score, so that the first step earns nothing by itself.
 */
export const pbrs: CreditMethod = stepMethod({
  id: 'pbrs',
  name: 'Potential-based shaping',
  paper: 'Policy invariance under reward transformations: Theory and application to reward shaping (Ng, Harada, Russell 1999)',
  source: 'paper',
  status: 'derived',
  needs: ['step-rewards'],
  params: [
    { id: 'gamma', name: 'discount', default: 1, min: 0, max: 1 },
    { id: 'terminal_zero', name: 'potential 0 at the end', default: false },
  ],
  unit: 'probability',
  flat: '0: no progress; going round in a circle earns nothing.',
  learn: 'Progress that cannot be farmed.',
  bind: (rollouts) => {
    const rollout = rollouts[0];
    const scores = rollout?.stepRewards;
    if (!rollout || !scores || scores.includes(undefined) || scores.length === 0) return new Missing('step-rewards');
    const start = rollout.prefixValues?.[0] ?? (scores[0] as number);
    return { step_rewards: scores.map(() => 0), potentials: [start, ...(scores as number[])] };
  },
  spread: (output, rollouts) => ownRow(field(output, 'shaping'), rollouts),
  formula: (inputs, params) => {
    const gamma = params.number('gamma');
    const given = inputs.numbers('potentials');
    const phi = given.map((p, t) => (params.boolean('terminal_zero') && t === given.length - 1 ? 0 : p));
    const rewards = inputs.numbers('step_rewards');
    const shaping = rewards.map((_, t) => gamma * (phi[t + 1] as number) - (phi[t] as number));
    const n = rewards.length;
    return {
      shaping,
      shaped: rewards.map((r, t) => r + (shaping[t] as number)),
      discounted_shaping_sum: sum(shaping.map((f, t) => gamma ** t * f)),
      check: gamma ** n * (phi[n] as number) - (phi[0] as number),
    };
  },
});
