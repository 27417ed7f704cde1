import type { Trajectory } from '../../model/trajectory.ts';
import { taskText } from '../fields.ts';
import { hash32 } from '../hash.ts';
import { FEATURES } from '../spec.ts';

/** Names of a trajectory's task: its group, and what was asked. Samples of one prompt may be logged as many groups. */
export function taskKeys(trajectory: Pick<Trajectory, 'group' | 'task' | 'preamble'>): readonly string[] {
  const text = taskText(trajectory).trim();
  return text === '' ? [`group\n${trajectory.group}`] : [`group\n${trajectory.group}`, `text\n${text}`];
}

/** A key as it is kept in a fitted scorer: no log text. */
export const keyHash = (key: string): number => hash32(key, FEATURES.seed);

export interface Tasks {
  /** A task's number for each example. */
  readonly of: readonly number[];
  readonly count: number;
  /** How many of each example's keys told tasks apart. */
  readonly used: 'all' | 'first';
}

/**
 * Examples that share any key are of one task. Where that leaves fewer than `needed` tasks but the groups alone are
 * enough, what was asked is the same everywhere (the task is told later) and only groups count.
 */
export function tasksOf(keys: readonly (readonly string[])[], needed: number): Tasks {
  const all = joined(keys);
  if (all.count >= needed) return { ...all, used: 'all' };
  const first = joined(keys.map((own) => own.slice(0, 1)));
  return first.count >= needed ? { ...first, used: 'first' } : { ...all, used: 'all' };
}

function joined(keys: readonly (readonly string[])[]): { readonly of: readonly number[]; readonly count: number } {
  const parent = keys.map((_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number;
      at = parent[at] as number;
    }
    return at;
  };
  const owner = new Map<string, number>();
  keys.forEach((own, i) => {
    for (const key of own) {
      const other = owner.get(key);
      if (other === undefined) owner.set(key, i);
      else parent[root(i)] = root(other);
    }
  });
  const numbers = new Map<number, number>();
  const of = keys.map((_, i) => {
    const task = root(i);
    if (!numbers.has(task)) numbers.set(task, numbers.size);
    return numbers.get(task) as number;
  });
  return { of, count: numbers.size };
}
