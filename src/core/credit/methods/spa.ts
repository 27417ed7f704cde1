import { field, outcomes, ownRow, ownStepsAndOutcome, rows } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { sum } from '../numeric.ts';
import { stepMethod } from '../step-method.ts';
import { leaveOneOut } from './rloo.ts';

const paper = 'SPA-RL: Reinforcing LLM Agents via Stepwise Progress Attribution (2505.20732)';

/** r_t = alpha c_t + beta g_t with the estimator's contribution c_t and g_t = 1 for an executable action; `corrected` spreads R - sum c evenly. */
export const spa: CreditMethod = stepMethod({
  id: 'spa',
  name: 'SPA progress',
  paper,
  source: 'paper text; estimator in WangHanLinHenry/SPA-RL-Agent@ed200874 prm/train_our_progress_model.py',
  status: 'derived',
  needs: ['step-rewards', 'outcome'],
  params: [
    { id: 'alpha', name: 'weight of progress', default: 1 },
    { id: 'beta', name: 'weight of executable actions', default: 0.5 },
  ],
  unit: 'reward',
  flat: 'Equal shares: the estimator sees no difference between steps.',
  learn: "Each step's share of the outcome; the residual is the estimator's error.",
  bind: (rollouts) => {
    const bound = ownStepsAndOutcome(rollouts, 'contribution');
    if (bound instanceof Missing) return bound;
    return {
      contribution: bound.contribution ?? null,
      grounded: rollouts[0]?.grounded?.map(Number) ?? new Array(rollouts[0]?.steps ?? 0).fill(1),
      final_reward: bound.outcome ?? null,
    };
  },
  spread: (output, rollouts) => ownRow(field(output, 'corrected'), rollouts),
  formula: (inputs, params) => {
    const c = inputs.numbers('contribution');
    const g = inputs.numbers('grounded');
    const residual = inputs.number('final_reward') - sum(c);
    return {
      reward: c.map((x, t) => params.number('alpha') * x + params.number('beta') * (g[t] as number)),
      residual,
      corrected: c.map((x) => x + residual / c.length),
    };
  },
});

/** The released data script: every contribution becomes R minus the mean of the other rollouts; 0.5 per grounded step, the last always. */
export const spaReleaseCode: CreditMethod = {
  id: 'spa_release_code',
  name: 'SPA (released script)',
  paper,
  source: 'WangHanLinHenry/SPA-RL-Agent@ed200874 prm/rl_data_org.py',
  status: 'derived',
  needs: ['outcome', 'group'],
  params: [{ id: 'grounding', name: 'per executable action', default: 0.5 }],
  granularity: 'step',
  unit: 'reward',
  flat: 'Flat but for grounding: the learned contributions are not used.',
  learn: 'That the released data carries a leave-one-out outcome, not progress.',
  scope: 'group',
  comparesGroup: true,
  bind: (rollouts) => {
    const bound = outcomes(rollouts);
    if (bound instanceof Missing) return bound;
    return { final_rewards: bound.rewards ?? null, grounded: rollouts.map((r) => r.grounded ?? new Array<boolean>(r.steps).fill(true)) };
  },
  spread: rows,
  formula: (inputs, params) => {
    const base = leaveOneOut(inputs.numbers('final_rewards'));
    return inputs
      .booleanMatrix('grounded')
      .map((row, i) => row.map((g, t) => (base[i] as number) + (g || t === row.length - 1 ? params.number('grounding') : 0)));
  },
};

/** The released trainer weighs step k of n (from 0) by n - 1 - k, so the last step counts 0. */
export const spaStepPlacement: CreditMethod = stepMethod({
  id: 'spa_step_placement',
  name: 'SPA (released trainer weights)',
  paper,
  source: 'WangHanLinHenry/SPA-RL-Agent@ed200874 ppo/step_ppotrainer.py',
  status: 'reference',
  needs: ['step-rewards'],
  params: [],
  unit: 'reward',
  flat: 'The last step is always 0.',
  learn: 'How the released trainer over-weighs early steps.',
  bind: (rollouts) => {
    const rewards = rollouts[0]?.stepRewards;
    return rewards && !rewards.includes(undefined) ? { step_scores: rewards as number[] } : new Missing('step-rewards');
  },
  spread: ownRow,
  formula: (inputs) => {
    const scores = inputs.numbers('step_scores');
    return scores.map((s, k) => s * (scores.length - 1 - k));
  },
});
