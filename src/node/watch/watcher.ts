import type { Problem } from '../../core/model/result.ts';

export interface WatchOptions {
  /** Absolute paths or globs. */
  readonly entries: readonly string[];
  /** Milliseconds between looks at every file, for mounts that report no changes (NFS, SSHFS, some containers). Unset: events. */
  readonly polling?: number;
}

/** What a watcher says is a hint to look; the file's own state decides. A hint may come twice or for nothing. */
export interface WatchHandlers {
  /** This file is new, changed or gone. */
  file(path: string): void;
  /** Everything below this folder is gone. */
  folderGone(path: string): void;
  problem(problem: Problem): void;
}

export interface Watcher {
  /** All files that exist have been told of. Later changes are told of from then on, or a little before. */
  readonly ready: Promise<void>;
  /** Tells of every file again. */
  rescan(): Promise<void>;
  close(): Promise<void>;
}

export type CreateWatcher = (options: WatchOptions, handlers: WatchHandlers) => Watcher;
