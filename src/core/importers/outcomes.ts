import type { Json } from '../model/json.ts';
import { number, zeroOrOne } from './fields.ts';

const SUCCESS = /correct|accura|success|solved|resolved|pass|exact/i;

/** Success from the reward component or metric that is 0 or 1 and says by its name that 1 is success. */
export const namedSuccess = (rewards: Readonly<Record<string, number>> | undefined): boolean | undefined =>
  zeroOrOne(Object.entries(rewards ?? {}).find(([name, value]) => SUCCESS.test(name) && zeroOrOne(value) !== undefined)?.[1]);

/**
 * Success from named reward components: the one that says so, or the only one if it is 0 or 1. Otherwise unknown: a
 * sum of shaped rewards does not say whether the task was solved.
 */
export function successIn(rewards: Readonly<Record<string, number>> | undefined): boolean | undefined {
  const values = Object.values(rewards ?? {});
  return namedSuccess(rewards) ?? (values.length === 1 ? zeroOrOne(values[0]) : undefined);
}

/**
 * Success from a reward alone, on the scales verifiers use (0 or 1, -1 or 1, penalties below 0): exactly 1 is solved,
 * 0 and less is not, and anything else is a scale of its own.
 */
export function solvedBy(reward: Json | undefined): boolean | undefined {
  const value = number(reward);
  if (value === undefined) return undefined;
  if (value === 1) return true;
  return value <= 0 ? false : undefined;
}

/** Stops that a limit set, not the policy or its environment. */
export const isLimit = (stop: string | undefined): boolean =>
  stop !== undefined && /^max|length|trunc|limit|time_?d?_?out|budget|exhaust|overlong/i.test(stop);

/** Seconds since the epoch, or of duration, in milliseconds. */
export const milliseconds = (seconds: number | undefined): number | undefined => (seconds === undefined ? undefined : seconds * 1000);

const YES = /^(?:true|yes|pass|passed|success|successful|succeeded|solved|resolved|correct|1)$/i;
const NO = /^(?:false|no|fail|failed|failure|unsolved|unresolved|incorrect|wrong|0)$/i;

/** True or false as JSON, as 1 or 0, or as one of the usual words. */
export function successOf(value: Json | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  if (YES.test(String(value).trim())) return true;
  return NO.test(String(value).trim()) ? false : undefined;
}
