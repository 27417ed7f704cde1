import type { DatabaseSync } from 'node:sqlite';
import type { TrajectoryRow } from './rows.ts';

/** Writes to the trajectories table and the runs and groups it names. Call it inside a transaction. */
export interface TrajectoryTable {
  /** Ids and runs of what is stored for a file. */
  ofFile(file: number): ReadonlyMap<string, string>;
  /** Returns whether anything about the trajectory is new. */
  put(file: number, format: string, row: TrajectoryRow): boolean;
  remove(id: string): void;
  /** The transaction of the last writes failed. */
  rolledBack(): void;
}

/** Longest task text the index keeps, in characters: enough to recognise and filter. The trajectory itself has all of it. */
const taskTextLimit = 2000;
const recentLimit = 256;

export function trajectoryTable(database: DatabaseSync): TrajectoryTable {
  const ofFile = database.prepare('SELECT t.id, r.key FROM trajectories t JOIN runs r ON r.id = t.run WHERE t.file = ?');
  const addRun = database.prepare(
    'INSERT INTO runs(key, format) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET format = excluded.format WHERE format <> excluded.format',
  );
  const runId = database.prepare('SELECT id FROM runs WHERE key = ?');
  const putGroup = database.prepare(
    `INSERT INTO groups(run, key, task_id, task_text) VALUES (?, ?, ?, ?)
     ON CONFLICT(run, key) DO UPDATE SET task_id = coalesce(excluded.task_id, task_id), task_text = coalesce(excluded.task_text, task_text)
     RETURNING id`,
  );
  const columns = [
    'ordinal',
    'place',
    'run',
    'grp',
    'sample',
    'policy',
    'outcome',
    'reward',
    'success',
    'status',
    'steps',
    'chars',
    'content_hash',
  ];
  const put = database.prepare(
    `INSERT INTO trajectories(id, file, ${columns.join(', ')}) VALUES (?, ?, ${columns.map(() => '?').join(', ')})
     ON CONFLICT(id) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}
     WHERE ${columns.map((name) => `${name} IS NOT excluded.${name}`).join(' OR ')}`,
  );
  const remove = database.prepare('DELETE FROM trajectories WHERE id = ?');

  /** The last groups written, since neighbours in a file share them. Emptied when a transaction fails. */
  const recent = new Map<string, { readonly run: number; readonly group: number }>();
  function groupOf(format: string, { run: runKey, group: groupKey, task }: TrajectoryRow) {
    const text = task.text?.slice(0, taskTextLimit);
    const key = JSON.stringify([format, runKey, groupKey, task.id, text]);
    const known = recent.get(key);
    if (known) return known;
    addRun.run(runKey, format);
    const run = runId.get(runKey)?.id as number;
    const group = putGroup.get(run, groupKey, task.id ?? null, text ?? null)?.id as number;
    if (recent.size >= recentLimit) recent.clear();
    recent.set(key, { run, group });
    return { run, group };
  }

  return {
    rolledBack: () => recent.clear(),
    ofFile: (file) => new Map(ofFile.all(file).map((row) => [row.id as string, row.key as string])),
    put(file, format, row) {
      const { run, group } = groupOf(format, row);
      const { outcome } = row;
      const written = put.run(
        row.id,
        file,
        row.ordinal,
        JSON.stringify(row.place),
        run,
        group,
        row.sample,
        JSON.stringify(row.policy),
        JSON.stringify(outcome),
        outcome.reward ?? null,
        outcome.success === undefined ? null : Number(outcome.success),
        row.status,
        row.steps,
        row.chars,
        row.contentHash,
      );
      return written.changes > 0;
    },
    remove: (id) => void remove.run(id),
  };
}
