import type { FileRow, Written } from '../store/rows.ts';
import type { Store } from '../store/store.ts';

type News = Partial<Written> & { readonly problems: boolean };

/**
 * What this window has told its listeners of each file. Another window may write to the same index, so that a write
 * here changes nothing, or not all: what this window has not told yet is added to the news.
 */
export interface Told {
  /** This window wrote. `before` is what the index held right before the write. */
  wrote(path: string, before: FileRow | undefined, row: FileRow, written: News): News;
  /** The index already said what the file says; `undefined` where that is no news. */
  found(path: string, row: FileRow): News | undefined;
  gone(path: string, written: News): News;
}

export function toldFiles(store: Store): Told {
  const told = new Map<string, { readonly state: string; readonly runs: ReadonlySet<string> }>();

  return {
    wrote(path, before, row, written) {
      const last = told.get(path);
      const foreign = before !== undefined && last?.state !== stateOf(before);
      const stored = foreign ? store.stored(path) : new Map<string, string>();
      const runs = new Set([...(written.runs ?? []), ...stored.values()]);
      told.set(path, { state: stateOf(row), runs: both(runs, last?.runs) });
      return { ...written, runs, changed: last && foreign ? [...stored.keys()] : written.changed };
    },
    found(path, row) {
      const last = told.get(path);
      if (last?.state === stateOf(row)) return undefined;
      const stored = row.format === undefined ? new Map<string, string>() : store.stored(path);
      const runs = new Set(stored.values());
      told.set(path, { state: stateOf(row), runs });
      return { runs: both(runs, last?.runs), changed: last ? [...stored.keys()] : [], problems: row.problem !== undefined };
    },
    gone(path, written) {
      const last = told.get(path);
      told.delete(path);
      return { ...written, runs: both(written.runs, last?.runs) };
    },
  };
}

const both = (a: Iterable<string> = [], b: Iterable<string> = []): ReadonlySet<string> => new Set([...a, ...b]);

const stateOf = (row: FileRow): string => `${row.size} ${row.mtime} ${row.identity} ${row.cursor?.at.offset}`;
