import { rows } from '../bind.ts';
import type { CreditMethod } from '../method.ts';
import { indicesBy, mean, returnsToGo, sd, sum } from '../numeric.ts';
import { anchoredRewards } from '../tokens.ts';

/**
 * Hierarchy of groups: for k = 1 to history + 1, steps of the group with the same last k states are compared, and the
 * results averaged with weights (k + 1)^alpha over those that are not zero. The base group (k = 0) is the episode.
 */
export const hgpo: CreditMethod = {
  id: 'hgpo',
  name: 'HGPO',
  paper: 'HGPO: Hierarchy-of-Groups Policy Optimization for Long-Horizon Agentic Tasks (ICLR 2026)',
  source: 'xlan156/verl-agent@8ca3a467 recipe/hgpo/core_hgpo.py',
  status: 'reference',
  needs: ['step-rewards', 'group', 'anchors'],
  params: [
    { id: 'gamma', name: 'discount', default: 0.95, min: 0, max: 1 },
    { id: 'history', name: 'states looked back', default: 2, min: 0 },
    { id: 'mode', name: 'normalisation', default: 'mean_std_norm', choices: ['mean_std_norm', 'mean_norm'] },
    { id: 'length_alpha', name: 'weight of long histories', default: 1 },
    { id: 'base_group', name: 'with the episode', default: false },
    { id: 'epsilon', name: 'epsilon', default: 1e-6 },
  ],
  granularity: 'step',
  unit: 'sd',
  flat: '0: no sibling step shares the state, or all such steps did equally well.',
  learn: 'Whether the choice mattered at states with the same recent history.',
  scope: 'group',
  comparesGroup: true,
  bind: anchoredRewards,
  spread: rows,
  formula: (inputs, params) => {
    const states = inputs.stringMatrix('anchor_states');
    const rewards = inputs.matrix('step_rewards');
    const eps = params.number('epsilon');
    const withSd = params.string('mode') === 'mean_std_norm';
    const centre = (pool: readonly number[]): number[] => {
      const mu = mean(pool);
      const scale = withSd ? sd(pool, 0) + eps : 1;
      return pool.map((x) => (x - mu) / scale);
    };
    const returns = rewards.flatMap((r) => returnsToGo(r, params.number('gamma')));
    const levels: { readonly weight: number; readonly values: readonly number[] }[] = [];
    if (params.boolean('base_group')) levels.push({ weight: 1, values: episode(rewards, centre) });
    for (let k = 1; k <= params.number('history') + 1; k++) {
      const keys = states.flatMap((row) =>
        row.map((_, t) => (t + 1 < k ? `short:${levels.length}` : JSON.stringify(row.slice(t + 1 - k, t + 1)))),
      );
      const values = new Array<number>(returns.length).fill(0);
      for (const [key, at] of indicesBy(keys)) {
        if (at.length < 2 || key.startsWith('short:')) continue;
        const adv = centre(at.map((i) => returns[i] as number));
        at.forEach((i, j) => {
          values[i] = adv[j] as number;
        });
      }
      levels.push({ weight: (k + 1) ** params.number('length_alpha'), values });
    }
    const blended = returns.map((_, i) => {
      const used = levels.filter((l) => l.values[i] !== 0);
      const total = sum(used.map((l) => l.weight));
      return sum(used.map((l) => l.weight * (l.values[i] as number))) / (total + eps);
    });
    let next = 0;
    return rewards.map((row) => row.map(() => blended[next++] as number));
  },
};

/** The episode advantage of every step: totals compared over steps, as the reference pools them. */
function episode(rewards: readonly (readonly number[])[], centre: (pool: readonly number[]) => number[]): number[] {
  return centre(rewards.flatMap((row) => row.map(() => sum(row))));
}
