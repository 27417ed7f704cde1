import type { TrajectorySummary } from '../model/summary.ts';
import type { Trajectory } from '../model/trajectory.ts';
import { type ContentField, contentOf, folded } from './content.ts';
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

/** What a query is asked about. Content terms are unknown as long as nothing tells what is in the trajectory. */
export interface Subject {
  readonly summary: Facts;
  readonly scores?: ScoreRollup;
  readonly trajectory?: Trajectory;
  /** Stands in for the trajectory: whether a content term's texts are in it, `-` left aside; undefined: not known. */
  readonly content?: (term: Term) => boolean | undefined;
}

/**
 * Whether all terms hold. An unknown value holds for no term, negated or not, except `outcome:unknown`; undefined where
 * only the trajectory's content can tell and it is not there.
 */
export function matches(query: Query, subject: Subject): boolean | undefined {
  let open = false;
  for (const term of query.terms) {
    const held = term.field.content ? contentHolds(term, subject) : holds(term, subject);
    if (held === false) return false;
    open ||= held === undefined;
  }
  return open ? undefined : true;
}

function contentHolds(term: Term, subject: Subject): boolean | undefined {
  const found = (term.bare && inSummary(term, subject.summary)) || inContent(term, subject);
  return found === undefined ? undefined : found !== term.negated;
}

/** A word without a field may also stand in what names the trajectory. Folders above the log are left to `file:`. */
function inSummary({ tests }: Term, { task, policy, run, group, file, outcome }: Facts): boolean {
  const names = [task.id, task.text, policy.model, policy.agent, group, outcome.label, lastSegment(run), lastSegment(file)];
  return names.some((name) => name !== undefined && tests.some((test) => passes(test, name)));
}

const lastSegment = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function inContent(term: Term, { trajectory, content }: Subject): boolean | undefined {
  if (!trajectory) return content?.(term);
  const wanted = textsOf(term);
  for (const text of contentOf(term.field.id as ContentField, trajectory)) {
    const known = folded(text);
    if (wanted.some((one) => known.includes(one))) return true;
  }
  return false;
}

/** What a content term looks for: any of these. */
export const textsOf = ({ tests }: Term): readonly string[] =>
  tests.flatMap((test) => (test.kind === 'contains' ? [folded(test.text)] : []));

function holds(term: Term, subject: Subject): boolean {
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
