import type { MetricDiff, TaskDiff } from '../core/diff/runs.ts';

/** What the comparison of runs and the host say to each other. */
export interface RunsSnapshot {
  readonly revision: number;
  /** For the way back after a reload. */
  readonly keys: readonly RunKey[];
  readonly sides: readonly RunSide[];
  /** Positions in `sides` of the two that are compared. */
  readonly a: number;
  readonly b: number;
  readonly tasks: readonly TaskRow[];
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  readonly metrics: readonly MetricDiff[];
  readonly tools: readonly MetricDiff[];
  readonly counts: {
    readonly wins: number;
    readonly losses: number;
    readonly ties: number;
    readonly gained: number;
    readonly lost: number;
  };
  readonly seed: number;
  readonly resamples: number;
  /** Trajectories read for what the index does not know (tools, errors, tokens, cost). */
  readonly reading: { readonly done: number; readonly total: number; readonly busy: boolean };
  readonly problem?: { readonly message: string; readonly remedy?: string };
}

/** A run, or the rollouts of one optimiser update in it. */
export interface RunKey {
  readonly run: string;
  readonly update?: number;
}

export interface RunSide {
  readonly name: string;
  readonly path: string;
  readonly format: string;
  readonly trajectories: number;
  readonly tasks: number;
  readonly judged: number;
  readonly solved: number;
  /** 95 % interval of the solved share of judged rollouts, rollouts taken as independent. */
  readonly solvedInterval?: readonly [number, number];
  readonly meanReward?: number;
  readonly rewarded: number;
  /** Success is read off a 0/1 reward. */
  readonly judgedByReward: boolean;
  /** Some of it is still being written. */
  readonly live: boolean;
}

export type TaskRow = Pick<TaskDiff, 'task' | 'title' | 'verdict' | 'flip'> & { readonly a: TaskSide; readonly b: TaskSide };

export interface TaskSide {
  readonly samples: number;
  readonly judged: number;
  readonly solved: number;
  readonly meanReward?: number;
}

export interface RunsRequests {
  ready: { params: Record<string, never>; result: RunsSnapshot };
}

/** One-way messages to the host. */
export interface RunsCommands {
  compare: { readonly a: number; readonly b: number };
  seed: { readonly seed: number };
  read: Record<string, never>;
  stop: Record<string, never>;
  /** The trajectories behind a number: of a task, or all that know a metric. */
  openTask: { readonly task: string; readonly side: 'a' | 'b' };
  openMetric: { readonly metric: string; readonly side: 'a' | 'b' };
  openOnly: { readonly task: string; readonly side: 'a' | 'b' };
  /** A telling pair of a task: for a win the worst of A with the best of B, for a loss the other way round. */
  diffTask: { readonly task: string };
  copy: Record<string, never>;
  export: Record<string, never>;
  report: { readonly kind: 'csp' | 'error'; readonly text: string };
}

export interface RunsEvents {
  snapshot: RunsSnapshot;
}
