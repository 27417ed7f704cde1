import { taskTitle } from '../../core/transcript/task-title.ts';
import { type OutcomeKind, outcomeKind } from '../../host/words.ts';
import type { Row } from './rows.ts';

export const ORDERS = ['name', 'outcome', 'reward', 'steps', 'score', 'changed'] as const;

export interface Order {
  readonly by: (typeof ORDERS)[number];
  readonly descending: boolean;
}

export const DEFAULT_ORDER: Order = { by: 'name', descending: false };

const RANK: Readonly<Record<OutcomeKind, number>> = { failed: 0, error: 1, truncated: 2, running: 3, unknown: 4, solved: 5 };
const words = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Unknown values come last whichever way is up; equal ones by name. */
export function sorted(rows: readonly Row[], { by, descending }: Order): readonly Row[] {
  const keyed = rows.map((row) => ({
    row,
    key: key(row, by),
    name: name(row),
    sample: row.kind === 'trajectory' ? row.summary.sample : 0,
  }));
  const sign = descending ? -1 : 1;
  return keyed
    .sort((a, b) => {
      if ((a.key === undefined) !== (b.key === undefined)) return a.key === undefined ? 1 : -1;
      const byKey = a.key === undefined || b.key === undefined ? 0 : sign * (a.key - b.key);
      const byName = words.compare(a.name, b.name) || a.sample - b.sample;
      return byKey || (by === 'name' ? sign * byName : byName);
    })
    .map(({ row }) => row);
}

/** A number to sort by; undefined: unknown, or this kind of row has no such thing. */
function key(row: Row, by: Order['by']): number | undefined {
  if (row.kind === 'more') return undefined;
  if (row.kind === 'trajectory') {
    if (by === 'outcome') return RANK[outcomeKind(row.summary)];
    if (by === 'reward') return row.summary.outcome.reward;
    if (by === 'steps') return row.summary.steps;
    return by === 'score' ? row.score : undefined;
  }
  if (by === 'outcome') return row.summary.judged === 0 ? undefined : row.summary.solved / row.summary.judged;
  if (by === 'reward') return row.summary.meanReward;
  if (by === 'changed' && row.kind === 'run') return row.summary.changed;
  return by === 'score' && row.kind === 'group' ? row.score : undefined;
}

function name(row: Row): string {
  if (row.kind === 'run') return row.summary.name;
  return row.kind === 'more' ? '' : taskTitle({ task: row.summary.task, group: row.group });
}
