import { setImmediate as breathe } from 'node:timers/promises';
import { factsOf, type TrajectoryFacts } from '../../core/diff/facts.ts';
import type { Library } from '../../node/library/types.ts';
import type { Side } from './sides.ts';

/** Reads whole trajectories for what the index does not know, one after the other, and remembers the numbers only. */
export class FactReader {
  /** By content hash, so a rollout that changes is read again. */
  private readonly known = new Map<string, TrajectoryFacts>();
  private stopped = true;
  done = 0;
  total = 0;
  private readonly library: Library;
  private readonly log: (message: string) => void;

  constructor(library: Library, log: (message: string) => void) {
    this.library = library;
    this.log = log;
  }

  get busy(): boolean {
    return !this.stopped;
  }

  stop(): void {
    this.stopped = true;
  }

  /** Facts of a side with what was read; undefined while some rollout is unread. */
  of({ summaries }: Side): readonly TrajectoryFacts[] | undefined {
    const facts = summaries.flatMap(({ contentHash, id }) => this.known.get(contentHash + id) ?? []);
    return facts.length === summaries.length ? facts : undefined;
  }

  /** @param told called now and then while it goes on, and at the end */
  async read(sides: readonly Side[], told: () => void): Promise<void> {
    if (this.busy) return;
    this.stopped = false;
    const wanted = sides.flatMap((side) => side.summaries.map((summary) => ({ summary, side })));
    [this.done, this.total] = [0, wanted.length];
    let last = Date.now();
    for (const { summary, side } of wanted) {
      if (this.stopped) break;
      const key = summary.contentHash + summary.id;
      if (!this.known.has(key)) {
        try {
          this.known.set(key, factsOf(await this.library.trajectory(summary.id), side.success));
        } catch (error) {
          this.log(`Comparison of runs: ${error instanceof Error ? error.message : String(error)}`);
        }
        await breathe();
      }
      this.done++;
      if (Date.now() - last > 500) {
        last = Date.now();
        told();
      }
    }
    this.stopped = true;
    told();
  }
}
