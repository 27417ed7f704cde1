import type { StepScores } from '../../core/model/score.ts';
import type { ScoreRequest } from './types.ts';

/** One who waits for the scores of a content. */
export interface Waiter {
  readonly request: ScoreRequest;
  resolve(scores: StepScores): void;
  reject(error: unknown): void;
}

/** A content to be scored, for everyone who asked for it. */
export class Job {
  readonly contentHash: string;
  waiters: readonly Waiter[] = [];
  /** Number of the request that is under way in the process; undefined while waiting. */
  sent: number | undefined;
  /** Was under way when a process died: it goes alone from now on, so that blame is certain. */
  suspect = false;
  /** Times the process died with this job alone under way. */
  deaths = 0;

  constructor(contentHash: string) {
    this.contentHash = contentHash;
  }

  get urgent(): boolean {
    return this.waiters.some(({ request }) => request.priority === 'view');
  }

  get request(): ScoreRequest {
    const [first] = this.waiters;
    if (first === undefined) throw new Error('a job without waiters');
    return first.request;
  }

  get steps(): number {
    return this.request.trajectory.steps.length;
  }

  settle(scores: StepScores): void {
    for (const waiter of this.waiters) waiter.resolve(scores);
    this.waiters = [];
  }

  fail(error: unknown): void {
    for (const waiter of this.waiters) waiter.reject(error);
    this.waiters = [];
  }
}
