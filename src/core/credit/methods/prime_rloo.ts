import type { CreditMethod } from '../method.ts';
import { sum, whiten } from '../numeric.ts';
import { maskedReturns } from './reinforce_pp.ts';
import { leaveOneOut } from './rloo.ts';

/** Process part r n/(n-1) - sum of mean token rewards/(n-1), outcome part leave-one-out on the last token; reward-to-go; whitened. */
export const primeRloo: CreditMethod = {
  id: 'prime_rloo',
  name: 'PRIME (RLOO)',
  paper: 'PRIME: Process Reinforcement through Implicit Rewards (2502.01456)',
  source: 'PRIME-RL/PRIME@18ad596f; verl-recipe prime/prime_core_algos.py',
  status: 'reference',
  needs: ['logprobs', 'ref-logprobs', 'outcome', 'group', 'step-tokens'],
  params: [
    { id: 'reward_dpo_coef', name: 'weight of the process', default: 5 },
    { id: 'reward_gt_coef', name: 'weight of the outcome', default: 5 },
  ],
  granularity: 'token',
  unit: 'sd',
  flat: '0 means the average token of the batch.',
  learn: 'Implicit process rewards and the outcome against the group.',
  scope: 'group',
  comparesGroup: true,
  formula: (inputs, params) => {
    const mask = inputs.matrix('response_mask');
    const scores = inputs.matrix('rm_scores');
    const n = scores.length;
    const kept = scores.map((row, i) => row.filter((_, t) => mask[i]?.[t]));
    const means = sum(kept.map((row) => sum(row) / row.length));
    const outcome = leaveOneOut(inputs.numbers('acc'));
    const returns = scores.map((row, i) => {
      const m = mask[i] as number[];
      const last = m.lastIndexOf(1);
      const process = row.map((r) => (n > 1 ? (r * n) / (n - 1) - means / (n - 1) : r));
      const a = maskedReturns(process, m, 1);
      const b = maskedReturns(m.map((_, t) => (t === last ? (outcome[i] as number) : 0)), m, 1); // biome-ignore format: one call
      return a.map((x, t) => params.number('reward_dpo_coef') * x + params.number('reward_gt_coef') * (b[t] as number));
    });
    return { advantages: whiten(returns, mask), returns };
  },
};
