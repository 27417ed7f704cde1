import type { Written } from '../store/rows.ts';
import type { Disposable, LibraryChange } from './types.ts';

/** Listeners of one kind of event. One that throws does not keep the others from hearing. */
export interface Emitter<T> {
  on(listener: (event: T) => void): Disposable;
  emit(event: T): void;
}

export function emitter<T>(onError: (error: unknown) => void): Emitter<T> {
  const listeners = new Set<(event: T) => void>();
  return {
    on(listener) {
      // A wrapper, so that the same function registered twice is two listeners.
      const own = (event: T) => listener(event);
      listeners.add(own);
      return { dispose: () => void listeners.delete(own) };
    },
    emit(event) {
      for (const listener of [...listeners]) {
        try {
          listener(event);
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}

/** Gathers what writes did and tells of it together, a moment after the first. */
export interface Changes {
  add(written: Partial<Written> & { readonly problems?: boolean }): void;
  flush(): void;
  dispose(): void;
}

/** Milliseconds. */
const gather = 25;

export function changes(tell: (change: LibraryChange) => void): Changes {
  let runs = new Set<string>();
  let trajectories = new Set<string>();
  let removed = new Set<string>();
  let problems = false;
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (runs.size + trajectories.size + removed.size === 0 && !problems) return;
    const change = { runs, trajectories, removed, problems };
    runs = new Set();
    trajectories = new Set();
    removed = new Set();
    problems = false;
    tell(change);
  };
  return {
    add(written) {
      for (const run of written.runs ?? []) runs.add(run);
      for (const id of written.removed ?? []) {
        trajectories.delete(id);
        removed.add(id);
      }
      for (const id of written.changed ?? []) {
        removed.delete(id);
        trajectories.add(id);
      }
      problems ||= written.problems === true;
      timer ??= setTimeout(flush, gather);
    },
    flush,
    dispose: () => clearTimeout(timer),
  };
}
