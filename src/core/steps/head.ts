import type { Action, Step } from '../model/trajectory.ts';
import { oneLine } from '../transcript/visible.ts';
import { actionKind, type StepKind } from './kind.ts';
import { actionTitle } from './title.ts';

/** One line of the step list, the outline and the transcript's step headers. */
export interface StepHead {
  readonly index: number;
  readonly actor: string;
  readonly kind: StepKind;
  /** Tool name, or `says`. */
  readonly tool: string;
  /** One line: the command, the file, the query, the first words. At most 200 characters. */
  readonly title: string;
  readonly reward?: number;
  readonly tokens?: number;
  readonly durationMs?: number;
  readonly chars: number;
  readonly isError: boolean;
  readonly hasImage: boolean;
}

const MAX_TITLE = 200;

export function stepHead(step: Step): StepHead {
  const action = mainAction(step.actions);
  const more = step.actions.length > 1 ? ` · ${step.actions.length - 1} more` : '';
  const title = action
    ? actionTitle(action, MAX_TITLE - more.length) + more
    : oneLine(step.text || step.thought || step.error || '', MAX_TITLE);
  return {
    index: step.index,
    actor: step.actor,
    kind: action ? actionKind(action) : 'message',
    tool: toolOf(step),
    title,
    reward: step.reward,
    tokens: step.usage?.output,
    durationMs: step.timing?.duration ?? elapsed(step),
    chars: stepChars(step),
    isError: step.error !== undefined || step.observations.some((o) => o.isError === true),
    hasImage: step.observations.some((o) => (o.images?.length ?? 0) > 0),
  };
}

/** Tool name, or `says`. */
export function toolOf(step: Step): string {
  const action = mainAction(step.actions);
  return action ? oneLine(action.tool, 60) : 'says';
}

/** The action a reader looks for: the first that is more than talk. */
function mainAction(actions: readonly Action[]): Action | undefined {
  return actions.find((a) => actionKind(a) !== 'message') ?? actions[0];
}

function elapsed(step: Step): number | undefined {
  const { start, end } = step.timing ?? {};
  return start === undefined || end === undefined ? undefined : end - start;
}

/** Characters of everything a reader could read in a step. */
export function stepChars(step: Step): number {
  let chars = (step.thought?.length ?? 0) + (step.text?.length ?? 0) + (step.error?.length ?? 0);
  for (const { args } of step.actions) chars += typeof args === 'string' ? args.length : JSON.stringify(args).length;
  for (const { text } of step.observations) chars += text.length;
  return chars;
}
