import type { FileStamp } from '../store/rows.ts';
import { sameStamp } from './stamp.ts';

/**
 * Files that look half-written. They are looked at again after a while; what has not changed by then is taken as it is.
 */
export interface Settling {
  /** Whether a file in this state has waited long enough. Ends the wait. */
  settled(path: string, stamp: FileStamp): boolean;
  /** Looks again later. */
  wait(path: string, stamp: FileStamp): void;
  forget(path: string): void;
  dispose(): void;
}

export function settling(delay: number, look: (path: string) => void): Settling {
  const waiting = new Map<string, { readonly stamp: FileStamp; readonly timer: NodeJS.Timeout; due: boolean }>();
  const forget = (path: string): void => {
    clearTimeout(waiting.get(path)?.timer);
    waiting.delete(path);
  };
  return {
    settled(path, stamp) {
      if (delay === 0) return true;
      const found = waiting.get(path);
      if (!found?.due || !sameStamp(found.stamp, stamp)) return false;
      forget(path);
      return true;
    },
    wait(path, stamp) {
      const found = waiting.get(path);
      if (found && !found.due && sameStamp(found.stamp, stamp)) return;
      forget(path);
      const entry = {
        stamp,
        due: false,
        timer: setTimeout(() => {
          entry.due = true;
          look(path);
        }, delay).unref(),
      };
      waiting.set(path, entry);
    },
    forget,
    dispose() {
      for (const path of [...waiting.keys()]) forget(path);
    },
  };
}
