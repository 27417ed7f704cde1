import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { watch as chokidarWatch, type FSWatcher } from 'chokidar';
import { isIgnoredFolder, toSlashes } from './candidates.ts';
import type { Root } from './roots.ts';
import { resolveRoots, type Walked, walk, walkFolder } from './walk.ts';
import type { CreateWatcher, Watcher, WatchHandlers, WatchOptions } from './watcher.ts';

/** A new folder is listed again after these times: what was written before its own watch stood is found then. Milliseconds. */
const secondLooks = [150, 1000];
/** Milliseconds. */
const baseInterval = 1000;

/**
 * Watches with chokidar. Only folders are watched, not each file: one system handle per folder, none per file; the
 * folder's raw events name the file that changed. With polling there are no such events, so there each candidate file
 * is watched as well. The first listing is our own walk; chokidar's is silent.
 */
export const createChokidarWatcher: CreateWatcher = (options, handlers) => {
  const stop = new AbortController();
  const session = resolveRoots(options.entries).then((roots) => startSession(roots, options, handlers, stop.signal));
  const ready = session.then((it) => it.rescan());
  return {
    ready,
    rescan: async () => (await session).rescan(),
    async close() {
      stop.abort();
      await (await session).close();
      await ready;
    },
  } satisfies Watcher;
};

interface Session {
  rescan(): Promise<void>;
  close(): Promise<void>;
}

function startSession(roots: readonly Root[], options: WatchOptions, handlers: WatchHandlers, signal: AbortSignal): Session {
  const bases = new Set(roots.map((root) => root.base));
  /** Real path -> the path through the link that we know it by. */
  const links = new Map<string, string>();
  const known = (path: string) => throughLink(toSlashes(path), links);
  const admitsFile = (path: string) => roots.some((root) => root.admitsFile(path));

  const ignored = (path: string, stats?: Stats): boolean => {
    const spelled = known(path);
    if (bases.has(spelled) || links.has(toSlashes(path))) return false;
    if (isIgnoredFolder(spelled.slice(spelled.lastIndexOf('/') + 1))) return true;
    if (!stats) return false;
    if (stats.isDirectory()) return !roots.some((root) => root.admitsFolder(spelled) || root.base.startsWith(`${spelled}/`));
    return !stats.isFile() || options.polling === undefined || !admitsFile(spelled);
  };

  const watcher: FSWatcher = chokidarWatch([...bases], {
    ignored,
    ignoreInitial: true,
    ignorePermissionErrors: true,
    followSymlinks: false,
    atomic: false,
    usePolling: options.polling !== undefined,
    ...(options.polling === undefined ? {} : { interval: options.polling, binaryInterval: options.polling }),
  });

  const tell = (found: Walked): void => {
    if (signal.aborted) return;
    if (found.kind === 'problem') {
      handlers.problem(found.problem);
      return;
    }
    if (found.real !== undefined && !links.has(found.real)) {
      links.set(found.real, found.path);
      watcher.add(found.real);
    }
    if (found.kind === 'file') handlers.file(found.path);
  };
  const list = async (walked: AsyncGenerator<Walked>): Promise<void> => {
    for await (const found of walked) tell(found);
  };
  const rescan = () => list(walk(roots, { signal }));
  const newFolder = (path: string): void => {
    const look = () => void list(walkFolder(path, roots, { signal }));
    look();
    for (const delay of secondLooks) setTimeout(() => !signal.aborted && look(), delay).unref();
  };
  const hint = (path: string): void => {
    const spelled = known(path);
    if (admitsFile(spelled)) handlers.file(spelled);
  };

  // Raw events come for every change; the cooked ones leave out what follows within 50 ms.
  watcher.on('raw', (_event, name, details) => {
    const watched = (details as { watchedPath?: string } | undefined)?.watchedPath;
    if (watched === undefined) return hint(name);
    if (bases.has(known(watched)) || links.has(toSlashes(watched))) hint(watched);
    if (name) hint(`${toSlashes(watched)}/${toSlashes(String(name))}`);
    else void list(walkFolder(known(watched), roots, { signal }));
  });
  watcher.on('add', hint).on('change', hint).on('unlink', hint);
  watcher.on('addDir', (path) => newFolder(known(path)));
  watcher.on('unlinkDir', (path) => handlers.folderGone(known(path)));
  watcher.on('error', (error) => handlers.problem(watchProblem(error as NodeJS.ErrnoException)));
  watcher.once('ready', () => {
    void rescan();
    if (options.polling !== undefined) setTimeout(() => void rescan(), 2 * options.polling).unref();
  });

  const patrol = watchBases([...bases], {
    appeared(base) {
      watcher.unwatch(base);
      watcher.add(base);
      newFolder(base);
    },
    vanished: (base) => handlers.folderGone(base),
  });
  return {
    rescan,
    close() {
      clearInterval(patrol);
      return watcher.close();
    },
  };
}

/** Nothing watches the folder that a base lies in, so a base that comes, goes or is made anew is looked for by the clock. */
function watchBases(bases: readonly string[], tell: { appeared(base: string): void; vanished(base: string): void }): NodeJS.Timeout {
  const identities = new Map<string, string>();
  const look = async (base: string): Promise<void> => {
    const now = await stat(base).then(
      (stats) => `${stats.dev}:${stats.ino}`,
      () => '',
    );
    const before = identities.get(base);
    identities.set(base, now);
    if (before === undefined || before === now) return;
    if (before !== '') tell.vanished(base);
    if (now !== '') tell.appeared(base);
  };
  const lookAtAll = () => bases.forEach((base) => void look(base));
  lookAtAll();
  return setInterval(lookAtAll, baseInterval).unref();
}

function throughLink(path: string, links: ReadonlyMap<string, string>): string {
  for (const [real, link] of links) {
    if (path === real) return link;
    if (path.startsWith(`${real}/`)) return link + path.slice(real.length);
  }
  return path;
}

function watchProblem(error: NodeJS.ErrnoException) {
  const full = error.code === 'ENOSPC' || error.code === 'EMFILE';
  return {
    severity: 'warning',
    code: full ? 'watch-limit' : 'watch-failed',
    message: full
      ? 'The system allows no more folders to be watched; changes below some folders are not seen.'
      : `Watching failed: ${error.message}.`,
    remedy: full
      ? 'Raise the limit (on Linux: sysctl fs.inotify.max_user_watches and max_user_instances), watch fewer directories, or switch polling on.'
      : 'Refresh to look again, or switch polling on.',
  } as const;
}
