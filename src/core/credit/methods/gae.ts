import { field, perStep, rows } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { whiten } from '../numeric.ts';
import { sparseOrStepRewards } from '../tokens.ts';

/** Advantage and return of one row; masked positions are NaN and pass value and running advantage through. */
export function gaeRow(rewards: readonly number[], values: readonly number[], mask: readonly number[], gamma: number, lambda: number) {
  const advantage = new Array<number>(rewards.length).fill(Number.NaN);
  let running = 0;
  let next = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    if (!mask[t]) continue;
    const delta = (rewards[t] as number) + gamma * next - (values[t] as number);
    running = delta + gamma * lambda * running;
    next = values[t] as number;
    advantage[t] = running;
  }
  return { advantage, returns: advantage.map((a, t) => a + (values[t] as number)) };
}

/** A_t = delta_t + gamma lambda A_(t+1) against a critic; returns = A + V; then whitened over the batch. */
export const gae: CreditMethod = {
  id: 'gae',
  name: 'GAE',
  paper: 'High-Dimensional Continuous Control Using Generalized Advantage Estimation (1506.02438)',
  source: 'verl-project/verl@1dda039b verl/trainer/ppo/core_algos.py compute_gae_advantage_return',
  status: 'reference',
  needs: ['step-rewards', 'values'],
  params: [
    { id: 'gamma', name: 'discount', default: 1, min: 0, max: 1 },
    { id: 'lam', name: 'lambda', default: 1, min: 0, max: 1 },
  ],
  granularity: 'token',
  unit: 'reward',
  flat: '0: the critic expected exactly this.',
  learn: 'Where the rollout surprised the critic.',
  scope: 'batch',
  comparesGroup: false,
  bind: (rollouts) => {
    const rewards = sparseOrStepRewards(rollouts);
    if (rewards instanceof Missing) return rewards;
    const values = perStep(rollouts, 'values', (r) => r.values);
    if (values instanceof Missing) return values;
    return { token_level_rewards: rewards, values, response_mask: rewards.map((row) => row.map(() => 1)) };
  },
  spread: (output, rollouts) => rows(field(output, 'raw'), rollouts),
  formula: (inputs, params) => {
    const mask = inputs.matrix('response_mask');
    const values = inputs.matrix('values');
    const done = inputs
      .matrix('token_level_rewards')
      .map((row, i) => gaeRow(row, values[i] as number[], mask[i] as number[], params.number('gamma'), params.number('lam')));
    const raw = done.map((d) => d.advantage);
    return { whitened: whiten(raw, mask), returns: done.map((d) => d.returns), raw };
  },
};
