import type { Trust } from '../core/model/score.ts';
import { type Tested, trustOf } from '../core/scoring/trust.ts';
import type { Disposable, Library } from '../node/library/types.ts';
import type { Scoring } from '../node/scoring/types.ts';

/** Reading more would keep the editor waiting and hardly narrow the interval. */
const MOST = 20_000;

/** How far the scorer in use may be trusted on each run, worked out when asked and kept until something changes. */
export class RunTrust implements Disposable {
  private readonly known = new Map<string, { readonly identity: string; readonly trust: Trust }>();
  private readonly library: Library;
  private readonly scoring: Scoring;
  private readonly subscriptions: readonly Disposable[];

  constructor(library: Library, scoring: Scoring) {
    this.library = library;
    this.scoring = scoring;
    this.subscriptions = [
      library.onDidChange(({ runs }) => {
        for (const run of runs) this.known.delete(run);
      }),
      scoring.onDidScore((id) => {
        const run = library.summary(id)?.run;
        if (run !== undefined) this.known.delete(run);
      }),
    ];
  }

  /** Undefined while no scorer is known. */
  of(run: string): Trust | undefined {
    const scorer = this.scoring.scorer;
    if (!scorer) return undefined;
    const known = this.known.get(run);
    if (known?.identity === scorer.identity) return known.trust;
    const trust = trustOf(this.tested(run, scorer.identity));
    this.known.set(run, { identity: scorer.identity, trust });
    return trust;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
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
