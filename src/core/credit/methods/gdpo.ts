import { list, toNumber } from '../inputs.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { byGroup, whiten, zSample } from '../numeric.ts';
import { outcomeMethod } from '../outcome-method.ts';

/** GRPO of each reward component, weighted sum, whitened over the batch. Missing weights are 1. */
export const gdpo: CreditMethod = outcomeMethod({
  id: 'gdpo',
  name: 'GDPO',
  paper: 'GDPO: Group reward-Decoupled Normalization Policy Optimization (2601.05242)',
  source: 'verl-project/verl@1dda039b verl/trainer/ppo/core_algos.py compute_gdpo_outcome_advantage',
  status: 'reference',
  needs: ['reward-components', 'group'],
  params: [
    { id: 'weights', name: 'weights, in the order of the components', default: [] },
    { id: 'epsilon', name: 'epsilon', default: 1e-6 },
  ],
  scope: 'batch',
  unit: 'sd',
  flat: 'Every step of a rollout has the same value; 0 means average over all components.',
  learn: 'Which component is silenced when rewards are summed first.',
  bind: (rollouts) => {
    const names = Object.keys(rollouts[0]?.components ?? {});
    if (names.length === 0 || rollouts.some((r) => names.some((n) => r.components?.[n] === undefined)))
      return new Missing('reward-components');
    const components = Object.fromEntries(names.map((n) => [n, rollouts.map((r) => r.components?.[n] as number)]));
    return { components, group: rollouts.map((r) => r.group) };
  },
  formula: (inputs, params) => {
    const groups = inputs.strings('group');
    const weights = params.numbers('weights');
    const parts = Object.values(inputs.object('components')).map(
      (c) =>
      byGroup(list(c, 'components').map((v) => toNumber(v, 'components')), groups, (g) => zSample(g, params.number('epsilon'))), // biome-ignore format: one call
    );
    const summed = groups.map((_, i) => parts.reduce((total, part, c) => total + (weights[c] ?? 1) * (part[i] as number), 0));
    const rows = summed.map((s) => [s]);
    return whiten(rows, rows.map(() => [1])).map((row) => row[0] as number); // biome-ignore format: one call
  },
});
