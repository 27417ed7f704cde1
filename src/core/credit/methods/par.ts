import type { CreditMethod } from '../method.ts';
import { mean, sd, sigmoid } from '../numeric.ts';
import { outcomeMethod } from '../outcome-method.ts';

/** 0.85 quantile of the standard normal. */
const Q85 = 1.0364333894937898;

const MODES = [
  'par',
  'sigmoid',
  'par_tanh',
  'par_arctan',
  'centered',
  'lsc',
  'meanstd',
  'minmax',
  'clip',
  'ceil',
  'sgfc',
  'par_k2',
] as const;

/** Reward shaping by the rewards of baseline answers: mean sigmoid of the differences, and the variants of the reference. */
export const par: CreditMethod = {
  ...outcomeMethod({
    id: 'par',
    name: 'PAR',
    paper: 'Reward Shaping to Mitigate Reward Hacking in RLHF (2502.18770)',
    source: 'PorUna-byte/PAR@b8caf406 trainers/reward_shaper.py',
    status: 'reference',
    needs: ['outcome', 'baseline-rewards'],
    params: [
      { id: 'mode', name: 'shaping', default: 'par', choices: MODES },
      { id: 'sigmoid_k', name: 'slope', default: 1 },
      { id: 'maxref', name: 'baseline answers used', default: 8, min: 1 },
      { id: 'ceil', name: 'ceiling', default: null },
    ],
    unit: 'probability',
    flat: 'Every step of a rollout has the same value; near 0 or 1 the reward is saturated and hacking it pays nothing.',
    learn: 'Which rewards are in the saturated region.',
    formula: (inputs, params) => {
      const refs = inputs.matrix('ref_rewards').map((r) => r.slice(0, params.number('maxref')));
      const rewards = inputs.numbers('rewards');
      const mode = params.string('mode');
      const k = params.number('sigmoid_k');
      if (mode === 'meanstd') return runningMeanStd(rewards);
      if (mode === 'minmax') return runningMinMax(rewards);
      return rewards.map((r, i) => shape(mode, r, refs[i] ?? [], k, params.optionalNumber('ceil')));
    },
  }),
  bind: undefined,
  spread: undefined,
};

function shape(mode: string, r: number, refs: readonly number[], k: number, ceil: number | undefined): number {
  if (mode === 'sigmoid') return sigmoid(k * r);
  if (mode === 'centered') return mean(refs.map((b) => r - b));
  if (mode === 'par_tanh') return mean(refs.map((b) => Math.tanh(r - b)));
  if (mode === 'par_arctan') return mean(refs.map((b) => Math.atan(r - b)));
  if (mode === 'lsc') return Math.log(sigmoid(r - (mean(refs) + Q85 * (sd(refs, 1) + 1e-5))));
  if (mode === 'sgfc') return mean(refs.map((b) => sigmoid(k * (r - 3 - b))));
  if (mode === 'clip') return r;
  if (mode === 'ceil') return Math.min(r, ceil ?? Number.POSITIVE_INFINITY);
  return mean(refs.map((b) => sigmoid(k * (r - b))));
}

function runningMeanStd(rewards: readonly number[]): number[] {
  const mu = mean(rewards);
  const s = sd(rewards, 0);
  return rewards.map((r) => (r - mu) / s);
}

function runningMinMax(rewards: readonly number[]): number[] {
  const low = Math.min(...rewards);
  const high = Math.max(...rewards);
  return rewards.map((r) => (r - low) / (high - low));
}
