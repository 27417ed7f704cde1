import type { Cursor as ReadCursor } from '../../core/importers/read.ts';
import type { Problem } from '../../core/model/result.ts';
import type { Outcome, Place, Policy, Status, Task } from '../../core/model/trajectory.ts';

/** Tells two states of a file apart without opening it. */
export interface FileStamp {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly mtime: number;
  /** Device and inode: changes when another file takes the name. */
  readonly identity: string;
}

/** How far a file that only grows has been read, and proof that it still begins the same. */
export interface Cursor {
  readonly at: Omit<ReadCursor, 'samples'>;
  /** Trajectories before it. */
  readonly trajectories: number;
  readonly proof: Proof;
}

/** Hashes of the first bytes of a file and of the bytes just before an offset: a file that was written anew differs in one of them. */
export interface Proof {
  readonly head: string;
  readonly tail: string;
}

/** A file that an importer asked for beside the log; `stamp` is missing where there was none. */
export interface Neighbour {
  readonly path: string;
  readonly stamp?: FileStamp;
}

/** All problems of one file as one entry: the first one, and how many there are. */
export interface FileProblem {
  readonly first: Problem;
  readonly count: number;
  /** One of them is that the last line is not finished. */
  readonly tail?: boolean;
}

export interface FileRow extends FileStamp {
  readonly path: string;
  /** Missing: the file was looked at and is no rollout log. */
  readonly format?: string;
  readonly cursor?: Cursor;
  readonly neighbours: readonly Neighbour[];
  readonly problem?: FileProblem;
}

export interface TrajectoryRow {
  readonly id: string;
  /** Position among the trajectories of its file. */
  readonly ordinal: number;
  readonly place: Place;
  readonly run: string;
  readonly group: string;
  readonly task: Task;
  /** As logged, or counted within the file. */
  readonly sample: number;
  readonly policy: Policy;
  readonly outcome: Outcome;
  readonly status: Status;
  readonly steps: number;
  readonly chars: number;
  readonly contentHash: string;
}

/** What a write did, for the change event. */
export interface Written {
  readonly runs: ReadonlySet<string>;
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}
