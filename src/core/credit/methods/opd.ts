import type { CreditMethod } from '../method.ts';
import { mean, sum } from '../numeric.ts';
import { scalarMethod } from '../scalar-method.ts';

const KEYS = ['M25', 'M50', 'M75', 'SR', 'MaxP', 'PPL', 'CRA', 'Stag'] as const;

/** Process metrics of a progress curve that starts at 0: milestones, best, path efficiency, regression, stagnation; percent. */
export const opd: CreditMethod = scalarMethod({
  id: 'opd',
  name: 'OPD process metrics',
  paper: 'PRM-as-a-Judge',
  source: 'Yuheng2000/PRM-as-a-Judge@ae96e714 eval/',
  status: 'reference',
  needs: ['step-rewards'],
  params: [{ id: 'delta', name: 'stagnation below', default: 0.005 }],
  unit: 'percent',
  flat: 'Stag 100: progress never moves.',
  learn: 'The quality of the process beside its end.',
  formula: (inputs, params) => {
    const exact = inputs.matrix('progress').map((p) => measure(p, params.number('delta')));
    const per = exact.map((m) => Object.fromEntries(KEYS.map((k) => [k, round(m[k])])));
    return { per_trajectory: per, aggregate: Object.fromEntries(KEYS.map((k) => [k, round(mean(exact.map((m) => m[k])))])) }; // biome-ignore format: one call
  },
});

const round = (share: number): number => Number((100 * share).toFixed(2));

function measure(progress: readonly number[], delta: number): Record<(typeof KEYS)[number], number> {
  if (progress.length === 0) return { M25: 0, M50: 0, M75: 0, SR: 0, MaxP: 0, PPL: 0, CRA: 0, Stag: 0 };
  const best = progress.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const last = progress[progress.length - 1] as number;
  const moves = progress.map((p, t) => Math.abs(p - (t === 0 ? 0 : (progress[t - 1] as number))));
  const path = sum(moves);
  let running = 0;
  const drops = progress.map((p) => {
    running = Math.max(running, p);
    return running - p;
  });
  const reached = (level: number): number => (best >= level ? 1 : 0);
  return {
    M25: reached(0.25),
    M50: reached(0.5),
    M75: reached(0.75),
    SR: reached(1),
    MaxP: best,
    PPL: path <= 1e-9 ? 0 : (last * last) / path,
    CRA: mean(drops),
    Stag: mean(moves.map((m) => (m < delta ? 1 : 0))),
  };
}
