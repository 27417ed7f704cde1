import type { TrajectorySummary } from '../core/model/summary.ts';
import type { Trajectory } from '../core/model/trajectory.ts';

type Ended = Pick<TrajectorySummary | Trajectory, 'outcome' | 'status'>;

export type OutcomeKind = 'solved' | 'failed' | 'error' | 'truncated' | 'running' | 'unknown';

/** A missing outcome, a failure and an infrastructure error are three things. */
export function outcomeKind({ outcome, status }: Ended): OutcomeKind {
  if (status === 'running') return 'running';
  if (outcome.success !== undefined) return outcome.success ? 'solved' : 'failed';
  if (status === 'error' || outcome.error !== undefined) return 'error';
  return status === 'truncated' ? 'truncated' : 'unknown';
}

const WORDS: Readonly<Record<OutcomeKind, string>> = {
  solved: 'solved',
  failed: 'failed',
  error: 'ended with an error',
  truncated: 'cut short',
  running: 'still running',
  unknown: 'outcome unknown',
};

export const outcomeWord = (ended: Ended): string => WORDS[outcomeKind(ended)];

/** At most three decimals, no trailing zeros, a true minus. */
export const number = (value: number): string => String(Math.round(value * 1000) / 1000).replace('-', '−');

export const count = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
