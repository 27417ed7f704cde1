import { field, ownRow, perStep } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { sum } from '../numeric.ts';
import { stepMethod } from '../step-method.ts';

/** Step reward = beta times the sum over the step's tokens of log pi_prm - log pi_ref; `step_ends` are exclusive. */
export const implicitPrm: CreditMethod = stepMethod({
  id: 'implicit_prm',
  name: 'Implicit PRM',
  paper: 'Free Process Rewards without Process Labels (2412.01981)',
  source: 'PRIME-RL/PRIME@18ad596f training/verl/workers/actor/dp_prime.py',
  status: 'reference',
  needs: ['logprobs', 'ref-logprobs'],
  params: [
    { id: 'beta', name: 'beta', default: 0.05 },
    { id: 'granularity', name: 'score on', default: 'token', choices: ['token', 'whole'] },
  ],
  unit: 'nats',
  flat: '0: both models find the step equally likely.',
  learn: 'Which steps the implicit reward model prefers.',
  bind: (rollouts) => {
    const policy = perStep(rollouts, 'logprobs', (r) => r.logprobs);
    if (policy instanceof Missing) return policy;
    const reference = perStep(rollouts, 'ref-logprobs', (r) => r.refLogprobs);
    if (reference instanceof Missing) return reference;
    const steps = policy[0] ?? [];
    return { log_prob: steps, ref_log_prob: reference[0] ?? [], step_ends: steps.map((_, t) => t + 1) };
  },
  spread: (output, rollouts) => ownRow(field(output, 'step_reward'), rollouts),
  formula: (inputs, params) => {
    const reference = inputs.numbers('ref_log_prob');
    const ratio = inputs.numbers('log_prob').map((lp, t) => lp - (reference[t] as number));
    const whole = params.string('granularity') === 'whole';
    const ends = inputs.numbers('step_ends');
    return {
      token_score: whole ? ratio.map((_, t) => (t === ratio.length - 1 ? sum(ratio) : 0)) : ratio,
      log_ratio: ratio,
      step_reward: ends.map((end, k) => params.number('beta') * sum(ratio.slice(k === 0 ? 0 : (ends[k - 1] as number), end))),
    };
  },
});
