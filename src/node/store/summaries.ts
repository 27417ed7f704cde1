import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { GroupSummary, RunSummary, TrajectorySummary } from '../../core/model/summary.ts';
import type { Status } from '../../core/model/trajectory.ts';

/** What trees, tables and statistics read. Only files that this window watches count. */
export interface Summaries {
  runs(): RunSummary[];
  groups(run: string): GroupSummary[];
  trajectories(run: string, group?: string): TrajectorySummary[];
  one(id: string): TrajectorySummary | undefined;
  /** Milliseconds since the epoch of the last change of the file behind a trajectory. */
  changed(id: string): number | undefined;
}

type Row = Record<string, SQLOutputValue>;

const visible = 'trajectories t JOIN watched w ON w.file = t.file';

/**
 * Samples are numbered per file. Where two of a group have the same number (one file per sample, several files per
 * group), they are counted through in order of file and place instead.
 */
const summary = (where: string): string => `
  SELECT *, CASE WHEN max(alike) OVER (PARTITION BY group_id) = 1 THEN sample
    ELSE row_number() OVER (PARTITION BY group_id ORDER BY path, ordinal) - 1 END AS sample_index
  FROM (
    SELECT t.id, f.format, f.path, t.place, t.ordinal, r.key AS run, g.id AS group_id, g.key AS grp, g.task_id, g.task_text, t.policy,
      t.outcome, t.status, t.steps, t.chars, t.content_hash, t.sample, count(*) OVER (PARTITION BY g.id, t.sample) AS alike
    FROM ${visible} JOIN files f ON f.id = t.file JOIN runs r ON r.id = t.run JOIN groups g ON g.id = t.grp
    WHERE ${where})`;
const inOrder = 'ORDER BY grp, sample_index, path, ordinal';

export function summaries(database: DatabaseSync): Summaries {
  const runs = database.prepare(`
    SELECT r.key, r.format, sum(x.n) AS n, sum(x.judged) AS judged, sum(x.solved) AS solved, sum(x.rewards) / sum(x.rewarded) AS mean,
      max(f.mtime) AS changed, min(f.path) AS first_path, max(f.path) AS last_path,
      (SELECT count(DISTINCT t.grp) FROM ${visible} WHERE t.run = r.id) AS groups
    FROM (SELECT t.run, t.file, count(*) AS n, count(t.success) AS judged, sum(t.success) AS solved, sum(t.reward) AS rewards,
            count(t.reward) AS rewarded FROM ${visible} GROUP BY t.run, t.file) x
    JOIN runs r ON r.id = x.run JOIN files f ON f.id = x.file
    GROUP BY r.id ORDER BY r.key`);
  const groups = database.prepare(`
    SELECT r.key AS run, g.key AS grp, g.task_id, g.task_text, count(*) AS n, count(t.success) AS judged, sum(t.success) AS solved, avg(t.reward) AS mean
    FROM ${visible} JOIN groups g ON g.id = t.grp JOIN runs r ON r.id = t.run
    WHERE t.run = (SELECT id FROM runs WHERE key = ?) GROUP BY g.id ORDER BY g.key`);
  const ofRun = database.prepare(`${summary('t.run = (SELECT id FROM runs WHERE key = ?)')} ${inOrder}`);
  const groupOf = '(SELECT g.id FROM groups g JOIN runs r ON r.id = g.run WHERE r.key = ? AND g.key = ?)';
  const ofGroup = database.prepare(`${summary(`t.grp = ${groupOf}`)} ${inOrder}`);
  const one = database.prepare(`SELECT * FROM (${summary('t.grp = (SELECT grp FROM trajectories WHERE id = :id)')}) WHERE id = :id`);
  const changed = database.prepare('SELECT f.mtime FROM trajectories t JOIN files f ON f.id = t.file WHERE t.id = ?');

  return {
    runs: () => runs.all().map(runSummary),
    groups: (run) => groups.all(run).map(groupSummary),
    trajectories: (run, group) => (group === undefined ? ofRun.all(run) : ofGroup.all(run, group)).map(trajectorySummary),
    one(id) {
      const row = one.get({ id });
      return row && trajectorySummary(row);
    },
    changed: (id) => changed.get(id)?.mtime as number | undefined,
  };
}

const known = <T>(value: SQLOutputValue | undefined): T | undefined => (value === null ? undefined : (value as T));
const task = (row: Row) => ({ id: known<string>(row.task_id), text: known<string>(row.task_text) });
const counts = (row: Row) => ({
  trajectories: row.n as number,
  judged: row.judged as number,
  solved: known<number>(row.solved) ?? 0,
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
    ...counts(row),
    changed: row.changed as number,
  };
}

const groupSummary = (row: Row): GroupSummary => ({ run: row.run as string, group: row.grp as string, task: task(row), ...counts(row) });

function trajectorySummary(row: Row): TrajectorySummary {
  return {
    id: row.id as string,
    format: row.format as string,
    file: row.path as string,
    place: JSON.parse(row.place as string),
    run: row.run as string,
    group: row.grp as string,
    sample: row.sample_index as number,
    task: task(row),
    policy: JSON.parse(row.policy as string),
    outcome: JSON.parse(row.outcome as string),
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
