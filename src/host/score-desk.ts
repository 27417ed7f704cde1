import type { StepScores } from '../core/model/score.ts';
import type { TrajectorySummary } from '../core/model/summary.ts';
import type { Trajectory } from '../core/model/trajectory.ts';
import type { Library } from '../node/library/types.ts';
import { explain } from './explain.ts';
import type { RunScorers } from './run-scorers.ts';

/** Trajectories whose last scores are remembered while new ones are on their way. */
const KEPT = 200;

/** Where views get scores: from the cache at once, from the scorer when the trajectory is in view and the user wants that. */
export class ScoreDesk {
  private readonly last = new Map<string, StepScores>();
  private readonly asked = new Map<string, string>();
  private readonly failures = new Map<string, string>();
  private readonly library: Library;
  private readonly scorers: Pick<RunScorers, 'of' | 'onDidScore'>;
  private readonly automatic: () => boolean;

  constructor(library: Library, scorers: Pick<RunScorers, 'of' | 'onDidScore'>, automatic: () => boolean) {
    this.library = library;
    this.scorers = scorers;
    this.automatic = automatic;
    scorers.onDidScore((id, scores) => this.remember(id, scores));
  }

  /** Scores as far as they are known. Of a growing trajectory the earlier steps' scores stay until new ones come. */
  of(summary: TrajectorySummary): StepScores | undefined {
    const { scorer } = this.scorers.of(summary.run);
    const identity = scorer?.identity;
    if (identity === undefined) return undefined;
    const cached = this.library.scores(summary.contentHash, identity);
    if (cached) return cached;
    const last = this.last.get(summary.id);
    return last?.identity === identity && scorer?.appendOnly ? last : undefined;
  }

  /** Why there is no score, in a few words. */
  why(summary: TrajectorySummary): string {
    const failure = this.failures.get(summary.id);
    if (failure) return failure;
    const { state, reason } = this.scorers.of(summary.run).status;
    if (state === 'off') return reason;
    if (this.asked.get(summary.id) === this.key(summary)) return 'being scored';
    return this.automatic() ? 'not scored yet' : 'not scored; automatic scoring is switched off';
  }

  /** Called by whoever shows a trajectory: scores it once per content, unless the user switched that off. */
  inView(summary: TrajectorySummary, trajectory: Trajectory): void {
    if (!this.automatic() || this.scorers.of(summary.run).status.state === 'off') return;
    if (this.asked.get(summary.id) === this.key(summary)) return;
    void this.score(summary, trajectory, 'view').catch(() => undefined);
  }

  /** Rejects with what the scorer says; the reason is kept for `why`. */
  async score(
    summary: TrajectorySummary,
    trajectory: Trajectory,
    priority: 'view' | 'background',
    signal?: AbortSignal,
  ): Promise<StepScores> {
    const { id, contentHash } = summary;
    this.asked.set(id, this.key(summary));
    this.failures.delete(id);
    try {
      const scores = await this.scorers.of(summary.run).score({ trajectory, contentHash, priority, signal });
      this.remember(id, scores);
      return scores;
    } catch (error) {
      if (signal?.aborted) this.asked.delete(id);
      else this.failures.set(id, explain(error).message);
      throw error;
    }
  }

  /** What was asked for: this content from this scorer. */
  private key({ run, contentHash }: TrajectorySummary): string {
    return `${contentHash} ${this.scorers.of(run).scorer?.identity}`;
  }

  private remember(id: string, scores: StepScores): void {
    this.last.delete(id);
    this.last.set(id, scores);
    const oldest = this.last.keys().next();
    if (this.last.size > KEPT && !oldest.done) this.last.delete(oldest.value);
  }
}
