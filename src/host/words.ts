import type { TrajectorySummary } from '../core/model/summary.ts';
import type { Trajectory } from '../core/model/trajectory.ts';
import { oneLine } from '../core/transcript/visible.ts';

type Named = Pick<TrajectorySummary | Trajectory, 'task' | 'group'>;
type Ended = Pick<TrajectorySummary | Trajectory, 'outcome' | 'status'>;

/** The task's own id, else its first words, else the group's id. One line, fit to be shown. */
export function taskTitle({ task, group }: Named): string {
  return oneLine(task.id || task.text || group, 80) || 'Untitled task';
}

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
