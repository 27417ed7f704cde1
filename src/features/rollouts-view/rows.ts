import type { GroupSummary, RunSummary, TrajectorySummary } from '../../core/model/summary.ts';
import { type Order, sorted } from './order.ts';

/** What stands in one line of the tree. Runs, groups and trajectories can be handed to commands as they are. */
export type Row =
  | { readonly kind: 'run'; readonly run: string; readonly summary: RunSummary }
  | {
      readonly kind: 'group';
      readonly run: string;
      readonly group: string;
      readonly summary: GroupSummary;
      /** The task without what all tasks of the run begin with. */
      readonly short?: string;
      readonly score?: number;
    }
  | {
      readonly kind: 'trajectory';
      readonly id: string;
      readonly run: string;
      readonly group: string;
      /** The only sample of its group: named by its task and shown in the group's place. */
      readonly alone: boolean;
      readonly short?: string;
      readonly summary: TrajectorySummary;
      readonly score?: number;
    }
  | { readonly kind: 'more'; readonly of: string; readonly hidden: number };

/** Stable across refreshes, so that the tree keeps what is open and selected. */
export function rowKey(row: Row): string {
  if (row.kind === 'run') return `run:${row.run}`;
  if (row.kind === 'group') return `group:${row.run}\n${row.group}`;
  return row.kind === 'trajectory' ? `trajectory:${row.id}` : `more:${row.of}`;
}

export interface RunContent {
  readonly groups: readonly GroupSummary[];
  /** Those the filter lets through. */
  readonly trajectories: readonly TrajectorySummary[];
  readonly scores: ReadonlyMap<string, number>;
}

/** The lines under a run: groups, and trajectories that are the only sample of theirs. Groups without a match are left out. */
export function rowsOfRun({ groups, trajectories, scores }: RunContent, order: Order): readonly Row[] {
  const byGroup = Map.groupBy(trajectories, ({ group }) => group);
  const rows = groups.flatMap((summary): readonly Row[] => {
    const members = byGroup.get(summary.group) ?? [];
    const first = members[0];
    if (!first) return [];
    if (summary.trajectories === 1) return [trajectoryRow(first, scores, true)];
    return [{ kind: 'group', run: summary.run, group: summary.group, summary, score: mean(members.map(({ id }) => scores.get(id))) }];
  });
  return sorted(shortened(rows), order);
}

/** Long task ids that begin alike (`suite/subset/17`) are told apart by their ends, so `…/17` is shown. */
function shortened(rows: readonly Row[]): readonly Row[] {
  const paths = rows.map((row) => (row.kind === 'group' || row.kind === 'trajectory' ? (row.summary.task.id ?? '').split('/') : []));
  const [first = [], ...others] = paths;
  let shared = 0;
  while (shared < first.length - 1 && others.every((path) => path.length > shared + 1 && path[shared] === first[shared])) shared++;
  if (others.length === 0 || shared === 0) return rows;
  return rows.map((row, i) => ({ ...row, short: `…/${paths[i]?.slice(shared).join('/')}` }));
}

export function rowsOfGroup({ trajectories, scores }: Omit<RunContent, 'groups'>, order: Order): readonly Row[] {
  return sorted(
    trajectories.map((summary) => trajectoryRow(summary, scores, false)),
    order,
  );
}

export function trajectoryRow(summary: TrajectorySummary, scores: ReadonlyMap<string, number>, alone: boolean): Row {
  const { id, run, group } = summary;
  return { kind: 'trajectory', id, run, group, alone, summary, score: scores.get(id) };
}

/** The first `shown` rows and, where there are more, a line that says how many. */
export function page(rows: readonly Row[], shown: number, of: string): readonly Row[] {
  return rows.length <= shown ? rows : [...rows.slice(0, shown), { kind: 'more', of, hidden: rows.length - shown }];
}

/** Of the known values; undefined when none is. */
function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0) / known.length;
}
