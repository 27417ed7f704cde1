import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { FileProblem, FileRow } from './rows.ts';

/** The files table, and which of its files this window watches. */
export interface FileTable {
  get(path: string): (FileRow & { readonly id: number }) | undefined;
  /** Writes the row and watches it; returns its id. */
  put(row: FileRow): number;
  /** Deletes the row with all its trajectories. */
  remove(path: string): void;
  watch(path: string): void;
  unwatch(path: string): void;
  /** Paths this window watches. */
  watched(): string[];
  /** Paths below a folder (or the path itself), watched or not. */
  below(folder: string): string[];
  problems(): FileProblem[];
}

export function fileTable(database: DatabaseSync): FileTable {
  const get = database.prepare('SELECT * FROM files WHERE path = ?');
  const put = database.prepare(
    `INSERT INTO files(path, size, mtime, identity, format, cursor, neighbours, problems) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT(path) DO UPDATE SET size = excluded.size, mtime = excluded.mtime, identity = excluded.identity, format = excluded.format,
       cursor = excluded.cursor, neighbours = excluded.neighbours, problems = excluded.problems
     RETURNING id`,
  );
  const remove = database.prepare('DELETE FROM files WHERE path = ?');
  const watch = database.prepare('INSERT OR IGNORE INTO watched SELECT id FROM files WHERE path = ?');
  const unwatch = database.prepare('DELETE FROM watched WHERE file IN (SELECT id FROM files WHERE path = ?)');
  const watched = database.prepare('SELECT path FROM watched JOIN files ON files.id = watched.file ORDER BY path');
  const below = database.prepare('SELECT path FROM files WHERE path = :folder OR (path >= :from AND path < :to) ORDER BY path');
  const problems = database.prepare(
    "SELECT problems FROM watched JOIN files ON files.id = watched.file WHERE problems <> '[]' ORDER BY path",
  );
  const pathOf = (row: Record<string, SQLOutputValue>) => row.path as string;

  return {
    get(path) {
      const row = get.get(path);
      return row && fileRow(row);
    },
    put(row) {
      const written = put.get(
        row.path,
        row.size,
        row.mtime,
        row.identity,
        row.format ?? null,
        row.cursor ? JSON.stringify(row.cursor) : null,
        JSON.stringify(row.neighbours),
        JSON.stringify(row.problem ? [row.problem] : []),
      );
      watch.run(row.path);
      return written?.id as number;
    },
    remove(path) {
      unwatch.run(path);
      remove.run(path);
    },
    watch: (path) => void watch.run(path),
    unwatch: (path) => void unwatch.run(path),
    watched: () => watched.all().map(pathOf),
    below: (folder) => below.all({ folder, from: `${folder}/`, to: `${folder}0` }).map(pathOf),
    problems: () => problems.all().flatMap((row) => JSON.parse(row.problems as string) as FileProblem[]),
  };
}

function fileRow(row: Record<string, SQLOutputValue>): FileRow & { readonly id: number } {
  const [problem] = JSON.parse(row.problems as string) as FileProblem[];
  return {
    id: row.id as number,
    path: row.path as string,
    size: row.size as number,
    mtime: row.mtime as number,
    identity: row.identity as string,
    format: (row.format as string | null) ?? undefined,
    cursor: row.cursor === null ? undefined : JSON.parse(row.cursor as string),
    neighbours: JSON.parse(row.neighbours as string),
    problem,
  };
}
