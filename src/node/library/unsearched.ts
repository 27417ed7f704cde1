import type { Library } from './types.ts';

/** What a library holds, compared with what is indexed. */
export interface Unsearched {
  /** File -> content hash -> a trajectory with it; newest first. */
  readonly missing: ReadonlyMap<string, Map<string, string>>;
  /** Content hash -> number of watched trajectories with it; 0 where it belongs to files that are not watched now. */
  readonly counts: ReadonlyMap<string, number>;
  /** Of the watched trajectories. */
  readonly searched: number;
  readonly of: number;
  /** Some are still being written and wait. */
  readonly live: boolean;
}

interface Options {
  readonly library: Pick<Library, 'contents' | 'isLive'>;
  readonly documents: ReadonlyMap<string, number>;
  readonly unreadable: ReadonlySet<string>;
  breathe(): Promise<void>;
}

const page = 500;

export async function unsearched({ library, documents, unreadable, breathe }: Options): Promise<Unsearched> {
  const missing = new Map<string, Map<string, string>>();
  const counts = new Map<string, number>();
  let [searched, of, live] = [0, 0, false];
  for (let before: number | undefined; ; ) {
    const rows = library.contents(before, page);
    for (const { id, file, contentHash, watched } of rows) {
      const known = counts.get(contentHash) ?? 0;
      counts.set(contentHash, known + Number(watched));
      if (!watched) continue;
      of++;
      if (documents.has(contentHash)) searched++;
      else if (known === 0 && !unreadable.has(contentHash)) {
        if (library.isLive(id)) live = true;
        else missing.set(file, (missing.get(file) ?? new Map()).set(contentHash, id));
      }
    }
    if (rows.length < page) return { missing, counts, searched, of, live };
    before = rows.at(-1)?.row;
    await breathe();
  }
}
