import type { DatabaseSync } from 'node:sqlite';

/** How the files of the index were read: which house formats there were, and which formats were chosen by hand. */
export interface Reading {
  /** `Formats.key` */
  readonly key: string;
  /** `Formats.chosen` */
  readonly chosen: Readonly<Record<string, string>>;
}

/**
 * Remembers how the index is read from now on. What was read in another way loses its stamp and is read anew at the
 * next look; the paths of these files come back.
 */
export function adoptReading(database: DatabaseSync, now: Reading): readonly string[] {
  database.exec(
    'CREATE TABLE IF NOT EXISTS reading(one INTEGER PRIMARY KEY CHECK (one = 1), key TEXT NOT NULL, chosen TEXT NOT NULL) STRICT',
  );
  const row = database.prepare('SELECT key, chosen FROM reading').get();
  const before: Reading = row ? { key: row.key as string, chosen: JSON.parse(row.chosen as string) } : { key: '', chosen: {} };
  const moved = [...new Set([...Object.keys(before.chosen), ...Object.keys(now.chosen)])].filter(
    (path) => before.chosen[path] !== now.chosen[path],
  );
  const restart = 'UPDATE files SET mtime = -1, cursor = NULL WHERE';
  const paths = (before.key === now.key ? moved : ['']).flatMap((path) =>
    database
      .prepare(`${restart} path = :path OR (path >= :path || '/' AND path < :path || '0') OR :path = '' RETURNING path`)
      .all({ path })
      .map((file) => file.path as string),
  );
  if (before.key !== now.key || moved.length > 0)
    database
      .prepare('INSERT INTO reading VALUES (1, ?, ?) ON CONFLICT(one) DO UPDATE SET key = excluded.key, chosen = excluded.chosen')
      .run(now.key, JSON.stringify(now.chosen));
  return [...new Set(paths)];
}
