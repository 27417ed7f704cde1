import { stat } from 'node:fs/promises';

/** Milliseconds. */
const interval = 1000;

export interface Patrol {
  /** Something below this base was heard of: it is there, whatever the last look said. */
  heard(base: string): void;
  close(): void;
}

/** Heard of, but not looked at yet. */
const THERE = 'there';

/** Nothing watches the folder that a base lies in, so a base that comes, goes or is made anew is looked for by the clock. */
export function watchBases(bases: readonly string[], tell: { appeared(base: string): void; vanished(base: string): void }): Patrol {
  const identities = new Map<string, string>();
  const look = async (base: string): Promise<void> => {
    const now = await stat(base).then(
      (stats) => `${stats.dev}:${stats.ino}`,
      () => '',
    );
    const before = identities.get(base);
    identities.set(base, now);
    if (before === undefined || before === now) return;
    if (before !== '' && !(before === THERE && now !== '')) tell.vanished(base);
    if (now !== '') tell.appeared(base);
  };
  const lookAtAll = () => bases.forEach((base) => void look(base));
  lookAtAll();
  const timer = setInterval(lookAtAll, interval).unref();
  return {
    heard(base) {
      if (identities.get(base) === '') identities.set(base, THERE);
    },
    close: () => clearInterval(timer),
  };
}
