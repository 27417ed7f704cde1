import type { Trust } from '../model/score.ts';
import { auroc } from '../stats/auroc.ts';
import { type WithinTask, withinTaskAuroc } from './within-task.ts';

/** One trajectory of the run under test. */
export interface Tested {
  /** What makes trajectories comparable: the run's group or task id. */
  readonly task: string;
  readonly success?: boolean;
  /** Number of steps; may be more than scores. */
  readonly steps: number;
  /** A score per step; undefined when the trajectory has not been scored. */
  readonly values?: readonly (number | undefined)[];
}

/** Solved and failed trajectories needed at a step before anything is said. */
export const NEEDED = 5;
/** Steps to test at, later first: what is known after eight steps matters more than after one. */
const STEPS = [8, 4, 2, 1] as const;
/** Tasks with both outcomes, and pairs in them, needed to test within tasks. */
const NEEDED_TASKS = 5;
const NEEDED_PAIRS = 30;

/**
 * How well scores separate a run's successes from its failures, at one fixed step among trajectories that go on after
 * it. A score by percentage of the whole would read the length, and the step is chosen without looking at the result:
 * the latest of 8, 4, 2, 1 that half of the tested trajectories outlive. Where enough tasks have both outcomes, only
 * samples of the same task are compared, so that knowing which tasks are easy earns nothing.
 */
export function trustOf(trajectories: readonly Tested[]): Trust {
  const usable = trajectories.filter((t) => t.success !== undefined && t.values?.some((v) => v !== undefined));
  const leftOut = trajectories.length - usable.length;
  const atStep = STEPS.find((step) => enough(at(usable, step), usable.length, step));
  if (atStep === undefined) return untested(usable, leftOut);

  const tested = at(usable, atStep);
  const successes = tested.filter((t) => t.success).length;
  const within = withinTaskAuroc(tested);
  const inside = within.tasks >= NEEDED_TASKS && within.pairs >= NEEDED_PAIRS && within.interval !== undefined;
  const pooled = auroc(
    tested.map((t) => t.score),
    tested.map((t) => t.success),
  );
  const value = inside ? within.value : pooled?.value;
  const interval = inside ? within.interval : pooled?.interval;
  if (value === undefined || interval === undefined) return untested(usable, leftOut);
  const facts = { auroc: value, interval, atStep, n: tested.length, successes, leftOut };
  return { ...facts, level: level(interval), note: note(facts, inside ? within : undefined) };
}

interface AtStep {
  readonly task: string;
  readonly success: boolean;
  readonly score: number;
}

/** Scores after `step` steps. At the first step nothing is selected by length, so one-step trajectories count there. */
function at(trajectories: readonly Tested[], step: number): readonly AtStep[] {
  return trajectories.flatMap(({ task, success, steps, values }) => {
    const score = values?.[step - 1];
    const goesOn = step === 1 || steps > step;
    return goesOn && success !== undefined && score !== undefined && Number.isFinite(score) ? [{ task, success, score }] : [];
  });
}

function enough(tested: readonly AtStep[], usable: number, step: number): boolean {
  const successes = tested.filter((t) => t.success).length;
  return successes >= NEEDED && tested.length - successes >= NEEDED && (step === 1 || tested.length * 2 >= usable);
}

/** By the end of the interval that is nearer to guessing. */
function level([low]: readonly [number, number]): Trust['level'] {
  if (low >= 0.7) return 'strong';
  if (low >= 0.6) return 'moderate';
  return low > 0.5 ? 'weak' : 'none';
}

function note(facts: Required<Pick<Trust, 'auroc' | 'interval' | 'atStep' | 'n' | 'successes'>>, within: WithinTask | undefined): string {
  const [low, high] = facts.interval;
  const when = `after ${facts.atStep} ${facts.atStep === 1 ? 'step' : 'steps'}`;
  const how = within ? ` within ${within.tasks} tasks` : '';
  const wrong = high < 0.5 ? '; it points the wrong way' : low <= 0.5 ? '; no better than guessing is not ruled out' : '';
  return `AUROC ${two(facts.auroc)} [${two(low)}, ${two(high)}] ${when}${how} (${facts.n} trajectories, ${facts.successes} solved)${wrong}.`;
}

function untested(usable: readonly Tested[], leftOut: number): Trust {
  const successes = usable.filter((t) => t.success).length;
  const have = `${successes} solved and ${usable.length - successes} failed`;
  const text = `Needs at least ${NEEDED} solved and ${NEEDED} failed trajectories of this run with scores; there are ${have}.`;
  return { level: 'untested', n: usable.length, successes, leftOut, note: text };
}

const two = (n: number): string => n.toFixed(2);
