import { Z95 } from '../stats/normal.ts';

export interface WithinTask {
  /** Share of (solved, failed) pairs of the same task in which the solved one scores higher; ties count one half. */
  readonly value?: number;
  /** 95 %, by the jackknife over tasks on the logit scale; undefined with fewer than two tasks. */
  readonly interval?: readonly [number, number];
  /** Tasks with both outcomes. */
  readonly tasks: number;
  readonly pairs: number;
}

/**
 * AUROC that compares only trajectories of the same task. The spread is taken over tasks, since samples of one task are
 * not independent: delete-one-task jackknife (Efron, Stein 1981, Annals of Statistics 9).
 */
export function withinTaskAuroc(
  tested: readonly { readonly task: string; readonly success: boolean; readonly score: number }[],
): WithinTask {
  const strata = [...byTask(tested).values()].map(count).filter(({ pairs }) => pairs > 0);
  const pairs = sum(strata.map((s) => s.pairs));
  if (pairs === 0) return { tasks: 0, pairs: 0 };
  const won = sum(strata.map((s) => s.won));
  const value = won / pairs;
  const tasks = strata.length;
  if (tasks < 2) return { value, tasks, pairs };
  const without = strata.map((s) => (won - s.won) / (pairs - s.pairs));
  const centre = sum(without) / tasks;
  const se = Math.sqrt(((tasks - 1) / tasks) * sum(without.map((w) => (w - centre) ** 2)));
  return { value, interval: interval(value, se, tasks), tasks, pairs };
}

interface Stratum {
  readonly solved: number[];
  readonly failed: number[];
}

function byTask(tested: Parameters<typeof withinTaskAuroc>[0]): ReadonlyMap<string, Stratum> {
  const strata = new Map<string, Stratum>();
  for (const { task, success, score } of tested) {
    const stratum = strata.get(task) ?? { solved: [], failed: [] };
    strata.set(task, stratum);
    (success ? stratum.solved : stratum.failed).push(score);
  }
  return strata;
}

function count({ solved, failed }: Stratum): { readonly pairs: number; readonly won: number } {
  let won = 0;
  for (const a of solved) for (const b of failed) won += a > b ? 1 : a === b ? 0.5 : 0;
  return { pairs: solved.length * failed.length, won };
}

/** Without spread between tasks (all won, all lost, all alike) Wilson's interval for as many trials as tasks. */
function interval(value: number, se: number, tasks: number): readonly [number, number] {
  if (se === 0 || value <= 0 || value >= 1) return wilson(value, tasks);
  const logit = Math.log(value / (1 - value));
  const half = (Z95 * se) / (value * (1 - value));
  return [1 / (1 + Math.exp(half - logit)), 1 / (1 + Math.exp(-half - logit))];
}

function wilson(p: number, n: number): readonly [number, number] {
  const z2 = Z95 * Z95;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z95 / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
