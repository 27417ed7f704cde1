import { broadcast, field } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { sd, zSample } from '../numeric.ts';
import { outcomeMethod } from '../outcome-method.ts';
import { outcomesAndLengths } from './opo.ts';

/** Length penalty min(0, -(len - (max - buffer)) / buffer * factor) added to the reward; then GRPO. Groups without spread are dropped. */
export const dapoOverlong: CreditMethod = outcomeMethod({
  id: 'dapo_overlong',
  name: 'DAPO (overlong shaping)',
  paper: 'DAPO: An Open-Source LLM Reinforcement Learning System at Scale (2503.14476)',
  source: 'verl-project/verl verl/workers/reward_manager/dapo.py; verl-recipe@48ea0a79 dapo/dapo_ray_trainer.py',
  status: 'derived',
  needs: ['outcome', 'group', 'step-tokens'],
  params: [
    { id: 'max_len', name: 'longest response, tokens', default: 20480, min: 1 },
    { id: 'buffer', name: 'buffer, tokens', default: 4096, min: 1 },
    { id: 'penalty_factor', name: 'penalty factor', default: 1 },
  ],
  unit: 'sd',
  flat: 'Every step of a rollout has the same value; unknown where the whole group would be dropped.',
  learn: 'Which rollouts lose credit only by their length, and how many groups are thrown away.',
  scope: 'group',
  bind: (rollouts) => {
    const bound = outcomesAndLengths(rollouts);
    return bound instanceof Missing ? bound : { rewards: bound.rewards ?? null, lengths: bound.n_tokens ?? null };
  },
  spread: (output, rollouts) => broadcast(field(output, 'advantage'), rollouts),
  formula: (inputs, params) => {
    const rewards = inputs.numbers('rewards');
    const buffer = params.number('buffer');
    const start = params.number('max_len') - buffer;
    const penalty = inputs.numbers('lengths').map((n) => Math.min(0, (-(n - start) / buffer) * params.number('penalty_factor')));
    const shaped = rewards.map((r, i) => r + (penalty[i] as number));
    const keep = rewards.length > 1 && sd(rewards, 0) > 0;
    return { penalty, shaped, keep_group: keep, advantage: keep ? zSample(shaped, 1e-6) : shaped.map(() => Number.NaN) };
  },
});
