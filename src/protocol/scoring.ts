import type { Result } from '../core/model/result.ts';
import type { Message, Step, Task } from '../core/model/trajectory.ts';
import type { Port, Wire } from './rpc.ts';

/** What the owner asks of the PRM process. Expected failures come back as values, so that file and remedy survive the trip. */
export interface ScoringRequests {
  /** Sent once, first. */
  open: { params: OpenParams; result: Result<Opened> };
  /** Any number may be under way; the process packs them into batches. */
  score: { params: ScoreParams; result: Result<Scored> };
}

export interface OpenParams {
  /** Absolute path of the folder with `manifest.json` and the weights. */
  readonly model: string;
  readonly device: 'auto' | 'cpu' | 'webgpu';
}

/** The rung of the device ladder in use. */
export interface Opened {
  readonly device: 'cpu' | 'webgpu';
  /** One sentence: why this rung. */
  readonly reason: string;
}

export interface ScoreParams {
  /** Chosen by the owner, never used twice; `cancel` names it. */
  readonly job: number;
  /** Goes before everything that is not urgent; the newest urgent job goes first. */
  readonly urgent: boolean;
  /** Names the trajectory across versions of it: work done on a common beginning is kept under this key. */
  readonly key: string;
  readonly task: Task;
  readonly preamble: readonly Message[];
  /** Without images and token traces. */
  readonly steps: readonly Step[];
}

export interface Scored {
  readonly device: 'cpu' | 'webgpu';
  /** One per step; NaN where the model gave no number. */
  readonly values: Float32Array;
  /** Steps the model ran over; fewer than `values` where a common beginning was known. */
  readonly computed: number;
}

/** One-way messages to the process. */
export interface ScoringCommands {
  /** The job's answer is no longer wanted; it comes back as a failure with code `cancelled`. */
  cancel: { readonly job: number };
}

/** One-way messages from the process. Each is also a sign of life for the owner's watchdog. */
export interface ScoringEvents {
  /** A device is about to be tried: where the process dies next, this is what it was doing. */
  trying: { readonly device: 'cpu' | 'webgpu' };
  /** A chunk is done. */
  beat: { readonly steps: number };
  /** The device changed under way, e.g. after it ran out of memory. */
  device: Opened;
}

/** The part of `process` (in the child) and of `ChildProcess` (in the owner) that carries messages. */
export interface Channel {
  send?(message: Wire, callback: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: Wire) => void): unknown;
  readonly connected?: boolean;
}

/** A `Port` over the message channel of `child_process.fork`. Messages to a peer that is gone are dropped: its death is reported elsewhere. */
export const channelPort = (channel: Channel): Port => ({
  post: (message) => {
    if (channel.connected) channel.send?.(message, () => {});
  },
  onMessage: (listener) => void channel.on('message', listener),
});
