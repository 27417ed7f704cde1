import type { Json } from '../../model/json.ts';
import type { CreditMethod } from '../method.ts';
import { mean, returnsToGo, sigmoid } from '../numeric.ts';

const needs = ['answer-probability', 'outcome', 'group'] as const;

/** Information gain of every turn and the outcome on the last, z-scored over the group in one pool or two, then summed from the turn on. */
export const igpo: CreditMethod = {
  id: 'igpo',
  name: 'IGPO',
  paper: 'Information Gain-based Policy Optimization: A Simple and Effective Approach for Multi-Turn LLM Agents (2510.14967)',
  source: 'paper text',
  status: 'derived',
  needs,
  params: [
    { id: 'gamma', name: 'discount', default: 1, min: 0, max: 1 },
    { id: 'mode', name: 'pools', default: 'joint', choices: ['joint', 'separate'] },
    { id: 'epsilon', name: 'epsilon', default: 1e-6 },
  ],
  granularity: 'step',
  unit: 'sd',
  flat: '0: the remaining turns add as much information as is usual in the group.',
  learn: 'Turns that add information about the answer.',
  scope: 'group',
  comparesGroup: true,
  formula: (inputs, params) => {
    const gain = inputs.matrix('info_gain');
    const outcome = inputs.numbers('outcome');
    const eps = params.number('epsilon');
    const joint = params.string('mode') === 'joint';
    const all = [...gain.flat(), ...outcome];
    const zGain = zPool(joint ? all : gain.flat(), eps);
    const zOutcome = joint ? zGain : zPool(outcome, eps);
    return gain.map((row, i) => returnsToGo([...row.map(zGain), zOutcome(outcome[i] as number)], params.number('gamma')));
  },
};

/** Information gain compared at the same turn index only, discounted sum scaled by the root of its terms, plus the outcome's z-score. */
export const a2tgpo: CreditMethod = {
  id: 'a2tgpo',
  name: 'A²TGPO',
  paper: 'A2TGPO: Agentic Turn-Group Policy Optimization with Adaptive Turn-level Clipping (2605.06200)',
  source: 'CuSO4-Chen/A-TGPO ATGPO/verl_atgpo/verl/trainer/ppo/core_algos.py, mode turn-group-v1d',
  status: 'derived',
  needs,
  params: [
    { id: 'gamma', name: 'discount', default: 1, min: 0, max: 1 },
    { id: 'alpha', name: 'weight of information', default: 0.3 },
    { id: 'beta', name: 'width of the clip scale', default: 0.3 },
    { id: 'epsilon', name: 'epsilon', default: 1e-6 },
  ],
  granularity: 'step',
  unit: 'sd',
  flat: 'Only the outcome part: the turn adds as much as others at the same depth.',
  learn: 'Comparison at the same depth, and how far each turn is trusted.',
  scope: 'group',
  comparesGroup: true,
  formula: (inputs, params) => {
    const gain = inputs.matrix('info_gain');
    const outcome = inputs.numbers('outcome');
    const eps = params.number('epsilon');
    const depth = Math.max(0, ...gain.map((row) => row.length));
    const pools = Array.from({ length: depth }, (_, t) => zPool(gain.flatMap((row) => (t < row.length ? [row[t] as number] : [])), eps)); // biome-ignore format: one call
    const z = gain.map((row) => row.map((x, t) => pools[t]?.(x) ?? 0));
    const zOutcome = zPool(outcome, eps);
    return {
      normalized_ig: z,
      advantage: z.map((row, i) => {
        const base = zOutcome(outcome[i] as number);
        const ahead = returnsToGo(row, params.number('gamma'));
        return [...ahead.map((d, t) => (params.number('alpha') * d) / Math.sqrt(row.length - t) + base), base];
      }),
      clip_scale: z.map((row) => [...row.map((x) => 1 + params.number('beta') * (2 * sigmoid(x) - 1)), 1]),
    };
  },
};

/** z-score against a pool: population deviation as sqrt(var + 1e-8) + eps; a pool of one gives 0. */
function zPool(pool: readonly number[], eps: number): (x: number) => number {
  if (pool.length < 2) return () => 0;
  const mu = mean(pool);
  const scale = Math.sqrt(mean(pool.map((x) => (x - mu) ** 2)) + 1e-8) + eps;
  return (x) => (x - mu) / scale;
}

/** The released trainer: return reset at masked tokens, centred at each token index; or a discounted variant centred at token 0. */
export const igpoReleaseCode: CreditMethod = {
  id: 'igpo_release_code',
  name: 'IGPO (released code)',
  paper: 'Information Gain-based Policy Optimization: A Simple and Effective Approach for Multi-Turn LLM Agents (2510.14967)',
  source: 'GuoqingWang1/IGPO@bff163b7 verl/trainer/ppo/core_algos.py',
  status: 'reference',
  needs: ['answer-probability', 'group', 'step-tokens'],
  params: [
    { id: 'function', name: 'function', default: 'grpo_outcome', choices: ['grpo_outcome', 'grpo_discounted'] },
    { id: 'gamma', name: 'discount (second function)', default: 0.5, min: 0, max: 1 },
    { id: 'epsilon', name: 'epsilon', default: 1e-6 },
  ],
  granularity: 'token',
  unit: 'reward',
  flat: '0: the group mean at that token index.',
  learn: 'How the released code differs from the paper: no deviation, no discount, credit stops at tool output.',
  scope: 'group',
  comparesGroup: true,
  formula: (inputs, params): Json => {
    const rewards = inputs.matrix('token_level_rewards');
    const mask = inputs.matrix('response_mask');
    return params.string('function') === 'grpo_outcome'
      ? resetAtTools(rewards, mask)
      : discounted(rewards, mask, params.number('gamma'), params.number('epsilon'));
  },
};

type Matrix = readonly (readonly number[])[];

function resetAtTools(rewards: Matrix, mask: Matrix) {
  const returns = rewards.map((row, i) => {
    const out = new Array<number>(row.length).fill(0);
    let running = 0;
    for (let t = row.length - 1; t >= 0; t--) {
      running = mask[i]?.[t] ? (row[t] as number) + running : 0;
      out[t] = running;
    }
    return out;
  });
  const means = (returns[0] ?? []).map((_, t) => mean(returns.map((row) => row[t] as number)));
  return masked(returns.map((row) => row.map((g, t) => (returns.length === 1 ? 0 : g - (means[t] as number)))), returns, mask); // biome-ignore format: one call
}

function discounted(rewards: Matrix, mask: Matrix, gamma: number, eps: number) {
  const returns = rewards.map((row, i) => {
    const out = new Array<number>(row.length).fill(0);
    let running = 0;
    for (let t = row.length - 1; t >= 0; t--) {
      running = mask[i]?.[t] ? (row[t] as number) + gamma * running : 0;
      out[t] = running;
    }
    return out;
  });
  const first = returns.map((row) => row[0] as number);
  const mu = mean(first);
  const scale = first.length > 1 ? Math.sqrt(first.reduce((a, x) => a + (x - mu) ** 2, 0) / (first.length - 1)) : 1;
  return masked(returns.map((row) => row.map((g) => (g - mu) / (scale + eps))), returns, mask); // biome-ignore format: one call
}

function masked(advantages: Matrix, returns: Matrix, mask: Matrix) {
  const hide = (m: Matrix): number[][] => m.map((row, i) => row.map((x, t) => (mask[i]?.[t] ? x : Number.NaN)));
  return { advantages: hide(advantages), returns: hide(returns) };
}
