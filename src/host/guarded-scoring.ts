import { LogError } from '../core/importers/importer.ts';
import type { ScorerInfo, StepScores } from '../core/model/score.ts';
import type { Disposable } from '../node/library/types.ts';
import type { DeviceChoice, ScoreRequest, Scoring, ScoringStatus } from '../node/scoring/types.ts';

/** Why nothing may be scored, and what would change that. */
export interface Bar {
  readonly reason: string;
  readonly remedy: string;
}

/**
 * Scoring behind a bar: while there is one (untrusted workspace, switched off) no model is read and no process lives.
 * `open` is called when the bar is first lifted.
 */
export class GuardedScoring implements Scoring {
  private inner: Scoring | undefined;
  private bar: Bar | undefined;
  private readonly open: () => Scoring;
  private readonly statusListeners = new Set<(status: ScoringStatus) => void>();
  private readonly scoreListeners = new Set<(id: string, scores: StepScores) => void>();

  constructor(open: () => Scoring, bar: Bar | undefined) {
    this.open = open;
    this.bar = bar;
    this.follow();
  }

  /** Sets or lifts the bar. A new bar ends the process; the scores it gave stay. */
  setBar(bar: Bar | undefined): void {
    if (bar?.reason === this.bar?.reason) return;
    this.bar = bar;
    if (bar) {
      this.inner?.dispose();
      this.inner = undefined;
    }
    this.follow();
    this.tell(this.status);
  }

  get status(): ScoringStatus {
    return this.inner?.status ?? { state: 'off', reason: this.bar?.reason ?? 'not started', queued: 0, restarts: 0 };
  }

  get scorer(): ScorerInfo | undefined {
    return this.inner?.scorer;
  }

  onDidChangeStatus(listener: (status: ScoringStatus) => void): Disposable {
    this.statusListeners.add(listener);
    return { dispose: () => void this.statusListeners.delete(listener) };
  }

  onDidScore(listener: (id: string, scores: StepScores) => void): Disposable {
    this.scoreListeners.add(listener);
    return { dispose: () => void this.scoreListeners.delete(listener) };
  }

  async score(request: ScoreRequest): Promise<StepScores> {
    if (!this.inner)
      throw new LogError({
        severity: 'info',
        code: 'scoring-off',
        message: `Scoring is off: ${this.status.reason}.`,
        remedy: this.bar?.remedy,
      });
    return this.inner.score(request);
  }

  setDevice(device: DeviceChoice): void {
    this.inner?.setDevice(device);
  }

  restart(): void {
    this.inner?.restart();
  }

  dispose(): void {
    this.inner?.dispose();
    this.inner = undefined;
    this.statusListeners.clear();
    this.scoreListeners.clear();
  }

  private follow(): void {
    if (this.bar || this.inner) return;
    this.inner = this.open();
    this.inner.onDidChangeStatus((status) => this.tell(status));
    this.inner.onDidScore((id, scores) => {
      for (const listener of this.scoreListeners) listener(id, scores);
    });
  }

  private tell(status: ScoringStatus): void {
    for (const listener of this.statusListeners) listener(status);
  }
}
