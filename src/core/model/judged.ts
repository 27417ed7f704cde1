import type { Outcome } from './trajectory.ts';

/**
 * Whether outcomes of one run count as solved. A log that knows success is believed. One that never says, and whose
 * known rewards are all 0 or 1, is judged by its reward; on any other scale success stays unknown.
 */
export function judgeOf(outcomes: Iterable<Outcome>): (outcome: Outcome) => boolean | undefined {
  let rewarded = false;
  for (const { success, reward } of outcomes) {
    if (success !== undefined || (reward !== undefined && reward !== 0 && reward !== 1)) return (outcome) => outcome.success;
    rewarded ||= reward !== undefined;
  }
  return rewarded ? ({ reward }) => (reward === undefined ? undefined : reward === 1) : ({ success }) => success;
}
