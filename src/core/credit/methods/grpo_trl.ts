import type { CreditMethod } from '../method.ts';
import { byGroup, mean, sd } from '../numeric.ts';
import { outcomeMethod } from '../outcome-method.ts';

/** Always minus the group mean; divided by the group's, the batch's or no deviation. NaN rewards leave the statistics and get 0. */
export const grpoTrl: CreditMethod = outcomeMethod({
  id: 'grpo_trl',
  name: 'GRPO (TRL)',
  paper: 'DeepSeekMath: Pushing the Limits of Mathematical Reasoning in Open Language Models (2402.03300)',
  source: 'huggingface/trl@f2cd5771 trl/trainer/grpo_trainer.py',
  status: 'derived',
  params: [
    { id: 'scale_rewards', name: 'divide by', default: 'group', choices: ['group', 'batch', 'none'] },
    { id: 'epsilon', name: 'epsilon', default: 1e-4 },
  ],
  scope: 'batch',
  unit: 'sd',
  flat: 'Every step of a rollout has the same value; 0 for a group of one and where all rewards of the group are equal.',
  learn: "What TRL's trainer computes, beside verl's: other epsilon, other groups of one.",
  formula: (inputs, params) => {
    const rewards = inputs.numbers('rewards');
    const groups = inputs.strings('group');
    const scale = params.string('scale_rewards');
    const eps = params.number('epsilon');
    const centred = byGroup(rewards, groups, (g) => {
      const mu = mean(known(g));
      return g.map((r) => r - mu);
    });
    if (scale === 'none') return centred.map(zeroIfNaN);
    const scales = scale === 'batch' ? rewards.map(() => deviation(rewards)) : byGroup(rewards, groups, (g) => g.map(() => deviation(g)));
    return centred.map((c, i) => zeroIfNaN(c / ((scales[i] as number) + eps)));
  },
});

const known = (x: readonly number[]): number[] => x.filter((v) => !Number.isNaN(v));
const zeroIfNaN = (x: number): number => (Number.isNaN(x) ? 0 : x);

function deviation(x: readonly number[]): number {
  const values = known(x);
  return values.length > 1 ? sd(values, 1) : 0;
}
