/** Runs one task per key, at most one at a time for a key: a key that is touched again meanwhile runs once more afterwards. */
export interface LatestWins {
  /** `urgent` keys go before all others; one worker is theirs alone. */
  touch(key: string, urgent: boolean): void;
  /** Forgets a key that waits. A task that runs is not stopped. */
  drop(key: string): void;
  /** Keys waiting, cooling down or in work. */
  readonly size: number;
  /** Resolves when nothing waits or runs. */
  idle(): Promise<void>;
  close(): void;
}

export interface LatestWinsOptions {
  readonly workers: number;
  /** Shortest pause after a task before the same key runs again. Milliseconds. */
  readonly minPause: number;
  /** The pause is this many times what the task took, so that a file in constant change takes a bounded share of the time. */
  readonly pauseFactor: number;
  readonly maxPause: number;
}

export const defaultLimits: LatestWinsOptions = { workers: 3, minPause: 30, pauseFactor: 2, maxPause: 1000 };

export function latestWins(
  task: (key: string) => Promise<void>,
  onError: (key: string, error: unknown) => void,
  options: LatestWinsOptions = defaultLimits,
): LatestWins {
  const urgent = new Set<string>();
  const waiting = new Set<string>();
  const running = new Set<string>();
  const again = new Set<string>();
  /** Keys in their pause, and the timer that ends it. */
  const cooling = new Map<string, NodeJS.Timeout>();
  const idlers: (() => void)[] = [];
  let closed = false;

  const size = () => urgent.size + waiting.size + running.size + again.size;

  const pump = (): void => {
    while (!closed && running.size < options.workers) {
      const key = first(urgent) ?? (running.size < options.workers - 1 ? first(waiting) : undefined);
      if (key === undefined) break;
      urgent.delete(key);
      waiting.delete(key);
      running.add(key);
      void run(key);
    }
    if (size() === 0) for (const done of idlers.splice(0)) done();
  };

  const run = async (key: string): Promise<void> => {
    const start = performance.now();
    try {
      await task(key);
    } catch (error) {
      onError(key, error);
    } finally {
      running.delete(key);
      if (!closed) {
        const pause = Math.min(options.maxPause, Math.max(options.minPause, (performance.now() - start) * options.pauseFactor));
        cooling.set(key, setTimeout(wake, pause, key));
        pump();
      }
    }
  };

  const wake = (key: string): void => {
    cooling.delete(key);
    if (again.delete(key)) urgent.add(key);
    pump();
  };

  return {
    touch(key, isUrgent) {
      if (closed) return;
      if (running.has(key) || cooling.has(key)) again.add(key);
      else if (isUrgent) {
        waiting.delete(key);
        urgent.add(key);
      } else if (!urgent.has(key)) waiting.add(key);
      pump();
    },
    drop(key) {
      urgent.delete(key);
      waiting.delete(key);
      again.delete(key);
      pump();
    },
    get size() {
      return size();
    },
    idle: () =>
      new Promise((resolve) => {
        idlers.push(resolve);
        pump();
      }),
    close() {
      closed = true;
      for (const timer of cooling.values()) clearTimeout(timer);
      for (const set of [urgent, waiting, again]) set.clear();
      for (const done of idlers.splice(0)) done();
    },
  };
}

function first(set: ReadonlySet<string>): string | undefined {
  for (const key of set) return key;
  return undefined;
}
