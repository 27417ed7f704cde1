import type { Inputs } from '../inputs.ts';
import type { CreditMethod } from '../method.ts';
import { indicesBy } from '../numeric.ts';
import { maskedReturns } from './reinforce_pp.ts';

const shared = {
  paper: 'The Optimal Token Baseline: Variance Reduction for Long-Horizon LLM-RL (2602.07078)',
  status: 'reference',
  needs: ['step-rewards', 'group', 'step-tokens', 'logprobs', 'pi-squared'],
  params: [
    { id: 'handle_zero_tail', name: 'no baseline beyond the second longest', default: true },
    { id: 'epsilon', name: 'epsilon', default: 1e-8 },
  ],
  granularity: 'token',
  unit: 'reward',
  flat: '0: as good as the weighted mean of the group at that position.',
  scope: 'group',
  comparesGroup: true,
} as const;

/** Baseline per token index: mean of returns weighted by the accumulated gradient energy sum of 1 - 2 pi + sum pi^2. */
export const optimalTokenBaseline: CreditMethod = {
  ...shared,
  id: 'optimal_token_baseline',
  name: 'Optimal token baseline',
  source: 'verl-project/verl@1dda039b verl/trainer/ppo/core_algos.py compute_optimal_token_baseline_advantage',
  learn: 'A bar of its own for every token position.',
  formula: (inputs, params) => baselineAdvantages(inputs, params.boolean('handle_zero_tail'), params.number('epsilon'), false),
};

/** The multi-turn form: tokens are aligned by their count among the model's own tokens, not by position. */
export const tirOptimalTokenBaseline: CreditMethod = {
  ...shared,
  id: 'tir_optimal_token_baseline',
  name: 'Optimal token baseline, multi-turn',
  source: 'verl-project/verl@1dda039b verl/trainer/ppo/core_algos.py compute_multi_turn_optimal_token_baseline_advantage',
  learn: 'The same bar when tool output stands between the tokens.',
  formula: (inputs, params) => baselineAdvantages(inputs, params.boolean('handle_zero_tail'), params.number('epsilon'), true),
};

interface Row {
  readonly returns: readonly number[];
  /** Column of the baseline table each position belongs to; -1 where masked. */
  readonly column: readonly number[];
  /** Accumulated weight at each position. */
  readonly weight: readonly number[];
  readonly length: number;
}

function baselineAdvantages(inputs: Inputs, zeroTail: boolean, eps: number, byCount: boolean) {
  const rewards = inputs.matrix('token_level_rewards');
  const mask = inputs.matrix('response_mask');
  const logprobs = inputs.matrix('old_log_probs');
  const piSquared = inputs.matrix('sum_pi_squared');
  const rows = rewards.map((r, i) => layOut(r, mask[i] as number[], logprobs[i] as number[], piSquared[i] as number[], byCount));
  const advantages = rows.map((row) => [...row.returns]);
  for (const at of indicesBy(inputs.strings('group')).values()) {
    if (at.length === 1) continue;
    const lengths = at.map((i) => (rows[i] as Row).length).sort((a, b) => b - a);
    const secondLongest = lengths[1] as number;
    const columns = new Map<number, { value: number; weight: number }>();
    for (const i of at) {
      const row = rows[i] as Row;
      row.column.forEach((c, t) => {
        if (c < 0) return;
        const sums = columns.get(c) ?? { value: 0, weight: 0 };
        columns.set(c, {
          value: sums.value + (row.returns[t] as number) * (row.weight[t] as number),
          weight: sums.weight + (row.weight[t] as number),
        });
      });
    }
    for (const i of at) {
      const row = rows[i] as Row;
      row.column.forEach((c, t) => {
        if (c < 0 || (zeroTail && c >= secondLongest)) return;
        const sums = columns.get(c) as { value: number; weight: number };
        (advantages[i] as number[])[t] = (row.returns[t] as number) - sums.value / (sums.weight + eps);
      });
    }
  }
  return { advantages, returns: rows.map((row) => [...row.returns]) };
}

function layOut(
  rewards: readonly number[],
  mask: readonly number[],
  logprobs: readonly number[],
  piSquared: readonly number[],
  byCount: boolean,
): Row {
  const returns = maskedReturns(rewards, mask, 1);
  let total = 0;
  let count = 0;
  const weight = new Array<number>(rewards.length).fill(Number.NaN);
  const column = new Array<number>(rewards.length).fill(-1);
  rewards.forEach((_, t) => {
    if (!mask[t]) return;
    total += 1 - 2 * Math.exp(logprobs[t] as number) + (piSquared[t] as number);
    weight[t] = total;
    column[t] = byCount ? count : t;
    count++;
  });
  return { returns, column, weight, length: byCount ? count : Math.max(-1, ...column) + 1 };
}
