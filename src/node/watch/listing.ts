import { resolveRoots, walk } from './walk.ts';
import type { CreateWatcher } from './watcher.ts';

/** Lists what is there and watches nothing: for work that ends. */
export const createListing: CreateWatcher = ({ entries }, handlers) => {
  const stop = new AbortController();
  const rescan = async (): Promise<void> => {
    for await (const found of walk(await resolveRoots(entries), { signal: stop.signal })) {
      if (found.kind === 'problem') handlers.problem(found.problem);
      if (found.kind === 'file') handlers.file(found.path);
    }
  };
  return {
    ready: rescan(),
    rescan,
    async close() {
      stop.abort();
    },
  };
};
