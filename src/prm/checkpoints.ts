import type { FeatureReader } from '../core/scoring/features.ts';

/**
 * All that is needed to go on scoring a trajectory after its first `count` steps. It stands before the last step that
 * was scored, not after it: a growing log often writes the last step again, with its observation.
 */
export interface Checkpoint {
  readonly count: number;
  /** Digest of the task and the first `count` steps. */
  readonly digest: string;
  /** Has read exactly the first `count` steps. */
  readonly reader: FeatureReader;
  /** [layers, 1, hidden] after the first `count` steps. */
  readonly state: Float32Array;
  /** Of the first `count` steps. */
  readonly logits: Float32Array;
}

/** The checkpoints of the trajectories that were scored last, by key. */
export class Checkpoints {
  readonly #byKey = new Map<string, Checkpoint>();
  readonly #most: number;

  constructor(most = 64) {
    this.#most = most;
  }

  /** Takes a checkpoint out: its reader can go on only once. */
  take(key: string): Checkpoint | undefined {
    const found = this.#byKey.get(key);
    this.#byKey.delete(key);
    return found;
  }

  put(key: string, checkpoint: Checkpoint): void {
    this.#byKey.delete(key);
    this.#byKey.set(key, checkpoint);
    for (const oldest of this.#byKey.keys()) {
      if (this.#byKey.size <= this.#most) return;
      this.#byKey.delete(oldest);
    }
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }
}
