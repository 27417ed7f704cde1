import type { Problem } from '../core/model/result.ts';
import type { Trajectory } from '../core/model/trajectory.ts';

export interface FindOptions {
  /** Importer id; without it the format is detected from the content. */
  readonly format?: string;
  readonly signal?: AbortSignal;
}

/** A problem makes the exit code 1, unless its severity is `info`. */
export type Found =
  | { readonly kind: 'trajectory'; readonly trajectory: Trajectory }
  | { readonly kind: 'problem'; readonly problem: Problem };

/**
 * The trajectories of files and folders, in a fixed order: paths as given, folders walked by name. A file found by
 * walking that is no rollout log is passed over; one that was named is a problem.
 */
export declare function findTrajectories(paths: readonly string[], options?: FindOptions): AsyncGenerator<Found>;
