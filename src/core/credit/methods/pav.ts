import { field, ownRow } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { stepMethod } from '../step-method.ts';

/** Effective reward Q(s_t, a_t) + alpha (V_prover after - before); a best-of-K prover has value 1 - (1 - V)^K. */
export const pav: CreditMethod = stepMethod({
  id: 'pav',
  name: 'PAV',
  paper: 'Rewarding Progress: Scaling Automated Process Verifiers for LLM Reasoning (2410.08146)',
  source: 'paper text; AIFrameResearch/SPO@b9fc6a26 for the best-of-K prover',
  status: 'derived',
  needs: ['prefix-values'],
  params: [
    { id: 'alpha', name: 'weight of progress', default: 3 },
    { id: 'best_of_k', name: 'best-of-K prover', default: 4, min: 1 },
  ],
  unit: 'probability',
  flat: 'No change: the step neither helped nor hurt the prover.',
  learn: 'Progress for a prover, not only quality.',
  bind: (rollouts) => {
    const values = rollouts[0]?.prefixValues;
    if (!values || values.some((v) => v === undefined)) return new Missing('prefix-values');
    return { q_policy: values.slice(1) as number[], v_prover: values as number[] };
  },
  spread: (output, rollouts) => ownRow(field(output, 'effective'), rollouts),
  formula: (inputs, params) => {
    const v = inputs.numbers('v_prover').map((x) => 1 - (1 - x) ** params.number('best_of_k'));
    const prover = inputs.numbers('q_policy').map((_, t) => (v[t + 1] as number) - (v[t] as number));
    return {
      prover_advantage: prover,
      effective: inputs.numbers('q_policy').map((q, t) => q + params.number('alpha') * (prover[t] as number)),
    };
  },
});
