import type { Trust } from '../core/model/score.ts';
import { type Tested, trustOf } from '../core/scoring/trust.ts';
import type { Disposable, Library } from '../node/library/types.ts';
import type { RunScorers } from './run-scorers.ts';

type Scorers = Pick<RunScorers, 'of' | 'trust' | 'onDidScore' | 'onDidChange'>;

/** Reading more would keep the editor waiting and hardly narrow the interval. */
const MOST = 20_000;
/** While a run is being scored its trust is worked out again this often at most. Milliseconds. */
const REST_MS = 2000;

interface Known {
  readonly identity: string;
  readonly trust: Trust;
  readonly at: number;
  stale: boolean;
}

/** How far the scorer in use may be trusted on each run, worked out when asked and kept until something changes. */
export class RunTrust implements Disposable {
  private readonly known = new Map<string, Known>();
  private readonly listeners = new Set<(run: string) => void>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly library: Library;
  private readonly scorers: Scorers;
  private readonly subscriptions: readonly Disposable[];

  constructor(library: Library, scorers: Scorers) {
    this.library = library;
    this.scorers = scorers;
    this.subscriptions = [
      library.onDidChange(({ runs }) => {
        for (const run of runs) this.changed(run);
      }),
      scorers.onDidChange((run) => this.replaced(run)),
      scorers.onDidScore((id) => {
        const run = library.summary(id)?.run;
        if (run !== undefined) this.changed(run);
      }),
    ];
  }

  /** Told when an answer that was given out has become old. */
  onDidChange(listener: (run: string) => void): Disposable {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }

  /** Undefined while no scorer is known. */
  of(run: string): Trust | undefined {
    const identity = this.scorers.of(run).scorer?.identity;
    if (identity === undefined) return undefined;
    const known = this.known.get(run);
    if (known?.identity === identity && (!known.stale || this.timers.has(run))) return known.trust;
    const trust = this.scorers.trust(run, () => trustOf(this.tested(run, identity)));
    this.known.set(run, { identity, trust, at: Date.now(), stale: false });
    return trust;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.listeners.clear();
  }

  /** Another scorer: what was known says nothing of it. */
  private replaced(run: string): void {
    this.known.delete(run);
    for (const listener of this.listeners) listener(run);
  }

  private changed(run: string): void {
    const known = this.known.get(run);
    if (!known) return;
    known.stale = true;
    if (this.timers.has(run)) return;
    const tell = () => {
      this.timers.delete(run);
      for (const listener of this.listeners) listener(run);
    };
    this.timers.set(run, setTimeout(tell, Math.max(0, known.at + REST_MS - Date.now())));
  }

  private tested(run: string, identity: string): readonly Tested[] {
    return this.library
      .trajectories(run)
      .slice(0, MOST)
      .map(({ group, outcome, steps, contentHash }) => ({
        task: group,
        success: outcome.success,
        steps,
        values: outcome.success === undefined ? undefined : this.library.scores(contentHash, identity)?.values,
      }));
  }
}
