import type { Trajectory } from '../model/trajectory.ts';
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

export function factsOf(t: Trajectory): TrajectoryFacts {
  const tools: Record<string, number> = {};
  for (const step of t.steps) for (const { tool } of step.actions) tools[tool] = (tools[tool] ?? 0) + 1;
  const failed = t.steps.filter((s) => s.error !== undefined || s.observations.some((o) => o.isError)).length;
  const tokens = t.usage?.output ?? total(t.steps.map((s) => s.usage?.output));
  const values = {
    success: t.outcome.success === undefined ? undefined : Number(t.outcome.success),
    reward: t.outcome.reward,
    steps: t.steps.length,
    toolCalls: Object.values(tools).reduce((a, b) => a + b, 0),
    errors: failed,
    tokens,
    chars: t.steps.reduce((n, s) => n + (s.thought?.length ?? 0) + (s.text?.length ?? 0), 0),
    cost: t.usage?.cost,
  };
  const known = Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined && Number.isFinite(v)));
  return { id: t.id, task: taskKey(t), title: t.task.id ?? firstLine(t.task.text) ?? t.group, values: known, tools };
}

/**
 * What makes two rollouts of different runs the same task: the task's own id, else a hash of its text, else the group's name.
 * Infrastructure errors count as rollouts without an outcome.
 */
export function taskKey(t: Trajectory): string {
  if (t.task.id !== undefined) return `id:${t.task.id}`;
  if (t.task.text !== undefined) return `text:${shortHash([t.task.text.replace(/\s+/g, ' ').trim()])}`;
  return `group:${t.group}`;
}

function total(values: readonly (number | undefined)[]): number | undefined {
  return values.length > 0 && values.every((v) => v !== undefined) ? values.reduce((a, b) => a + (b as number), 0) : undefined;
}

const firstLine = (text: string | undefined): string | undefined => text?.trim().split('\n', 1)[0]?.slice(0, 120);
