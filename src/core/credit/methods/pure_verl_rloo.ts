import type { CreditMethod } from '../method.ts';
import { indicesBy, sum } from '../numeric.ts';
import { meanPerStep, tokenRewards } from '../tokens.ts';

/**
 * The verl branch of PURE: returns as sum or suffix minimum over tokens, minus (returns of the others) / ((n - 1) padded
 * width). Two quirks are kept: the padded width, and zeros of other tokens taking part in the minimum.
 */
export const pureVerlRloo: CreditMethod = {
  id: 'pure_verl_rloo',
  name: 'PURE + RLOO (verl branch)',
  paper: 'Stop Summation: Min-Form Credit Assignment Is All Process Reward Model Needs for Reasoning (2504.15275)',
  source: 'CJReinforce/PURE branch verl@83f9869c verl/trainer/ppo/core_algos.py',
  status: 'reference',
  needs: ['step-rewards', 'group', 'step-tokens'],
  params: [{ id: 'aggregate', name: 'returns', default: 'min', choices: ['min', 'sum'] }],
  granularity: 'token',
  unit: 'reward',
  flat: '0: as good as the others by their padded mean.',
  learn: 'How padding and zero rewards change the result beside PURE + RLOO.',
  scope: 'group',
  comparesGroup: true,
  bind: (rollouts) => {
    const bound = tokenRewards(rollouts);
    return 'needs' in bound ? bound : { ...bound, group: rollouts.map((r) => r.group) };
  },
  spread: (output, rollouts) => meanPerStep(output, rollouts),
  formula: (inputs, params) => {
    const mask = inputs.matrix('response_mask');
    const rewards = inputs.matrix('token_level_rewards');
    const width = Math.max(...rewards.map((r) => r.length));
    const minimum = params.string('aggregate') === 'min';
    const returns = rewards.map((row, i) => suffix(pad(row, width), pad(mask[i] as number[], width), minimum));
    const totals = returns.map((row, i) => sum(row.map((g, t) => (mask[i]?.[t] ? g : 0))));
    const out = returns.map((row, i) => (rewards[i] as number[]).map((_, t) => (mask[i]?.[t] ? (row[t] as number) : Number.NaN)));
    for (const at of indicesBy(inputs.strings('group')).values()) {
      if (at.length === 1) continue;
      const total = sum(at.map((i) => totals[i] as number));
      for (const i of at) {
        const baseline = (total - (totals[i] as number)) / ((at.length - 1) * width);
        out[i] = (out[i] as number[]).map((g) => g - baseline);
      }
    }
    return out;
  },
};

const pad = (row: readonly number[], width: number): number[] => [...row, ...new Array<number>(width - row.length).fill(0)];

function suffix(rewards: readonly number[], mask: readonly number[], minimum: boolean): number[] {
  const out = new Array<number>(rewards.length);
  let running = minimum ? Number.POSITIVE_INFINITY : 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    const r = mask[t] ? (rewards[t] as number) : 0;
    running = minimum ? Math.min(running, r) : running + r;
    out[t] = running;
  }
  return out;
}
