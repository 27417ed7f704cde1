import { field, rows } from '../bind.ts';
import type { CreditMethod } from '../method.ts';
import { indicesBy, mean, returnsToGo, sd, sum } from '../numeric.ts';
import { anchoredRewards } from '../tokens.ts';

/**
 * Episode advantage plus step_w times a step advantage among steps of the group that start from the same anchor state.
 * As in the reference, episode statistics are taken over steps, so longer rollouts weigh more; the per-trajectory
 * variant is in the output too.
 */
export const gigpo: CreditMethod = {
  id: 'gigpo',
  name: 'GiGPO',
  paper: 'Group-in-Group Policy Optimization for LLM Agent Training (2505.10978)',
  source: 'zhangzf01/verl-agent@d501621d gigpo/core_gigpo.py',
  status: 'reference',
  needs: ['step-rewards', 'group', 'anchors'],
  params: [
    { id: 'gamma', name: 'discount', default: 0.95, min: 0, max: 1 },
    { id: 'mode', name: 'normalisation', default: 'mean_norm', choices: ['mean_norm', 'mean_std_norm'] },
    { id: 'step_w', name: 'step weight', default: 1 },
    { id: 'epsilon', name: 'epsilon', default: 1e-6 },
  ],
  granularity: 'step',
  unit: 'reward',
  flat: 'A step whose state no sibling visited has only the episode part.',
  learn: 'At which revisited states the choice mattered; many singleton states mean it degenerates to GRPO.',
  scope: 'group',
  comparesGroup: true,
  bind: anchoredRewards,
  spread: (output, rollouts) => rows(field(output, 'advantage'), rollouts),
  formula: (inputs, params) => {
    const states = inputs.stringMatrix('anchor_states');
    const rewards = inputs.matrix('step_rewards');
    const eps = params.number('epsilon');
    const withSd = params.string('mode') === 'mean_std_norm';
    const centre = (x: readonly number[], pool: readonly number[]): number[] => normalise(x, pool, withSd, eps);

    const totals = rewards.map(sum);
    const overSteps = totals.flatMap((total, i) => rewards[i]?.map(() => total) ?? []);
    const episodeScalar = centre(totals, overSteps);
    const perTrajectory = centre(totals, totals);
    const returns = rewards.map((r) => returnsToGo(r, params.number('gamma')));

    const flatReturns = returns.flat();
    const flatStep = new Array<number>(flatReturns.length).fill(0);
    for (const at of indicesBy(states.flat()).values()) {
      const pool = at.map((i) => flatReturns[i] as number);
      const adv = centre(pool, pool);
      at.forEach((i, k) => {
        flatStep[i] = pool.length === 1 ? 0 : (adv[k] as number);
      });
    }
    let next = 0;
    const step = returns.map((r) => r.map(() => flatStep[next++] as number));
    const episode = rewards.map((r, i) => r.map(() => episodeScalar[i] as number));
    const w = params.number('step_w');
    return {
      advantage: episode.map((row, i) => row.map((e, t) => e + w * (step[i]?.[t] as number))),
      episode,
      step: w === 0 ? null : step,
      episode_per_trajectory: rewards.map((r, i) => r.map(() => perTrajectory[i] as number)),
      step_return: returns,
    };
  },
};

/** Centred (and scaled) by the pool; a pool of one has mean 0 and deviation 1, as the reference sets them. */
function normalise(x: readonly number[], pool: readonly number[], withSd: boolean, eps: number): number[] {
  if (pool.length === 1) return x.map((v) => v / (withSd ? 1 + eps : 1));
  const mu = mean(pool);
  const scale = withSd ? sd(pool, 1) + eps : 1;
  return x.map((v) => (v - mu) / scale);
}
