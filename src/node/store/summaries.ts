import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { GroupSummary, RunSummary, TrajectorySummary } from '../../core/model/summary.ts';
import type { Outcome, Status } from '../../core/model/trajectory.ts';

/** What trees, tables and statistics read. Only files that this window watches count. */
export interface Summaries {
  runs(): RunSummary[];
  groups(run: string): GroupSummary[];
  trajectories(run: string, group?: string): TrajectorySummary[];
  one(id: string): TrajectorySummary | undefined;
  /** What tells whether a trajectory is still being written. `changed`: of its file, milliseconds since the epoch. */
  state(id: string): { readonly format: string; readonly status: Status; readonly outcome: Outcome; readonly changed: number } | undefined;
}

type Row = Record<string, SQLOutputValue>;

const visible = 'trajectories t JOIN watched w ON w.file = t.file';

/** Without task texts, which groups share, so that a long run stays cheap to list. */
const columns =
  't.id, t.grp AS group_id, f.format, f.path, t.place, t.sample, t.policy, t.outcome, t.status, t.steps, t.chars, t.content_hash';
/** Rewards other than 0 and 1. */
const graded = 'coalesce(sum(t.reward NOT IN (0, 1)), 0)';
const inOrder = 'ORDER BY t.grp, f.path, t.ordinal';

export function summaries(database: DatabaseSync): Summaries {
  const runs = database.prepare(`
    SELECT r.key, r.format, sum(x.n) AS n, sum(x.judged) AS judged, sum(x.solved) AS solved, sum(x.rewards) / sum(x.rewarded) AS mean,
      max(f.mtime) AS changed, min(f.path) AS first_path, max(f.path) AS last_path,
      sum(x.rewarded) AS rewarded, sum(x.rewards) AS rewards, sum(x.graded) AS graded,
      (SELECT count(DISTINCT t.grp) FROM ${visible} WHERE t.run = r.id) AS groups
    FROM (SELECT t.run, t.file, count(*) AS n, count(t.success) AS judged, sum(t.success) AS solved, sum(t.reward) AS rewards,
            count(t.reward) AS rewarded, ${graded} AS graded FROM ${visible} GROUP BY t.run, t.file) x
    JOIN runs r ON r.id = x.run JOIN files f ON f.id = x.file
    GROUP BY r.id ORDER BY r.key`);
  const groups = database.prepare(`
    SELECT r.key AS run, g.key AS grp, g.task_id, g.task_text, count(*) AS n, count(t.success) AS judged, sum(t.success) AS solved, avg(t.reward) AS mean,
      count(t.reward) AS rewarded, sum(t.reward) AS rewards
    FROM ${visible} JOIN groups g ON g.id = t.grp JOIN runs r ON r.id = t.run
    WHERE t.run = (SELECT id FROM runs WHERE key = ?) GROUP BY g.id ORDER BY g.key`);
  const trajectories = `SELECT ${columns} FROM ${visible} JOIN files f ON f.id = t.file`;
  const ofRun = database.prepare(`${trajectories} WHERE t.run = (SELECT id FROM runs WHERE key = ?) ${inOrder}`);
  const groupOf = '(SELECT g.id FROM groups g JOIN runs r ON r.id = g.run WHERE r.key = ? AND g.key = ?)';
  const ofGroup = database.prepare(`${trajectories} WHERE t.grp = ${groupOf} ${inOrder}`);
  const one = database.prepare(`${trajectories} WHERE t.id = ?`);
  const numbers = database.prepare(
    `SELECT t.id, t.grp AS group_id, t.sample FROM ${visible} JOIN files f ON f.id = t.file WHERE t.grp = ? ${inOrder}`,
  );
  const groupRow = database.prepare(
    'SELECT r.key AS run, g.key AS grp, g.task_id, g.task_text FROM groups g JOIN runs r ON r.id = g.run WHERE g.id = ?',
  );
  const runCounts = `SELECT count(t.success) AS judged, count(t.reward) AS rewarded, ${graded} AS graded FROM ${visible} WHERE t.run =`;
  const ofRunKey = database.prepare(`${runCounts} (SELECT id FROM runs WHERE key = ?)`);
  const ofRunWith = database.prepare(`${runCounts} (SELECT run FROM trajectories WHERE id = ?)`);
  const state = database.prepare(
    'SELECT f.format, t.status, t.outcome, f.mtime FROM trajectories t JOIN files f ON f.id = t.file WHERE t.id = ?',
  );

  return {
    runs: () => runs.all().map(runSummary),
    groups(run) {
      const byReward = judgedByReward(ofRunKey.get(run) as Row);
      return groups.all(run).map((row) => groupSummary(row, byReward));
    },
    trajectories(run, group) {
      const byReward = judgedByReward(ofRunKey.get(run) as Row);
      const rows = group === undefined ? ofRun.all(run) : ofGroup.all(run, group);
      return numbered(rows)
        .flatMap(([id, members]) => {
          const shared = groupRow.get(id) as Row;
          return members.map(({ row, sample }) => trajectorySummary(row, sample, shared, byReward));
        })
        .sort((a, b) => (a.group < b.group ? -1 : a.group > b.group ? 1 : 0));
    },
    one(id) {
      const row = one.get(id);
      if (!row) return undefined;
      const group = row.group_id as number;
      const member = numbered(numbers.all(group))[0]?.[1].find((it) => it.row.id === id);
      const byReward = judgedByReward(ofRunWith.get(id) as Row);
      return trajectorySummary(row, member?.sample ?? (row.sample as number), groupRow.get(group) as Row, byReward);
    },
    state(id) {
      const row = state.get(id);
      return (
        row && {
          format: row.format as string,
          status: row.status as Status,
          outcome: JSON.parse(row.outcome as string),
          changed: row.mtime as number,
        }
      );
    },
  };
}

