import { rows, stepRewards, stepTokens } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { returnsToGo, sum } from '../numeric.ts';
import { leaveOneOut } from './rloo.ts';

/** Step rewards minus a leave-one-out baseline per token or per step; the verifier reward (solved - 1), centred, on the last step. */
export const pureRloo: CreditMethod = {
  id: 'pure_rloo',
  name: 'PURE + RLOO',
  paper: 'Stop Summation: Min-Form Credit Assignment Is All Process Reward Model Needs for Reasoning (2504.15275)',
  source: 'CJReinforce/PURE@41f9363b openrlhf/trainer/ppo_utils/experience_maker.py process_experiences',
  status: 'reference',
  needs: ['step-rewards', 'group', 'step-tokens'],
  params: [
    { id: 'baseline', name: 'baseline per', default: 'token', choices: ['token', 'step'] },
    { id: 'mode', name: 'rewards', default: 'PRM+VR', choices: ['PRM', 'PRM+VR', 'VR'] },
    { id: 'verifier_coef', name: 'verifier coefficient', default: 1 },
  ],
  granularity: 'step',
  unit: 'reward',
  flat: '0 from here on: the rest is as good as the other rollouts.',
  learn: 'The weakest step against the peers; the step baseline favours fewer steps.',
  scope: 'group',
  comparesGroup: true,
  bind: (rollouts) => {
    const rewards = stepRewards(rollouts);
    if (rewards instanceof Missing) return rewards;
    const tokens = stepTokens(rollouts);
    if (tokens instanceof Missing) return tokens;
    if (rollouts.some((r) => r.success === undefined)) return new Missing('outcome');
    return { step_rewards: rewards, tokens_per_step: tokens, solved: rollouts.map((r) => Number(r.success)) };
  },
  spread: (output, rollouts) =>
    rows(output, rollouts).map((row) => (row.every((v) => v !== undefined) ? returnsToGo(row as number[], 1) : row)),
  formula: (inputs, params) => {
    const rewards = inputs.matrix('step_rewards');
    const tokens = inputs.matrix('tokens_per_step');
    const mode = params.string('mode');
    const perToken = params.string('baseline') === 'token';
    const totals = rewards.map(sum);
    const lengths = tokens.map(sum);
    const rates = rewards.map((r, i) => (totals[i] as number) / r.length);
    const verifier = leaveOneOut(inputs.numbers('solved').map((s) => s - 1));
    const others = (values: readonly number[], i: number): number => sum(values) - (values[i] as number);
    return rewards.map((row, i) =>
      row.map((r, t) => {
        const baseline = perToken
          ? ((tokens[i]?.[t] as number) * others(totals, i)) / others(lengths, i)
          : others(rates, i) / (rewards.length - 1);
        const process = mode === 'VR' ? 0 : r - (rewards.length === 1 ? 0 : baseline);
        const last = t === row.length - 1 && mode !== 'PRM';
        return process + (last ? params.number('verifier_coef') * (verifier[i] as number) : 0);
      }),
    );
  },
};
