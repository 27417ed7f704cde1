import type { Outcome, Status } from '../../src/core/model/trajectory.ts';
import type { IconName } from '../ui/icons.ts';
import * as format from './format.ts';

/** How a trajectory ended: a sign, a word and what the log adds. Colour only repeats them. */
export interface End {
  readonly icon: IconName;
  readonly tone: 'up' | 'down' | 'quiet';
  readonly word: string;
  readonly detail: string;
}

export function endOf(outcome: Outcome, status: Status, live: boolean): End {
  const reward = outcome.reward === undefined ? '' : `reward ${format.score(outcome.reward).replace(/\.00$/, '')}`;
  const label = outcome.label ?? '';
  const stop = outcome.stop ?? '';
  const details = (...parts: string[]): string => [...new Set(parts)].filter((part) => part !== '').join(' · ');
  if (status === 'running' || (live && outcome.success === undefined && outcome.reward === undefined)) {
    return { icon: 'running', tone: 'quiet', word: 'running', detail: reward };
  }
  if (status === 'error') return { icon: 'error', tone: 'down', word: 'error', detail: details(outcome.error ?? '', reward) };
  const cut = status === 'truncated' ? 'cut off' : '';
  if (outcome.success === true) return { icon: 'check', tone: 'up', word: 'solved', detail: details(reward, label, stop, cut) };
  if (outcome.success === false) return { icon: 'error', tone: 'down', word: 'failed', detail: details(reward, label, stop, cut) };
  if (status === 'truncated') return { icon: 'cut', tone: 'down', word: 'cut off', detail: details(reward, label, stop) };
  if (reward !== '') return { icon: 'submit', tone: 'quiet', word: reward, detail: details(label, stop) };
  return { icon: 'unknown', tone: 'quiet', word: 'outcome unknown', detail: details(label, stop) };
}
