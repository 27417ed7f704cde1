import { field, ownRow, ownStepsAndOutcome } from '../bind.ts';
import type { CreditMethod } from '../method.ts';
import { stepMethod } from '../step-method.ts';

/** r_p + r_o - 1 on process steps, the outcome on the last; from secondary sources. */
export const pprRenorm: CreditMethod = stepMethod({
  id: 'ppr_renorm',
  name: 'PPR renormalisation-style',
  paper: 'Hybrid Reward Normalization for Process-supervised Non-verifiable Agentic Tasks (2509.25598)',
  source: 'secondary sources; a reading',
  status: 'reading',
  needs: ['step-rewards', 'outcome'],
  params: [],
  unit: 'reward',
  flat: '0 on a process step: good process and bad outcome, or the reverse.',
  learn: 'Process reward only with a good outcome.',
  bind: (rollouts) => ownStepsAndOutcome(rollouts, 'process'),
  spread: (output, rollouts) => ownRow(field(output, 'last_is_outcome'), rollouts),
  formula: (inputs) => {
    const outcome = inputs.number('outcome');
    const renorm = inputs.numbers('process').map((p) => p + outcome - 1);
    return { renorm, last_is_outcome: renorm.map((r, t) => (t === renorm.length - 1 ? outcome : r)) };
  },
});
