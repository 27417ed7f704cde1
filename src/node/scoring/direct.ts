import { LogError } from '../../core/importers/importer.ts';
import type { ScorerInfo, StepScores } from '../../core/model/score.ts';
import type { Trajectory } from '../../core/model/trajectory.ts';
import { fittedInfo } from '../../core/scoring/fit/manifest.ts';
import { FittedReader } from '../../core/scoring/fit/model.ts';
import { LOG_REWARD, logReward } from '../../core/scoring/log-reward.ts';
import type { FittedFolder } from './fitted-folder.ts';
import type { ScoreCache } from './owner.ts';
import type { ScoreRequest, Scoring, ScoringStatus } from './types.ts';

/** Steps scored between two turns of others. */
const SLICE = 64;

/** A fitted scorer. A few microseconds a step beside reading its text, so it needs no process and no device. */
export const fittedScoring = ({ manifest, model }: FittedFolder, cache?: ScoreCache): Scoring =>
  new Direct(fittedInfo(manifest), 'cpu', 'fitted scorers need no GPU', cache, async ({ steps, ...rest }, signal) => {
    const reader = new FittedReader(model, rest);
    const values: number[] = [];
    for (let at = 0; at < steps.length; at += SLICE) {
      if (at > 0) await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      values.push(...reader.read(steps.slice(at, at + SLICE)));
    }
    return values;
  });

/** The step rewards in the log as a scorer. Not cached by content, which rewards are no part of. */
export const logScoring = (): Scoring =>
  new Direct({ ...LOG_REWARD, range: [0, 1] }, 'log', 'step rewards are in the log', undefined, async (trajectory) => {
    const logged = logReward(trajectory);
    if (logged) return logged.scores.values;
    throw new LogError({
      severity: 'info',
      code: 'no-step-rewards',
      message: 'The log has no step rewards.',
      remedy: 'Choose another scorer.',
    });
  });

type Rate = (trajectory: Trajectory, signal: AbortSignal | undefined) => Promise<StepScores['values']>;

/** Scoring in this process, one trajectory after the other. */
class Direct implements Scoring {
  readonly scorer: ScorerInfo;
  readonly #device: string;
  readonly #reason: string;
  readonly #cache: ScoreCache | undefined;
  readonly #rate: Rate;
  readonly #listeners = new Set<(id: string, scores: StepScores) => void>();
  #last: Promise<unknown> = Promise.resolve();
  #queued = 0;

  constructor(scorer: ScorerInfo, device: string, reason: string, cache: ScoreCache | undefined, rate: Rate) {
    this.scorer = scorer;
    this.#device = device;
    this.#reason = reason;
    this.#cache = cache;
    this.#rate = rate;
  }

  get status(): ScoringStatus {
    return { state: this.#queued > 0 ? 'scoring' : 'idle', device: this.#device, reason: this.#reason, queued: this.#queued, restarts: 0 };
  }

  async score({ trajectory, contentHash, signal }: ScoreRequest): Promise<StepScores> {
    signal?.throwIfAborted();
    const { id, identity } = this.scorer;
    const cached = this.#cache?.scores(contentHash, identity);
    if (cached) return cached;
    this.#queued++;
    const turn = this.#last.then(() => {
      signal?.throwIfAborted();
      return this.#rate(trajectory, signal);
    });
    this.#last = turn.catch(() => undefined);
    try {
      const scores: StepScores = { scorer: id, identity, device: this.#device, values: await turn };
      this.#cache?.putScores(contentHash, scores);
      for (const listener of this.#listeners) listener(trajectory.id, scores);
      return scores;
    } finally {
      this.#queued--;
    }
  }

  onDidScore(listener: (id: string, scores: StepScores) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** It is always ready. */
  onDidChangeStatus(): { dispose(): void } {
    return { dispose: () => undefined };
  }

  setDevice(): void {}

  restart(): void {}

  dispose(): void {
    this.#listeners.clear();
  }
}
