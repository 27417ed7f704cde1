import { broadcast, field, outcomes } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { mean, softmax, sum } from '../numeric.ts';
import { outcomeMethod } from '../outcome-method.ts';

/** Target weights softmax(c (log ratio + R / alpha)) over the group, centred; alpha 0 leaves c R. Without log-probs the ratio is 0. */
export const dmpoTarget: CreditMethod = outcomeMethod({
  id: 'dmpo_target',
  name: 'DMPO target (log ratio 0)',
  paper: 'Distribution Matching Policy Optimization for diffusion LLMs (2510.08233)',
  source: 'yuchen-zhu-zyc/DMPO@96af1a47 DMPO/dmpo_trainer.py',
  status: 'derived',
  params: [
    { id: 'alpha', name: 'temperature alpha', default: 1, min: 0 },
    { id: 'coeff', name: 'coefficient', default: 1 },
  ],
  unit: 'weight',
  flat: 'Every step of a rollout has the same value; 0 means the target leaves its mass at 1/n.',
  learn: 'Where probability mass should move; an effective sample size near 1/n means the target collapsed onto one rollout.',
  scope: 'group',
  bind: (rollouts) => {
    const bound = outcomes(rollouts);
    return bound instanceof Missing ? bound : { rewards: bound.rewards ?? null, log_ratio: rollouts.map(() => 0) };
  },
  spread: (output, rollouts) => broadcast(field(output, 'centered'), rollouts),
  formula: (inputs, params) => {
    const ratio = inputs.numbers('log_ratio');
    const alpha = params.number('alpha');
    const c = params.number('coeff');
    const weights = softmax(inputs.numbers('rewards').map((r, i) => (alpha === 0 ? c * r : c * ((ratio[i] as number) + r / alpha))));
    const mu = mean(weights);
    return { weights, centered: weights.map((w) => w - mu), ess: 1 / (weights.length * sum(weights.map((w) => w * w))) };
  },
});
