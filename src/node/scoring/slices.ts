import type { Pause } from '../../core/scoring/fit/pause.ts';

/** Works for `ms` milliseconds at a time and lets others in between; throws the signal's reason once it is aborted. */
export function slices(signal?: AbortSignal, ms = 12): Pause {
  let since = performance.now();
  return () => {
    signal?.throwIfAborted();
    if (performance.now() - since < ms) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        since = performance.now();
        resolve();
      });
    });
  };
}
