import type { Rollout } from '../batch.ts';
import { field, ownRow, rows } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { mean, sd } from '../numeric.ts';
import { stepMethod } from '../step-method.ts';

function values(rollout: Rollout | undefined): number[] | Missing {
  const prefix = rollout?.prefixValues;
  return prefix && !prefix.includes(undefined) ? (prefix as number[]) : new Missing('prefix-values');
}

/** Increment of the value after each step; where it turns the trend towards the global change, the remaining gain counts. */
export const turningpointGrpo: CreditMethod = stepMethod({
  id: 'turningpoint_grpo',
  name: 'TurningPoint-GRPO',
  paper: 'Alleviating Sparse Rewards by Modeling Step-Wise and Long-Term Sampling Effects in Flow-Based GRPO (2602.06422)',
  source: 'YunzeTong/TurningPoint-GRPO@994d26a6 scripts/my_train_sd3_fast_with_op3.py',
  status: 'derived',
  needs: ['prefix-values'],
  params: [
    { id: 'first_step', name: 'first step can turn', default: false },
    { id: 'bonus', name: 'bonus', default: 'remaining', choices: ['global', 'remaining'] },
    { id: 'replace', name: 'bonus replaces the increment', default: true },
    { id: 'eta', name: 'weight of the bonus', default: 1 },
  ],
  unit: 'reward',
  flat: '0: the step changes nothing.',
  learn: 'The step that turns the trend.',
  bind: (rollouts) => {
    const prefix = values(rollouts[0]);
    return prefix instanceof Missing ? prefix : { prefix_rewards: prefix };
  },
  spread: (output, rollouts) => ownRow(field(output, 'reward'), rollouts),
  formula: (inputs, params) => {
    const r = inputs.numbers('prefix_rewards');
    const last = r[r.length - 1] as number;
    const direction = Math.sign(last - (r[0] as number));
    const increments = r.slice(1).map((x, t) => x - (r[t] as number));
    const turning = increments.map((d, t) => {
      if (direction === 0 || Math.sign(d) !== direction) return false;
      return t === 0 ? params.boolean('first_step') : Math.sign(increments[t - 1] as number) === -direction;
    });
    const reward = increments.map((d, t) => {
      if (!turning[t]) return d;
      const bonus = params.number('eta') * (last - (r[params.string('bonus') === 'global' ? 0 : t] as number));
      return params.boolean('replace') ? bonus : d + bonus;
    });
    return { increments, turning, reward };
  },
});

/** Gain of the value at each step, z-scored at the same step index over the group. */
export const densegrpo: CreditMethod = {
  id: 'densegrpo',
  name: 'DenseGRPO',
  paper: 'DenseGRPO: From Sparse to Dense Reward for Flow Matching Model Alignment',
  source: 'paper text',
  status: 'derived',
  needs: ['prefix-values', 'group'],
  params: [{ id: 'epsilon', name: 'epsilon', default: 1e-4 }],
  granularity: 'step',
  unit: 'sd',
  flat: '0: all rollouts gain the same at this step.',
  learn: 'Which step gained more than the same step of the others.',
  scope: 'group',
  comparesGroup: true,
  bind: (rollouts) => {
    const all = rollouts.map(values);
    return all.some((v) => v instanceof Missing) ? new Missing('prefix-values') : { prefix_rewards: all as number[][] };
  },
  spread: (output, rollouts) => rows(field(output, 'advantage'), rollouts),
  formula: (inputs, params) => {
    const gain = inputs.matrix('prefix_rewards').map((row) => row.slice(1).map((x, t) => x - (row[t] as number)));
    const advantage = gain.map((row) =>
      row.map((x, t) => {
        const pool = gain.flatMap((g) => (t < g.length ? [g[t] as number] : []));
        return (x - mean(pool)) / (sd(pool, 0) + params.number('epsilon'));
      }),
    );
    return { gain, advantage };
  },
};

/** Weight sigma_t sqrt(dt), divided by its mean; all 1 when all are 0. */
export const tempflowWeight: CreditMethod = stepMethod({
  id: 'tempflow_weight',
  name: 'TempFlow-GRPO weights',
  paper: 'TempFlow-GRPO: When Timing Matters for GRPO in Flow Models (2508.04324)',
  source: 'paper text',
  status: 'derived',
  needs: ['noise-level'],
  params: [],
  unit: 'weight',
  flat: '1: exploration is equally possible everywhere.',
  learn: 'Where exploration is possible.',
  formula: (inputs) => {
    const dt = inputs.numbers('dt');
    const w = inputs.numbers('sigma').map((s, t) => s * Math.sqrt(dt[t] as number));
    const mu = mean(w);
    return w.map((x) => (mu === 0 ? 1 : x / mu));
  },
});
