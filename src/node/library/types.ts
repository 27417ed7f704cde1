import type { Formats } from '../../core/importers/formats.ts';
import type { Problem } from '../../core/model/result.ts';
import type { StepScores } from '../../core/model/score.ts';
import type { GroupSummary, RunSummary, TrajectorySummary } from '../../core/model/summary.ts';
import type { Trajectory } from '../../core/model/trajectory.ts';

export interface Disposable {
  dispose(): void;
}

/** What changed since the last event; a listener re-reads what it shows. */
export interface LibraryChange {
  readonly runs: ReadonlySet<string>;
  /** Ids of trajectories that are new or whose content changed. */
  readonly trajectories: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
  /** True when problems were added or cleared. */
  readonly problems: boolean;
}

export interface IndexedContent {
  readonly row: number;
  readonly id: string;
  readonly file: string;
  readonly contentHash: string;
  /** False: indexed before, and outside of what this window watches now. */
  readonly watched: boolean;
}

export interface LibraryProgress {
  /** Files found so far, files read so far. */
  readonly found: number;
  readonly read: number;
  readonly busy: boolean;
}

/** The rollouts on disk: watched, detected, imported, indexed. One per window; the CLI makes a short-lived one. */
export interface Library extends Disposable {
  onDidChange(listener: (change: LibraryChange) => void): Disposable;
  onDidProgress(listener: (progress: LibraryProgress) => void): Disposable;
  readonly progress: LibraryProgress;
  /** Starts or changes what is watched. Entries are absolute paths or globs, already expanded by the host. */
  watch(directories: readonly string[]): Promise<void>;
  /** Changes which formats are read, or which file is read as what; what this concerns is read anew. */
  use(formats: Formats): void;
  /** Looks at everything again, as on a fresh start. */
  refresh(): Promise<void>;
  /** Resolves when everything known so far has been read. */
  idle(): Promise<void>;

  runs(): readonly RunSummary[];
  groups(run: string): readonly GroupSummary[];
  trajectories(run: string, group?: string): readonly TrajectorySummary[];
  summary(id: string): TrajectorySummary | undefined;
  /** Reads a trajectory from its place on disk. Throws `LogError` when it cannot be read (any more). */
  trajectory(id: string): Promise<Trajectory>;
  /**
   * Reads several trajectories of one file one after another, none of them kept in memory; those that cannot be read are
   * left out.
   */
  read(file: string, ids: readonly string[]): AsyncIterable<Trajectory>;
  /** Which content is indexed, newest first, `limit` at a time; `before` is the last row of the page before. */
  contents(before: number | undefined, limit: number): readonly IndexedContent[];
  /** True while the file behind it was changed less than a minute ago and the log does not say it ended. */
  isLive(id: string): boolean;
  problems(): readonly Problem[];

  /** Scores by content hash and scorer identity; they survive restarts. */
  scores(contentHash: string, scorerIdentity: string): StepScores | undefined;
  putScores(contentHash: string, scores: StepScores): void;
  /** Mean score per trajectory of a run under one scorer, for the tree: one query. */
  meanScores(run: string, scorerIdentity: string): ReadonlyMap<string, number>;
}
