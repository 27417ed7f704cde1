import { ownRow, ownSteps } from '../bind.ts';
import type { CreditMethod } from '../method.ts';
import { returnsToGo } from '../numeric.ts';
import { stepMethod } from '../step-method.ts';

/** G_t = r_t + gamma G_(t+1). */
export const discountedReturn: CreditMethod = stepMethod({
  id: 'discounted_return',
  name: 'Reward-to-go',
  paper: 'sum form; ArCHer: Training Language Model Agents via Hierarchical Multi-Turn RL (2402.19446)',
  source: 'YifeiZhou02/ArCHer@7c771a76 archer/environment/env_utils.py add_mc_return',
  status: 'reference',
  needs: ['step-rewards'],
  params: [{ id: 'gamma', name: 'discount', default: 1, min: 0, max: 1 }],
  unit: 'reward',
  flat: 'Flat: the remaining steps earn nothing.',
  learn: 'Reward-to-go and its length bias: many mildly good steps beat a short perfect run.',
  bind: (rollouts) => ownSteps(rollouts, 'step_rewards'),
  spread: ownRow,
  formula: (inputs, params) => returnsToGo(inputs.numbers('step_rewards'), params.number('gamma')),
});
