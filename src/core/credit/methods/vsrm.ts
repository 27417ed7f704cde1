import { ownRow } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { stepMethod } from '../step-method.ts';

/** Changes below this count as none. */
const STILL = 1e-5;

/** Change of the success rate at each step; a step without change takes the next change, discounted by its distance. */
export const vsrm: CreditMethod = stepMethod({
  id: 'vsrm',
  name: 'VSRM',
  paper: 'Promoting Efficient Reasoning with Verifiable Stepwise Reward (2508.10293)',
  source: '1benwu1/VSRM-Efficient-LRMs@e4e928b4 verl/workers/rollout_postprocess.py compute_step_reward',
  status: 'reference',
  needs: ['prefix-values'],
  params: [
    { id: 'gamma', name: 'discount per step looked ahead', default: 0.7, min: 0, max: 1 },
    { id: 'max_lookahead', name: 'longest look ahead', default: 4, min: 0 },
  ],
  unit: 'probability',
  flat: '0: nothing changes within reach.',
  learn: 'Which step changes the success rate.',
  bind: (rollouts) => {
    const values = rollouts[0]?.prefixValues;
    return values && !values.includes(undefined) ? { prefix_accuracy: values as number[] } : new Missing('prefix-values');
  },
  spread: ownRow,
  formula: (inputs, params) => {
    const acc = inputs.numbers('prefix_accuracy');
    const n = acc.length - 1;
    const change = (t: number): number => (acc[t + 1] as number) - (acc[t] as number);
    return Array.from({ length: n }, (_, t) => {
      if (Math.abs(change(t)) >= STILL) return change(t);
      let k = t + 1;
      let moves = 0;
      while (k < n && Math.abs(change(k)) < STILL && moves < params.number('max_lookahead')) {
        k++;
        moves++;
      }
      if (moves === params.number('max_lookahead')) return 0;
      if (k < n) return change(k) * params.number('gamma') ** (k - t);
      return ((acc[n] as number) - (acc[t] as number)) * params.number('gamma') ** (n - t - 1);
    });
  },
});
