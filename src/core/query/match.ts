import type { TrajectorySummary } from '../model/summary.ts';
import type { Trajectory } from '../model/trajectory.ts';
import type { Query, Term, Test } from './parse.ts';

/** Roll-ups of a trajectory's step scores; absent ones are unknown. */
export interface ScoreRollup {
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
  readonly last?: number;
}

/** The part of a summary that fields speak of. */
export type Facts = Pick<
  TrajectorySummary,
  'outcome' | 'status' | 'sample' | 'policy' | 'format' | 'run' | 'group' | 'task' | 'file' | 'steps'
>;

/** What a query is asked about. Content terms are unknown as long as there is no trajectory. */
export interface Subject {
  readonly summary: Facts;
  readonly scores?: ScoreRollup;
  readonly trajectory?: Trajectory;
}

/**
 * Whether all terms hold. An unknown value holds for no term, negated or not, except `outcome:unknown`; undefined where
 * only the trajectory's content can tell and it is not there.
 */
export function matches(query: Query, subject: Subject): boolean | undefined {
  let open = false;
  for (const term of query.terms) {
    if (term.field.content && !subject.trajectory) {
      open = true;
      continue;
    }
    if (!holds(term, subject)) return false;
  }
  return open ? undefined : true;
}

function holds(term: Term, subject: Subject): boolean {
  if (term.field.content && subject.trajectory) {
    const found = term.tests.some((test) => inContent(term.field.id, test, subject.trajectory as Trajectory));
    return found !== term.negated;
  }
  const value = fieldValue(term.field.id, subject);
  if (value === undefined) return false;
  return term.tests.some((test) => passes(test, value)) !== term.negated;
}

function fieldValue(field: string, { summary, scores }: Subject): string | number | undefined {
  switch (field) {
    case 'outcome':
      return summary.outcome.success === undefined ? 'unknown' : summary.outcome.success ? 'pass' : 'fail';
    case 'status':
      return summary.status;
    case 'reward':
      return summary.outcome.reward;
    case 'steps':
      return summary.steps;
    case 'sample':
      return summary.sample;
    case 'update':
      return summary.policy.update;
    case 'score.min':
      return scores?.min;
    case 'score.max':
      return scores?.max;
    case 'score.mean':
      return scores?.mean;
    case 'score.last':
      return scores?.last;
    case 'model':
      return summary.policy.model;
    case 'agent':
      return summary.policy.agent;
    case 'format':
      return summary.format;
    case 'run':
      return summary.run;
    case 'group':
      return summary.group;
    case 'task':
      return [summary.task.id, summary.task.text].filter((t) => t !== undefined).join('\n') || undefined;
    default:
      return field === 'file' ? summary.file : undefined;
  }
}

function passes(test: Test, value: string | number): boolean {
  if (test.kind === 'range') return typeof value === 'number' && value >= test.low && value <= test.high;
  if (test.kind === 'number') return typeof value === 'number' && compare(value, test.operator, test.value);
  const text = String(value).toLowerCase();
  return test.kind === 'is' ? text === test.text : text.includes(test.text);
}

function compare(a: number, operator: '<' | '<=' | '>' | '>=' | '=', b: number): boolean {
  if (operator === '=') return a === b;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function inContent(field: string, test: Test, t: Trajectory): boolean {
  if (test.kind !== 'contains') return false;
  const has = (text: string | undefined): boolean => text?.toLowerCase().includes(test.text) === true;
  return t.steps.some((s) => {
    if (field === 'tool') return s.actions.some((a) => has(a.tool));
    if (field === 'error') return has(s.error) || s.observations.some((o) => o.isError && has(o.text));
    const args = s.actions.some((a) => has(a.tool) || has(typeof a.args === 'string' ? a.args : JSON.stringify(a.args)));
    return args || has(s.thought) || has(s.text) || s.observations.some((o) => has(o.text));
  });
}

/** Roll-ups of step scores; unknown steps are left out. */
export function rollup(values: readonly (number | undefined)[]): ScoreRollup {
  const known = values.filter((v) => v !== undefined);
  if (known.length === 0) return {};
  const last = values.at(-1);
  return {
    min: known.reduce((a, b) => Math.min(a, b)),
    max: known.reduce((a, b) => Math.max(a, b)),
    mean: known.reduce((a, b) => a + b) / known.length,
    ...(last === undefined ? {} : { last }),
  };
}
