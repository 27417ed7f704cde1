import type { Outcome, Place, Policy, Status, Task } from './trajectory.ts';

/** What the index keeps of a trajectory: enough for trees, tables and statistics, without its text. */
export interface TrajectorySummary {
  readonly id: string;
  readonly format: string;
  readonly file: string;
  readonly place: Place;
  readonly run: string;
  readonly group: string;
  readonly sample: number;
  readonly task: Task;
  readonly policy: Policy;
  /** As logged; `success` also where the run never says it and its rewards are all 0 or 1 (see judged.ts). */
  readonly outcome: Outcome;
  readonly status: Status;
  readonly steps: number;
  /** Characters of text in all steps, a cheap measure of length. */
  readonly chars: number;
  /** Hash of everything a scorer may read; the key of the score cache. */
  readonly contentHash: string;
}

export interface GroupSummary {
  readonly run: string;
  readonly group: string;
  readonly task: Task;
  readonly trajectories: number;
  /** Trajectories whose success is known, and how many of them succeeded. */
  readonly judged: number;
  readonly solved: number;
  /** Mean of the known rewards; undefined when none is known. */
  readonly meanReward?: number;
}

export interface RunSummary {
  readonly run: string;
  readonly format: string;
  /** Readable name: the folder or file the job wrote. */
  readonly name: string;
  /** The folder or file, for "reveal". */
  readonly path: string;
  readonly groups: number;
  readonly trajectories: number;
  readonly judged: number;
  readonly solved: number;
  readonly meanReward?: number;
  /** Milliseconds since the epoch of the last change on disk. */
  readonly changed: number;
}
