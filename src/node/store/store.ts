import type { Problem } from '../../core/model/result.ts';
import type { IndexedContent } from '../library/types.ts';
import { type FileTable, fileTable } from './files.ts';
import { openDatabase } from './open.ts';
import { adoptReading, type Reading } from './reading.ts';
import type { FileRow, TrajectoryRow, Written } from './rows.ts';
import { type ScoreTable, scoreTable } from './scores.ts';
import { type Summaries, summaries } from './summaries.ts';
import { trajectoryTable } from './trajectories.ts';
import { transaction } from './transaction.ts';

/** The index on disk. Every call is one short synchronous statement or transaction. */
export interface Store {
  /** What was wrong with the database file, if anything. */
  readonly problem?: Problem;
  readonly files: FileTable;
  readonly summaries: Summaries;
  readonly scores: ScoreTable;
  /**
   * A file's state and trajectories in one transaction, so that neither is ever without the other. With `keep`, what is
   * stored for the file and is neither in `rows` nor in `keep` is dropped.
   */
  write(file: FileRow, rows: readonly TrajectoryRow[], keep?: ReadonlySet<string>): Written;
  /** Drops a file and its trajectories. */
  forget(path: string): Written;
  /** Ids and runs of what is stored for a file. */
  stored(path: string): ReadonlyMap<string, string>;
  /** See `Library.contents`. */
  contents(before: number | undefined, limit: number): readonly IndexedContent[];
  /** Says how files are read from now on; returns those that were read in another way and are to be read anew. */
  adopt(reading: Reading): readonly string[];
  close(): void;
}

/** A score nobody needs is kept this long, for logs on a disk that is not mounted today. Milliseconds. */
export const scoreLifetime = 60 * 24 * 3600 * 1000;

export function openStore(path: string): Store {
  const { database, problem } = openDatabase(path);
  const files = fileTable(database);
  const trajectories = trajectoryTable(database);
  const scores = scoreTable(database);
  const stored = (path: string) => {
    const file = files.get(path);
    return file ? trajectories.ofFile(file.id) : new Map<string, string>();
  };

  const contents = database.prepare(
    `SELECT t.rowid AS row, t.id, f.path AS file, t.content_hash AS hash, t.file IN (SELECT file FROM watched) AS watched
     FROM trajectories t JOIN files f ON f.id = t.file WHERE t.rowid < ? ORDER BY t.rowid DESC LIMIT ?`,
  );

  return {
    problem,
    files,
    summaries: summaries(database),
    scores,
    stored,
    write: (file, rows, keep) =>
      transaction(
        database,
        () => {
          const id = files.put(file);
          const before = keep ? trajectories.ofFile(id) : new Map<string, string>();
          const fresh = new Set(rows.map((row) => row.id));
          const removed = [...before.keys()].filter((old) => !fresh.has(old) && !keep?.has(old));
          for (const old of removed) trajectories.remove(old);
          const changed = rows.filter((row) => trajectories.put(id, file.format ?? '', row));
          const runs = new Set([
            ...removed.map((old) => before.get(old) as string),
            ...changed.flatMap((row) => [row.run, before.get(row.id) ?? row.run]),
          ]);
          return { runs, changed: changed.map((row) => row.id), removed };
        },
        trajectories.rolledBack,
      ),
    forget: (path) =>
      transaction(database, () => {
        const before = stored(path);
        files.remove(path);
        return { runs: new Set(before.values()), changed: [], removed: [...before.keys()] };
      }),
    contents: (before, limit) =>
      contents.all(before ?? Number.MAX_SAFE_INTEGER, limit).map(({ row, id, file, hash, watched }) => ({
        row: row as number,
        id: id as string,
        file: file as string,
        contentHash: hash as string,
        watched: watched === 1,
      })),
    adopt: (reading) => transaction(database, () => adoptReading(database, reading)),
    close: () => database.close(),
  };
}
