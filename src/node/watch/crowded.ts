import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';

/**
 * Folders with very many entries. chokidar lists a folder and looks at every entry whenever one of them changes, about
 * 10 µs of processor time each; here the system's own watch says which entry it was, whatever their number.
 */
export interface CrowdedFolders {
  has(path: string): boolean;
  watch(path: string): void;
  drop(path: string): void;
  close(): void;
}

export interface CrowdedHandlers {
  /** This entry is new, changed or gone. */
  entry(path: string): void;
  newFolder(path: string): void;
  /** Something changed, the system does not say what. */
  unclear(folder: string): void;
  gone(folder: string): void;
  error(error: NodeJS.ErrnoException): void;
}

export function crowdedFolders(handlers: CrowdedHandlers): CrowdedFolders {
  const watchers = new Map<string, FSWatcher>();
  const drop = (path: string): void => {
    watchers.get(path)?.close();
    watchers.delete(path);
  };
  const renamed = async (folder: string, path: string): Promise<void> => {
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isDirectory()) handlers.newFolder(path);
    if (stats || (await stat(folder).catch(() => undefined)) || !watchers.has(folder)) return;
    drop(folder);
    handlers.gone(folder);
  };
  return {
    has: (path) => watchers.has(path),
    watch(folder) {
      if (watchers.has(folder)) return;
      try {
        const watcher = watch(folder, (event, name) => {
          if (!name) return handlers.unclear(folder);
          const path = `${folder}/${name}`;
          handlers.entry(path);
          if (event === 'rename') void renamed(folder, path);
        });
        watcher.on('error', handlers.error);
        watchers.set(folder, watcher);
      } catch (error) {
        handlers.error(error as NodeJS.ErrnoException);
      }
    },
    drop,
    close() {
      for (const path of [...watchers.keys()]) drop(path);
    },
  };
}
