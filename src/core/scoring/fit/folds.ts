import { seeded, shuffle } from '../../stats/random.ts';

/**
 * A fold per item, all items of a task in one. Tasks are dealt in a seeded order, larger ones first, each to the fold
 * with the fewest items, so that folds are of like size.
 */
export function foldsByTask(tasks: readonly number[], folds: number, seed: number): readonly number[] {
  const sizes = new Map<number, number>();
  for (const task of tasks) sizes.set(task, (sizes.get(task) ?? 0) + 1);
  const order = shuffle([...sizes], seeded(seed)).sort((a, b) => b[1] - a[1]);
  const filled = Array.from({ length: folds }, () => 0);
  const foldOf = new Map<number, number>();
  for (const [task, size] of order) {
    const fold = filled.indexOf(Math.min(...filled));
    foldOf.set(task, fold);
    filled[fold] = (filled[fold] as number) + size;
  }
  return tasks.map((task) => foldOf.get(task) as number);
}
