import type { Stats } from 'node:fs';
import { dirname } from 'node:path/posix';
import { watch as chokidarWatch, type FSWatcher } from 'chokidar';
import { watchBases } from './bases.ts';
import { isIgnoredFolder, toSlashes } from './candidates.ts';
import { crowdedFolders } from './crowded.ts';
import type { Root } from './roots.ts';
import { crowdedFrom, resolveRoots, type Walked, walk, walkFolder } from './walk.ts';
import type { CreateWatcher, Watcher, WatchHandlers, WatchOptions } from './watcher.ts';

/** A new folder is listed again after these times: what was written before its own watch stood is found then. Milliseconds. */
const secondLooks = [150, 1000];

/**
 * Watches with chokidar. Only folders are watched, not each file: one system handle per folder, none per file; the
 * folder's raw events name the file that changed. With polling there are no such events, so there each candidate file
 * is watched as well. The first listing is our own walk; chokidar's comes after it and is silent. Folders with very many
 * entries are kept from chokidar, see `crowdedFolders`.
 */
export const createChokidarWatcher: CreateWatcher = (options, handlers) => {
  const stop = new AbortController();
  const session = resolveRoots(options.entries).then((roots) => startSession(roots, options, handlers, stop.signal));
  const ready = session.then((it) => it.start());
  return {
    ready,
    rescan: async () => (await session).rescan(),
    async close() {
      stop.abort();
      await ready.catch(() => undefined);
      await (await session).close();
    },
  } satisfies Watcher;
};

interface Session {
  start(): Promise<void>;
  rescan(): Promise<void>;
  close(): Promise<void>;
}

function startSession(roots: readonly Root[], options: WatchOptions, handlers: WatchHandlers, signal: AbortSignal): Session {
  const bases = new Set(roots.map((root) => root.base));
  /** Real path -> the path through the link that we know it by. */
  const links = new Map<string, string>();
  /** Folders inside of crowded ones: chokidar does not come to them by itself. */
  const inside = new Set<string>();
  /** Entries that came to a folder since it was last listed. */
  const grown = new Map<string, number>();
  let watcher: FSWatcher | undefined;
  let changing: Promise<unknown> = Promise.resolve();
  const known = (path: string) => throughLink(toSlashes(path), links);
  const admitsFile = (path: string) => roots.some((root) => root.admitsFile(path));

  const ignored = (path: string, stats?: Stats): boolean => {
    const spelled = known(path);
    if (crowded.has(spelled)) return true;
    if (bases.has(spelled) || inside.has(spelled) || links.has(toSlashes(path))) return false;
    if (isIgnoredFolder(spelled.slice(spelled.lastIndexOf('/') + 1))) return true;
    if (!stats) return false;
    if (stats.isDirectory()) return !roots.some((root) => root.admitsFolder(spelled) || root.base.startsWith(`${spelled}/`));
    return !stats.isFile() || options.polling === undefined || !admitsFile(spelled);
  };

  const report = (path: string): void => {
    for (const base of bases) if (path.startsWith(`${base}/`)) patrol.heard(base);
    handlers.file(path);
  };
  const tell = (found: Walked): void => {
    if (signal.aborted) return;
    if (found.kind === 'problem') {
      handlers.problem(found.problem);
      return;
    }
    if ('real' in found && found.real !== undefined && !links.has(found.real)) {
      links.set(found.real, found.path);
      watcher?.add(found.real);
    }
    if (found.kind === 'crowded' && options.polling === undefined && !crowded.has(found.path)) {
      crowded.watch(found.path);
      if (watcher) changing = changing.then(restart);
    }
    if (found.kind === 'folder' && crowded.has(dirname(found.path)) && !inside.has(found.path)) {
      inside.add(found.path);
      watcher?.add(found.path);
    }
    if (found.kind === 'file') report(found.path);
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
    if (admitsFile(spelled)) report(spelled);
  };

  const crowded = crowdedFolders({
    entry: hint,
    newFolder,
    unclear: (folder) => void list(walkFolder(folder, roots, { signal })),
    gone: handlers.folderGone,
    error: (error) => handlers.problem(watchProblem(error)),
  });

  function startChokidar(): void {
    if (signal.aborted) return;
    const paths = [...bases, ...inside, ...links.keys()].filter((path) => !crowded.has(known(path)));
    const started = chokidarWatch(paths, {
      ignored,
      ignoreInitial: true,
      ignorePermissionErrors: true,
      followSymlinks: false,
      atomic: false,
      usePolling: options.polling !== undefined,
      ...(options.polling === undefined ? {} : { interval: options.polling, binaryInterval: options.polling }),
    });
    watcher = started;
    // Raw events come for every change; the cooked ones leave out what follows within 50 ms.
    started.on('raw', (event, name, details) => {
      const watched = (details as { watchedPath?: string } | undefined)?.watchedPath;
      if (watched === undefined) return hint(name);
      const folder = toSlashes(watched);
      if (bases.has(known(folder)) || links.has(folder)) hint(folder);
      if (name) hint(`${folder}/${toSlashes(String(name))}`);
      const growth = (grown.get(folder) ?? 0) + 1;
      grown.set(folder, event === 'rename' ? growth % crowdedFrom : growth - 1);
      if (!name || (event === 'rename' && growth === crowdedFrom)) void list(walkFolder(known(folder), roots, { signal }));
    });
    started.on('add', hint).on('change', hint).on('unlink', hint);
    started.on('addDir', (path) => newFolder(known(path)));
    started.on('unlinkDir', (path) => handlers.folderGone(known(path)));
    started.on('error', (error) => handlers.problem(watchProblem(error as NodeJS.ErrnoException)));
    const look = () => void rescan();
    if (paths.length === 0) look();
    started.once('ready', look);
    if (options.polling !== undefined) started.once('ready', () => setTimeout(look, 2 * (options.polling ?? 0)).unref());
  }

  async function restart(): Promise<void> {
    await watcher?.close();
    startChokidar();
  }

  const patrol = watchBases([...bases], {
    appeared(base) {
      watcher?.unwatch(base);
      watcher?.add(base);
      newFolder(base);
    },
    vanished(base) {
      crowded.drop(base);
      handlers.folderGone(base);
    },
  });
  return {
    async start() {
      await rescan();
      startChokidar();
    },
    rescan,
    async close() {
      patrol.close();
      await changing;
      crowded.close();
      await watcher?.close();
    },
  };
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
