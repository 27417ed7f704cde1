import type { TrajectorySummary } from '../model/summary.ts';
import type { Outcome, Trajectory } from '../model/trajectory.ts';
import { stepChars } from '../steps/head.ts';
import { shortHash } from '../text/hash.ts';

/** What a run comparison keeps of a trajectory: numbers only. */
export interface TrajectoryFacts {
  readonly id: string;
  readonly task: string;
  readonly title: string;
  readonly values: Readonly<Partial<Record<MetricId, number>>>;
  /** Calls by tool name. */
  readonly tools: Readonly<Record<string, number>>;
}

export type MetricId = 'success' | 'reward' | 'steps' | 'toolCalls' | 'errors' | 'tokens' | 'chars' | 'cost';

/** Says whether an outcome counts as solved; see `judgeOf`. */
export type Judge = (outcome: Outcome) => boolean | undefined;
const asLogged: Judge = ({ success }) => success;

/** What the index alone knows: outcome, steps and length. Tools, errors, tokens and cost need the trajectory. */
export function factsOfSummary(t: TrajectorySummary, success: Judge = asLogged): TrajectoryFacts {
  return { ...named(t), values: known({ ...ended(t, success), steps: t.steps, chars: t.chars }), tools: {} };
}

export function factsOf(t: Trajectory, success: Judge = asLogged): TrajectoryFacts {
  const tools: Record<string, number> = {};
  for (const step of t.steps) for (const { tool } of step.actions) tools[tool] = (tools[tool] ?? 0) + 1;
  const failed = t.steps.filter((s) => s.error !== undefined || s.observations.some((o) => o.isError)).length;
  const tokens = t.usage?.output ?? total(t.steps.map((s) => s.usage?.output));
  const values = {
    ...ended(t, success),
    steps: t.steps.length,
    toolCalls: Object.values(tools).reduce((a, b) => a + b, 0),
    errors: failed,
    tokens,
    chars: total(t.steps.map(stepChars)) ?? 0,
    cost: t.usage?.cost,
  };
  return { ...named(t), values: known(values), tools };
}

type Tried = Pick<Trajectory, 'id' | 'task' | 'group' | 'outcome'>;

const named = (t: Tried) => ({ id: t.id, task: taskKey(t), title: t.task.id ?? firstLine(t.task.text) ?? t.group });

function ended({ outcome }: Tried, success: Judge) {
  const solved = success(outcome);
  return { success: solved === undefined ? undefined : Number(solved), reward: outcome.reward };
}

const known = (values: Readonly<Record<string, number | undefined>>): TrajectoryFacts['values'] =>
  Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined && Number.isFinite(v)));

/**
 * What makes two rollouts of different runs the same task: the task's own id, else a hash of its text, else the group's name.
 * Infrastructure errors count as rollouts without an outcome.
 */
export function taskKey(t: Pick<Trajectory, 'task' | 'group'>): string {
  if (t.task.id !== undefined) return `id:${t.task.id}`;
  if (t.task.text !== undefined) return `text:${shortHash([t.task.text.replace(/\s+/g, ' ').trim()])}`;
  return `group:${t.group}`;
}

function total(values: readonly (number | undefined)[]): number | undefined {
  return values.length > 0 && values.every((v) => v !== undefined) ? values.reduce((a, b) => a + (b as number), 0) : undefined;
}

const firstLine = (text: string | undefined): string | undefined => text?.trim().split('\n', 1)[0]?.slice(0, 120);
