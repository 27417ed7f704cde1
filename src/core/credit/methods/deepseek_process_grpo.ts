import { field, groupSteps, rows } from '../bind.ts';
import type { CreditMethod } from '../method.ts';
import { returnsToGo, zPopulation, zSample } from '../numeric.ts';

/** One pool of all step rewards of the group, z-scored; credit is the sum from the step to the end. Both deviations are given. */
export const deepseekProcessGrpo: CreditMethod = {
  id: 'deepseek_process_grpo',
  name: 'GRPO with process rewards',
  paper: 'DeepSeekMath: Pushing the Limits of Mathematical Reasoning in Open Language Models, section 4.1.3 (2402.03300)',
  source: 'paper text',
  status: 'derived',
  needs: ['step-rewards', 'group'],
  params: [{ id: 'epsilon', name: 'epsilon', default: 1e-6 }],
  granularity: 'step',
  unit: 'sd',
  flat: '0: the remaining steps are average for the group.',
  learn: 'The sum over later steps and how length enters it.',
  scope: 'group',
  comparesGroup: true,
  bind: (rollouts) => groupSteps(rollouts, 'step_rewards'),
  spread: (output, rollouts) => rows(field(output, 'sample'), rollouts),
  formula: (inputs, params) => {
    const rewards = inputs.matrix('step_rewards');
    const eps = params.number('epsilon');
    const regroup = (pool: readonly number[]): number[][] => {
      let next = 0;
      return rewards.map((row) => returnsToGo(row.map(() => pool[next++] as number), 1)); // biome-ignore format: one call
    };
    return { sample: regroup(zSample(rewards.flat(), eps)), population: regroup(zPopulation(rewards.flat(), eps)) };
  },
};
