import { minimise } from './minimise.ts';

/** logit = baseline + shift + slope x margin. The slope is never negative: a scorer is not turned round. */
export interface Calibration {
  readonly slope: number;
  readonly shift: number;
}

/** A margin at a step, of a model that has not seen the trajectory's task. */
export interface Unseen {
  readonly baseline: number;
  readonly margin: number;
  readonly success: boolean;
  readonly weight: number;
}

/**
 * Temperature and shift by maximum likelihood, against Platt's targets, which stay off 0 and 1 as far as few outcomes
 * cannot prove certainty. Source: Platt 1999, Advances in Large Margin Classifiers; Guo et al. 2017, ICML.
 */
export async function calibrate(rows: readonly Unseen[]): Promise<Calibration> {
  const aims = aimsOf(rows);
  const free = new Float64Array([0.5, 0]);
  await minimise((x, gradient) => lossOf(rows, aims, x, gradient, true), free, { tolerance: 1e-10 });
  if ((free[0] as number) >= LEAST) return { slope: free[0] as number, shift: free[1] as number };
  const held = new Float64Array([LEAST, 0]);
  await minimise((x, gradient) => lossOf(rows, aims, x, gradient, false), held, { tolerance: 1e-10 });
  return { slope: LEAST, shift: held[1] as number };
}

/** Keeps the order where the margins tell nothing, so that this can be seen in the ranking too. */
const LEAST = 1e-3;

/** Weighted log-likelihood of one row. */
export function logLikelihood({ baseline, margin, success, weight }: Unseen, { slope, shift }: Calibration): number {
  const logit = baseline + shift + slope * margin;
  return -weight * (Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - (success ? logit : 0));
}

interface Aims {
  readonly total: number;
  readonly solved: number;
  readonly failed: number;
}

function aimsOf(rows: readonly Unseen[]): Aims {
  const total = rows.reduce((sum, row) => sum + row.weight, 0);
  const solved = rows.reduce((sum, row) => sum + (row.success ? row.weight : 0), 0);
  return { total, solved: (solved + 1) / (solved + 2), failed: 1 / (total - solved + 2) };
}

function lossOf(
  rows: readonly Unseen[],
  { total, solved, failed }: Aims,
  x: Float64Array,
  gradient: Float64Array,
  slopeToo: boolean,
): number {
  let [loss, g0, g1] = [0, 0, 0];
  for (const { baseline, margin, success, weight } of rows) {
    const logit = baseline + (x[1] as number) + (x[0] as number) * margin;
    const y = success ? solved : failed;
    loss += weight * (Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - y * logit);
    const pull = weight * (1 / (1 + Math.exp(-logit)) - y);
    g0 += pull * margin;
    g1 += pull;
  }
  gradient[0] = slopeToo ? g0 / total : 0;
  gradient[1] = g1 / total;
  return loss / total;
}
