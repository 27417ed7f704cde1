import type { CreditMethod } from '../method.ts';
import { sum } from '../numeric.ts';

/** Evidence of a turn: sum over its tokens of log pi(token | answer known) - log pi(token); the turns add up to the posterior ratio. */
export const pbsdRatio: CreditMethod = {
  id: 'pbsd_ratio',
  name: 'PBSD ratio-style',
  paper: 'PBSD: Privileged Bayesian Self-Distillation for Long-Horizon Credit Assignment (2606.09348)',
  source: 'paper text; a reading',
  status: 'reading',
  needs: ['logprobs', 'ref-logprobs'],
  params: [],
  granularity: 'step',
  unit: 'nats',
  flat: '0: knowing the answer makes the turn neither likelier nor less likely.',
  learn: 'Turns that the verified answer makes likelier.',
  scope: 'trajectory',
  comparesGroup: false,
  bind: undefined,
  formula: (inputs) => {
    const student = inputs.matrix('student_logprob');
    const ratios = inputs.matrix('teacher_logprob').map((row, t) => row.map((lp, k) => lp - (student[t]?.[k] as number)));
    const turn = ratios.map(sum);
    return { turn, turn_mean: turn.map((x, t) => x / (ratios[t]?.length ?? 1)), total: sum(turn) };
  },
};
