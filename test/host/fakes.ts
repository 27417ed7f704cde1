import type { ScorerInfo, StepScores, Trust } from '../../src/core/model/score.ts';
import type { TrajectorySummary } from '../../src/core/model/summary.ts';
import type { Trajectory } from '../../src/core/model/trajectory.ts';
import type { Library, LibraryChange } from '../../src/node/library/types.ts';
import type { ScoreRequest, Scoring, ScoringStatus } from '../../src/node/scoring/types.ts';

export const SCORER: ScorerInfo = {
  id: 'e',
  name: 'E',
  meaning: 'success-probability',
  range: [0, 1],
  causal: true,
  appendOnly: true,
  licence: 'MIT',
  identity: 'v1',
};

export const stepScores = (values: readonly number[], identity = 'v1'): StepScores => ({ scorer: 'e', identity, device: 'cpu', values });

export const summaryOf = (id: string, more: Partial<TrajectorySummary> = {}): TrajectorySummary =>
  ({ id, run: 'r', group: 'g', outcome: {}, steps: 3, contentHash: `hash-${id}`, ...more }) as TrajectorySummary;

/** A library of summaries and scores, no files behind it. */
export class FakeLibrary {
  readonly cache = new Map<string, StepScores>();
  readonly listeners = new Set<(change: LibraryChange) => void>();
  readonly summaries: readonly TrajectorySummary[];
  reads = 0;

  constructor(summaries: readonly TrajectorySummary[] = []) {
    this.summaries = summaries;
  }

  onDidChange(listener: (change: LibraryChange) => void) {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }
  changed(...runs: string[]) {
    for (const listener of this.listeners) listener({ runs: new Set(runs), trajectories: new Set(), removed: new Set(), problems: false });
  }
  scores(hash: string, identity: string) {
    this.reads++;
    const scores = this.cache.get(hash);
    return scores?.identity === identity ? scores : undefined;
  }
  trajectories = () => this.summaries;
  summary = (id: string) => this.summaries.find((summary) => summary.id === id);

  get library(): Library {
    return this as unknown as Library;
  }
}

/** A scorer whose answers the test gives. */
export class FakeScoring implements Scoring {
  status: ScoringStatus = { state: 'idle', reason: 'ready', queued: 0, restarts: 0 };
  scorer: ScorerInfo | undefined = SCORER;
  readonly requests: ScoreRequest[] = [];
  readonly devices: string[] = [];
  disposed = false;
  answer: (request: ScoreRequest) => Promise<StepScores> = async () => stepScores([0.1, 0.2, 0.3]);
  private readonly scored = new Set<(id: string, scores: StepScores) => void>();
  private readonly told = new Set<(status: ScoringStatus) => void>();

  onDidChangeStatus(listener: (status: ScoringStatus) => void) {
    this.told.add(listener);
    return { dispose: () => void this.told.delete(listener) };
  }
  onDidScore(listener: (id: string, scores: StepScores) => void) {
    this.scored.add(listener);
    return { dispose: () => void this.scored.delete(listener) };
  }
  tell(status: ScoringStatus) {
    this.status = status;
    for (const listener of this.told) listener(status);
  }
  score(request: ScoreRequest) {
    this.requests.push(request);
    return this.answer(request);
  }
  emit(id: string, scores: StepScores) {
    for (const listener of this.scored) listener(id, scores);
  }
  setDevice(device: string) {
    this.devices.push(device);
  }
  restart() {}
  dispose() {
    this.disposed = true;
  }
}

/** The same scorer for every run. */
export const everyRun = (scoring: Scoring) => ({
  of: () => scoring,
  trust: (_: string, measured: () => Trust) => measured(),
  onDidScore: (listener: (id: string, scores: StepScores) => void) => scoring.onDidScore(listener),
  onDidChange: (): { dispose(): void } => ({ dispose: () => undefined }),
});

export const TRAJECTORY = { id: 'a' } as Trajectory;
