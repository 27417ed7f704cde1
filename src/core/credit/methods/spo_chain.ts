import type { CreditMethod } from '../method.ts';

/** Value difference between cutpoints; the last segment ends with the outcome; tokens the policy was sure of get 0. */
export const spoChain: CreditMethod = {
  id: 'spo_chain',
  name: 'SPO-chain',
  paper: 'Segment Policy Optimization: Effective Segment-Level Credit Assignment in RL for Large Language Models (2505.23564)',
  source: 'AIFrameResearch/SPO@b9fc6a26',
  status: 'reference',
  needs: ['prefix-values', 'logprobs', 'outcome'],
  params: [{ id: 'prob_mask', name: 'sure above probability', default: 0.9, min: 0, max: 1 }],
  granularity: 'token',
  unit: 'probability',
  flat: '0: a sure token, or a segment that leaves the value as it was.',
  learn: 'The gain of each segment, sure tokens left out.',
  scope: 'trajectory',
  comparesGroup: false,
  formula: (inputs, params) => {
    const cuts = inputs.numbers('cutpoints');
    const values = inputs.numbers('cutpoint_values');
    return inputs.numbers('token_prob').map((p, t) => {
      if (p > params.number('prob_mask')) return 0;
      const next = cuts.findIndex((c) => c >= t);
      const before = next < 0 ? cuts.length - 1 : next - 1;
      if (before < 0) return 0;
      const end = next < 0 ? inputs.number('outcome') : (values[next] as number);
      return end - (values[before] as number);
    });
  },
};
