import type { ScorerInfo, StepScores } from '../../core/model/score.ts';
import type { Trajectory } from '../../core/model/trajectory.ts';
import type { Disposable } from '../library/types.ts';

export type DeviceChoice = 'auto' | 'cpu' | 'webgpu';

/** What the status bar says. */
export interface ScoringStatus {
  readonly state: 'idle' | 'starting' | 'scoring' | 'restarting' | 'off';
  readonly device?: string;
  /** One sentence: why this device (`self-test passed`, `no GPU adapter`, …) or why scoring is off. */
  readonly reason: string;
  /** Trajectories waiting, the one in work included. */
  readonly queued: number;
  /** Steps scored per second over the last few seconds; undefined when nothing ran. */
  readonly rate?: number;
  readonly restarts: number;
}

export interface ScoreRequest {
  readonly trajectory: Trajectory;
  readonly contentHash: string;
  /** `view` jumps the queue. */
  readonly priority: 'view' | 'background';
  readonly signal?: AbortSignal;
}

/** Owner of the PRM process. Scores are cached by content hash and scorer identity; a cached answer starts no process. */
export interface Scoring extends Disposable {
  readonly status: ScoringStatus;
  onDidChangeStatus(listener: (status: ScoringStatus) => void): Disposable;
  /** The scorer in use; undefined while the model has not been read or cannot be. */
  readonly scorer: ScorerInfo | undefined;
  onDidScore(listener: (id: string, scores: StepScores) => void): Disposable;
  /** Rejects with a `LogError` that is fit to be shown, or with the signal's reason. Trajectories that wait are held in memory: hand them over in windows. */
  score(request: ScoreRequest): Promise<StepScores>;
  setDevice(device: DeviceChoice): void;
  restart(): void;
}
