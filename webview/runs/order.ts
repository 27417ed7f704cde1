import type { TaskRow, TaskSide } from '../../src/protocol/runs.ts';

export type Column = 'task' | 'a' | 'b' | 'difference' | 'verdict';

export interface Order {
  readonly by: Column;
  readonly descending: boolean;
}

export type Kind = TaskRow['verdict'] | 'gained' | 'lost';

/** What is looked for in the table of tasks; an empty set of kinds shows all. */
export interface TaskFilter {
  readonly text: string;
  readonly kinds: ReadonlySet<Kind>;
}

/** Share of judged samples that are solved, else the mean reward; undefined when neither is known. */
export const shareOf = ({ judged, solved, meanReward }: TaskSide): number | undefined => (judged > 0 ? solved / judged : meanReward);

/** B - A: of the mean reward where both know it, else of the solved share. */
export function differenceOf({ a, b }: TaskRow): number | undefined {
  if (a.meanReward !== undefined && b.meanReward !== undefined) return b.meanReward - a.meanReward;
  return a.judged > 0 && b.judged > 0 ? b.solved / b.judged - a.solved / a.judged : undefined;
}

const VERDICTS = ['loss', 'tie', 'win', 'unknown'];

/** Rows that pass the filter, in order; what is unknown comes last either way. */
export function shownTasks(rows: readonly TaskRow[], filter: TaskFilter, { by, descending }: Order): readonly TaskRow[] {
  const text = filter.text.trim().toLowerCase();
  const kept = rows.filter((row) => {
    const kind = filter.kinds.size === 0 || filter.kinds.has(row.verdict) || (row.flip !== undefined && filter.kinds.has(row.flip));
    return kind && (text === '' || row.title.toLowerCase().includes(text) || row.task.toLowerCase().includes(text));
  });
  const key = (row: TaskRow): number | string | undefined =>
    by === 'task'
      ? row.title
      : by === 'verdict'
        ? VERDICTS.indexOf(row.verdict)
        : by === 'difference'
          ? differenceOf(row)
          : shareOf(row[by]);
  const sign = descending ? -1 : 1;
  return kept.toSorted((x, y) => {
    const [p, q] = [key(x), key(y)];
    if (p === undefined || q === undefined) return Number(p === undefined) - Number(q === undefined);
    const order = typeof p === 'string' ? p.localeCompare(String(q), 'en', { numeric: true }) : p - Number(q);
    return sign * order || x.title.localeCompare(y.title, 'en', { numeric: true });
  });
}
