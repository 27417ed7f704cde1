import { setImmediate } from 'node:timers/promises';

/** Gives the event loop a turn once this much time has been used in one go. Milliseconds. */
const slice = 4;

/** Call it between small pieces of work: it resolves at once until the slice is used up, then lets others run first. */
export type Pace = () => Promise<void> | undefined;

export function pacer(limit = slice): Pace {
  let start = performance.now();
  return () => {
    if (performance.now() - start < limit) return undefined;
    return setImmediate().then(() => {
      start = performance.now();
    });
  };
}
