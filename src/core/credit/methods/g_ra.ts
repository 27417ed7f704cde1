import { field, ownRow, ownStepsAndOutcome } from '../bind.ts';
import type { CreditMethod } from '../method.ts';
import { sum } from '../numeric.ts';
import { stepMethod } from '../step-method.ts';

/** Step rewards count only where the outcome is strictly above the threshold. */
export const gRa: CreditMethod = stepMethod({
  id: 'g_ra',
  name: 'Gated rewards (G-RA)',
  paper: 'Stabilizing Long-term Multi-turn Reinforcement Learning with Gated Rewards (2508.10548)',
  source: 'paper text',
  status: 'derived',
  needs: ['step-rewards', 'outcome'],
  params: [{ id: 'threshold', name: 'gate', default: 0 }],
  unit: 'reward',
  flat: 'All 0: the gate is shut.',
  learn: 'Step rewards that were never earned.',
  bind: (rollouts) => ownStepsAndOutcome(rollouts, 'step_rewards'),
  spread: (output, rollouts) => ownRow(field(output, 'step'), rollouts),
  formula: (inputs, params) => {
    const gate = inputs.number('outcome') > params.number('threshold');
    const step = inputs.numbers('step_rewards').map((r) => (gate ? r : 0));
    return { gate, step, total: sum(step) + inputs.number('outcome') };
  },
});