const known = <T>(value: SQLOutputValue | undefined): T | undefined => (value === null ? undefined : (value as T));
const task = (row: Row) => ({ id: known<string>(row.task_id), text: known<string>(row.task_text) });

/** A run that never says success and whose rewards are all 0 or 1 is judged by them, as core/model/judged.ts does in memory. */
const judgedByReward = ({ judged, rewarded, graded: other }: Row): boolean => judged === 0 && (rewarded as number) > 0 && other === 0;

const counts = (row: Row, byReward: boolean) => ({
  trajectories: row.n as number,
  judged: (byReward ? row.rewarded : row.judged) as number,
  solved: known<number>(byReward ? row.rewards : row.solved) ?? 0,
  meanReward: known<number>(row.mean),
});

function runSummary(row: Row): RunSummary {
  const key = row.key as string;
  const path = commonFolder(row.first_path as string, row.last_path as string);
  return {
    run: key,
    format: row.format as string,
    name: readableName(key, path),
    path,
    groups: row.groups as number,
    ...counts(row, judgedByReward(row)),
    changed: row.changed as number,
  };
}

const groupSummary = (row: Row, byReward: boolean): GroupSummary => ({
  run: row.run as string,
  group: row.grp as string,
  task: task(row),
  ...counts(row, byReward),
});

interface Member {
  readonly row: Row;
  readonly sample: number;
}

/**
 * Rows by group, in order of their samples. Samples are numbered per file; where two of a group have the same number
 * (one file per sample, several files per group), they are counted through in order of file and place instead.
 */
function numbered(rows: readonly Row[]): readonly (readonly [group: number, readonly Member[]])[] {
  const groups = Map.groupBy(rows, (row) => row.group_id as number);
  return [...groups].map(([group, members]) => {
    const alike = new Set(members.map(({ sample }) => sample)).size < members.length;
    const counted = members.map((row, index) => ({ row, sample: alike ? index : (row.sample as number) }));
    return [group, counted.sort((a, b) => a.sample - b.sample)];
  });
}

function trajectorySummary(row: Row, sample: number, group: Row, byReward: boolean): TrajectorySummary {
  const outcome = JSON.parse(row.outcome as string) as Outcome;
  return {
    id: row.id as string,
    format: row.format as string,
    file: row.path as string,
    place: JSON.parse(row.place as string),
    run: group.run as string,
    group: group.grp as string,
    sample,
    task: task(group),
    policy: JSON.parse(row.policy as string),
    outcome: byReward && outcome.reward !== undefined ? { ...outcome, success: outcome.reward === 1 } : outcome,
    status: row.status as Status,
    steps: row.steps as number,
    chars: row.chars as number,
    contentHash: row.content_hash as string,
  };
}

/** The deepest folder that holds all files between the first and the last path in sort order; the file itself when there is one. */
export function commonFolder(first: string, last: string): string {
  if (first === last) return first;
  let at = 0;
  while (at < first.length && first[at] === last[at]) at++;
  const slash = first.lastIndexOf('/', at);
  return slash <= 0 ? '/' : first.slice(0, slash);
}

/** A run id that is a path is shown by its last two segments. */
function readableName(key: string, path: string): string {
  if (!key.includes('/')) return key || path.slice(path.lastIndexOf('/') + 1);
  return key.split('/').filter(Boolean).slice(-2).join('/');
}
