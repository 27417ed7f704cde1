import type { CreditMethod } from '../method.ts';
import { whiten } from '../numeric.ts';

/**
 * GAE over turn ends first; the turn's return becomes the reward of its last token; then GAE over tokens inside each
 * turn. As in the code, a turn ends where the reward is not zero, so a turn with reward 0 merges with the next.
 */
export const biLevelGae: CreditMethod = {
  id: 'bi_level_gae',
  name: 'Bi-level GAE',
  paper: 'RAGEN: Understanding Self-Evolution in LLM Agents via Multi-Turn Reinforcement Learning (2504.20073)',
  source: 'RAGEN-AI/RAGEN@5eb79b82 ragen/trainer/core_algos.py',
  status: 'reference',
  needs: ['step-rewards', 'values', 'step-tokens'],
  params: [
    { id: 'gamma', name: 'token discount', default: 1, min: 0, max: 1 },
    { id: 'lam', name: 'lambda', default: 1, min: 0, max: 1 },
    { id: 'high_level_gamma', name: 'turn discount', default: 0.95, min: 0, max: 1 },
  ],
  granularity: 'token',
  unit: 'sd',
  flat: '0 means the average token of the batch.',
  learn: 'Surprise against the critic, turns first and tokens inside them.',
  scope: 'batch',
  comparesGroup: false,
  formula: (inputs, params) => {
    const mask = inputs.matrix('loss_mask');
    const values = inputs.matrix('values');
    const gamma = params.number('gamma');
    const lam = params.number('lam');
    const high = params.number('high_level_gamma');
    const rows = inputs
      .matrix('token_level_rewards')
      .map((r, i) => biLevelRow(r, values[i] as number[], mask[i] as number[], gamma, lam, high));
    return { whitened: whiten(rows.map((r) => r.advantage), mask), returns: rows.map((r) => r.returns) }; // biome-ignore format: one call
  },
};

function biLevelRow(
  rewards: readonly number[],
  values: readonly number[],
  mask: readonly number[],
  gamma: number,
  lam: number,
  high: number,
) {
  const ends = rewards.flatMap((r, t) => (r !== 0 && mask[t] ? [t] : []));
  const updated = [...rewards];
  let running = 0;
  let nextValue = 0;
  for (let k = ends.length - 1; k >= 0; k--) {
    const t = ends[k] as number;
    const delta = (rewards[t] as number) + high * nextValue - (values[t] as number);
    running = delta + high * lam * running;
    nextValue = values[t] as number;
    updated[t] = running + (values[t] as number);
  }
  const isEnd = new Set(ends);
  const advantage = new Array<number>(rewards.length).fill(Number.NaN);
  running = 0;
  nextValue = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    if (!mask[t]) continue;
    if (isEnd.has(t)) {
      running = 0;
      nextValue = 0;
    }
    const delta = (updated[t] as number) + gamma * nextValue - (values[t] as number);
    running = delta + gamma * lam * running;
    nextValue = values[t] as number;
    advantage[t] = running;
  }
  return { advantage, returns: advantage.map((a, t) => a + (values[t] as number)) };
}
