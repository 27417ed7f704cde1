import type { Result } from '../model/result.ts';
import { fail, ok } from '../model/result.ts';
import type { RunDiff } from './runs.ts';

/** `success.diff < -0.02`: holds or not for a comparison of runs. */
export interface Rule {
  readonly text: string;
  readonly metric: string;
  readonly part: 'diff' | 'low' | 'high' | 'p' | 'a' | 'b';
  readonly operator: '<' | '<=' | '>' | '>=';
  readonly value: number;
}

const PARTS = ['diff', 'low', 'high', 'p', 'a', 'b'] as const;

/** METRIC[.diff|.low|.high|.p|.a|.b] OPERATOR NUMBER; without a part it is `diff` (B - A). `lost` and `losses` are metrics too. */
export function parseRule(text: string): Result<Rule> {
  const match = /^\s*([\w@]+)(?:\.(\w+))?\s*(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text);
  const problem = (message: string) =>
    fail({
      severity: 'error',
      code: 'rule',
      message,
      remedy: 'Write METRIC.PART OPERATOR NUMBER, for example "success.diff < -0.02" or "lost > 0".',
    });
  if (!match) return problem(`The rule "${text}" cannot be read.`);
  const part = (match[2] ?? 'diff') as Rule['part'];
  if (!PARTS.includes(part)) return problem(`The rule "${text}" asks for "${part}"; there are ${PARTS.join(', ')}.`);
  return ok({ text: text.trim(), metric: match[1] as string, part, operator: match[3] as Rule['operator'], value: Number(match[4]) });
}

/** Whether the rule holds; undefined when the comparison has no such number. */
export function holds(rule: Rule, diff: RunDiff): boolean | undefined {
  const value = numberOf(rule, diff);
  if (value === undefined || Number.isNaN(value)) return undefined;
  const { operator, value: limit } = rule;
  return operator === '<' ? value < limit : operator === '<=' ? value <= limit : operator === '>' ? value > limit : value >= limit;
}

function numberOf(rule: Rule, diff: RunDiff): number | undefined {
  const counts: Readonly<Record<string, number>> = {
    wins: diff.wins,
    losses: diff.losses,
    ties: diff.ties,
    gained: diff.gained,
    lost: diff.lost,
  };
  if (rule.metric in counts) return counts[rule.metric];
  const metric = diff.metrics.find((m) => m.metric === rule.metric);
  if (!metric) return undefined;
  const { difference } = metric;
  return { diff: difference.estimate, low: difference.low, high: difference.high, p: metric.p, a: metric.meanA, b: metric.meanB }[
    rule.part
  ];
}
