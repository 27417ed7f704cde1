import type { CreditMethod } from '../method.ts';
import { byGroup, mean, whiten } from '../numeric.ts';
import { outcomeMethod } from '../outcome-method.ts';
import { outcomesAndLengths } from './opo.ts';

/** R minus the group mean (a group of one keeps R), whitened over all tokens of the batch. */
export const reinforcePpBaseline: CreditMethod = outcomeMethod({
  id: 'reinforce_pp_baseline',
  name: 'REINFORCE++ baseline',
  paper: 'REINFORCE++: A Simple and Efficient Approach for Aligning Large Language Models (2501.03262)',
  source: 'verl-project/verl@1dda039b verl/trainer/ppo/core_algos.py compute_reinforce_plus_plus_baseline_outcome_advantage',
  status: 'reference',
  needs: ['outcome', 'group', 'step-tokens'],
  params: [],
  scope: 'batch',
  unit: 'sd',
  flat: 'Every step of a rollout has the same value; 0 means the mean of all tokens of the batch.',
  learn: 'Prompt difficulty removed, scale shared by the whole batch.',
  bind: outcomesAndLengths,
  formula: (inputs) => {
    const tokens = inputs.numbers('n_tokens');
    const centred = byGroup(inputs.numbers('rewards'), inputs.strings('group'), (g) => {
      const mu = g.length === 1 ? 0 : mean(g);
      return g.map((r) => r - mu);
    });
    const expanded = centred.map((c, i) => new Array<number>(tokens[i] as number).fill(c));
    const whitened = whiten(expanded, expanded.map((row) => row.map(() => 1))); // biome-ignore format: one call
    return whitened.map((row) => row[0] ?? Number.NaN);
  },
});
