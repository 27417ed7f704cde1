import { outcomes, perStep, rows } from '../bind.ts';
import { type CreditMethod, Missing } from '../method.ts';
import { byGroup, mean, zSample } from '../numeric.ts';

/** A_traj g(H_t) + zeta exp(-k' H_(t+1)), minus the mean over steps; H is the step's entropy scaled to [0, 1] over the batch. */
export const empg: CreditMethod = {
  id: 'empg',
  name: 'EMPG',
  paper: 'Harnessing Uncertainty: Entropy-Modulated Policy Gradients for Long-Horizon LLM Agents (2509.09265)',
  source: 'WillDreamer/ARLArena@dc1da9f7 recipe/shop_agent/ppo/core_algos.py (third party)',
  status: 'reference',
  needs: ['outcome', 'group', 'entropy'],
  params: [
    { id: 'k', name: 'k', default: 1 },
    { id: 'k_f', name: "k' (future clarity)", default: 1 },
    { id: 'zeta', name: 'zeta', default: 0.05 },
  ],
  granularity: 'step',
  unit: 'sd',
  flat: 'Flat: all steps are equally uncertain.',
  learn: 'Confident errors and muted hesitation.',
  scope: 'batch',
  comparesGroup: true,
  bind: (rollouts) => {
    const bound = outcomes(rollouts);
    if (bound instanceof Missing) return bound;
    const entropy = perStep(rollouts, 'entropy', (r) => r.entropies);
    if (entropy instanceof Missing) return entropy;
    const groups = rollouts.map((r) => r.group);
    return { entropy, trajectory_advantage: byGroup(bound.rewards as number[], groups, (g) => zSample(g, 1e-6)) };
  },
  spread: rows,
  formula: (inputs, params) => {
    const entropy = inputs.matrix('entropy');
    const trajectory = inputs.numbers('trajectory_advantage');
    const flat = entropy.flat();
    const low = flat.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const high = flat.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const scaled = entropy.map((row) => row.map((h) => (h - low) / (high - low + 1e-8)));
    const centre = mean(scaled.flat().map((h) => Math.exp(-params.number('k') * h)));
    const out = scaled.map((row, i) =>
      row.map((h, t) => {
        const next = row[t + 1];
        const bonus = next === undefined ? 0 : params.number('zeta') * Math.exp(-params.number('k_f') * next);
        return ((trajectory[i] as number) * Math.exp(-params.number('k') * h)) / centre + bonus;
      }),
    );
    const mu = mean(out.flat());
    return out.map((row) => row.map((x) => x - mu));
  },
};
