import type { Action, Observation, Step, Timing, Usage } from '../model/trajectory.ts';
import { present } from './fields.ts';

/** A step under construction, for logs that come as events: a decision opens it, later events fill it. */
export interface OpenStep extends Partial<Pick<Step, 'usage' | 'tokens' | 'error' | 'reward' | 'label' | 'line'>> {
  readonly actor: string;
  readonly thoughts: string[];
  readonly texts: string[];
  readonly actions: Action[];
  readonly observations: Observation[];
  /** Time stamps of its events, milliseconds since the epoch; the span between first and last is its (derived) timing. */
  readonly times: number[];
  readonly logged: Record<string, number>;
  usage?: Step['usage'];
  tokens?: Step['tokens'];
  error?: string;
  reward?: number;
  label?: number;
  line?: number;
  /** Logged timing; without it the time stamps say. */
  timing?: Timing;
}

export const openStep = (actor = 'assistant', line?: number): OpenStep => ({
  actor,
  line,
  thoughts: [],
  texts: [],
  actions: [],
  observations: [],
  times: [],
  logged: {},
});

export const closeSteps = (steps: readonly OpenStep[]): readonly Step[] => steps.map(closeStep);

function closeStep(step: OpenStep, index: number): Step {
  const { actor, actions, observations, usage, tokens, error, reward, label, line } = step;
  return present({
    index,
    actor,
    thought: joined(step.thoughts),
    text: joined(step.texts),
    actions,
    observations: observations.map((seen) => present(seen) as Observation),
    reward,
    label,
    timing: step.timing ?? spanOf(step.times),
    usage,
    tokens,
    logged: Object.keys(step.logged).length > 0 ? step.logged : undefined,
    error,
    line,
  }) as Step;
}

/** Answers come soon after their calls; looking further back for one that has no call would cost every step each time. */
const LOOK_BACK = 1000;

/** The step that made a call: the last one, should an id be used twice. */
export function stepOfCall(steps: readonly OpenStep[], id: string | undefined): OpenStep | undefined {
  if (id === undefined) return undefined;
  for (let k = steps.length - 1; k >= Math.max(0, steps.length - LOOK_BACK); k--) {
    if (steps[k]?.actions.some((action) => action.id === id)) return steps[k];
  }
  return undefined;
}

const joined = (pieces: readonly string[]): string | undefined => {
  const said = pieces.filter((piece) => piece !== '');
  return said.length > 0 ? said.join('\n\n') : undefined;
};

/** From the first to the last of some time stamps. */
export function spanOf(times: readonly (number | undefined)[]): Timing | undefined {
  let [start, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of times) {
    if (time === undefined) continue;
    start = Math.min(start, time);
    end = Math.max(end, time);
  }
  if (start > end) return undefined;
  return start === end ? { start } : { start, end, duration: end - start, derived: true };
}

/** What the steps used together; of what no step logged nothing is known. */
export function totalUsage(steps: readonly { readonly usage?: Usage }[]): Usage | undefined {
  const sum = (key: keyof Usage): number | undefined => {
    const known = steps.flatMap(({ usage }) => usage?.[key] ?? []);
    return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0);
  };
  return present({ input: sum('input'), output: sum('output'), cost: sum('cost') });
}
