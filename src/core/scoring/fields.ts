import type { Json } from '../model/json.ts';
import type { Step, Trajectory } from '../model/trajectory.ts';
import { cut } from './words.ts';

/** The text of a step a scorer reads, each field cut to its limit. Rewards, labels, log-probabilities and times are not in it. */
export interface StepText {
  readonly thought: string;
  readonly text: string;
  readonly tools: readonly string[];
  /** Arguments of all actions, without JSON's punctuation. */
  readonly args: string;
  readonly observation: string;
  /** What a person or simulated user answered; part of `observation` too. */
  readonly user: string;
  readonly flagged: boolean;
}

export function stepText(step: Step): StepText {
  const answers = step.observations;
  return {
    thought: cut(step.thought ?? ''),
    text: cut(step.text ?? ''),
    tools: step.actions.map((action) => action.tool),
    args: cut(step.actions.map((action) => plain(action.args)).join('\n')),
    observation: cut(answers.map((answer) => answer.text).join('\n')),
    user: cut(
      answers
        .filter((answer) => answer.from === 'user')
        .map((answer) => answer.text)
        .join('\n'),
    ),
    flagged: step.error !== undefined || answers.some((answer) => answer.isError === true),
  };
}

/** What the policy was asked: the task's text, else the first messages that are not the system's. */
export function taskText(trajectory: Pick<Trajectory, 'task' | 'preamble'>): string {
  const asked =
    trajectory.task.text ??
    trajectory.preamble
      .filter((message) => message.role !== 'system')
      .map((message) => message.text)
      .join('\n');
  return cut(asked);
}

/** Deeper values are not read: a log may nest to any depth, the stack may not. */
const DEPTH = 32;

/** Keys and leaves of a JSON value in order, one a line, so that objects and their string forms read alike. */
function plain(value: Json, depth = 0): string {
  if (value === null || depth > DEPTH) return '';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map((inner) => plain(inner, depth + 1)).join('\n');
  return Object.entries(value)
    .map(([key, inner]) => `${key} ${plain(inner, depth + 1)}`)
    .join('\n');
}
