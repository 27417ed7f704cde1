import { field, stepRewards } from '../bind.ts';
import type { CreditMethod } from '../method.ts';
import { Missing } from '../method.ts';
import { returnsToGo, softmax, sum } from '../numeric.ts';

/**
 * PURE's min form: r_t = p_t * softmax(-p / T)_t with p in [-1, 1]; the sum of r approximates the minimum of p, and the
 * return-to-go is the credit. Step rewards in [0, 1] are mapped to 2s - 1.
 */
export const pureMinForm: CreditMethod = {
  id: 'pure_min_form',
  name: 'PURE (min form)',
  paper: 'Stop Summation: Min-Form Credit Assignment Is All Process Reward Model Needs for Reasoning (2504.15275)',
  source: 'CJReinforce/PURE@41f9363b openrlhf/utils/utils.py turn_process_reward_logits_to_reward',
  status: 'reference',
  needs: ['step-rewards'],
  params: [
    { id: 'temperature', name: 'temperature T', default: 0.1, min: 0 },
    { id: 'disable_weighted', name: 'mean form instead', default: false },
  ],
  granularity: 'step',
  unit: 'reward',
  flat: 'Near 0: every later step is about as good as it can be; the weakest step carries the value.',
  learn: 'Which step is the weakest link; good steps after it stay near 0.',
  scope: 'trajectory',
  comparesGroup: false,
  bind: (rollouts) => {
    const rewards = stepRewards(rollouts);
    return rewards instanceof Missing ? rewards : { process_reward: (rewards[0] ?? []).map((s) => 2 * s - 1) };
  },
  spread: (output) => [field(output, 'return_to_go') as number[]],
  formula: (inputs, params) => {
    const p = inputs.numbers('process_reward');
    const t = params.number('temperature');
    const weights = params.boolean('disable_weighted') ? p.map(() => 1 / p.length) : softmax(p.map((x) => -x / t));
    const transformed = p.map((x, i) => x * (weights[i] as number));
    const strict = suffixMinima(p);
    return {
      transformed,
      sum: sum(transformed),
      return_to_go: returnsToGo(transformed, 1),
      strict_min: Math.min(...p),
      strict_min_return: strict,
    };
  },
};

function suffixMinima(p: readonly number[]): number[] {
  const out = [...p];
  for (let t = out.length - 2; t >= 0; t--) out[t] = Math.min(out[t] as number, out[t + 1] as number);
  return out;
}
