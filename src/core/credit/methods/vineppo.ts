import { ownRow } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { stepMethod } from '../step-method.ts';

/** A_t = r_t + V(after) - V(before) with Monte-Carlo values; the terminal value is 0, missing tail values are r + V(next). */
export const vineppo: CreditMethod = stepMethod({
  id: 'vineppo',
  name: 'VinePPO',
  paper: 'VinePPO: Refining Credit Assignment in RL Training of LLMs (2410.01679)',
  source: 'McGill-NLP/VinePPO@efe72284 math_episode_generator_with_mc_advantages.py',
  status: 'reference',
  needs: ['prefix-values', 'outcome'],
  params: [],
  unit: 'probability',
  flat: '0: the step leaves the success probability as it was.',
  learn: 'The step where the success probability moves.',
  bind: (rollouts) => {
    const rollout = rollouts[0];
    if (!rollout?.prefixValues) return new Missing('prefix-values');
    if (rollout.outcome === undefined) return new Missing('outcome');
    const rewards = Array.from({ length: rollout.steps }, (_, t) => (t === rollout.steps - 1 ? (rollout.outcome as number) : 0));
    return { step_rewards: rewards, mc_values: [...rollout.prefixValues.slice(0, -1).map((v) => v ?? null), null] };
  },
  spread: ownRow,
  formula: (inputs) => {
    const rewards = inputs.numbers('step_rewards');
    const values = inputs.numbers('mc_values');
    values[rewards.length] = 0;
    for (let t = rewards.length - 1; t >= 0 && Number.isNaN(values[t]); t--) values[t] = (rewards[t] as number) + (values[t + 1] as number);
    return rewards.map((r, t) => r + (values[t + 1] as number) - (values[t] as number));
  },
});
