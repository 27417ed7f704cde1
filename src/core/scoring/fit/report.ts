import type { Trust } from '../../model/score.ts';
import { expectedCalibrationError } from '../../stats/calibration.ts';
import { type Judged, type Shares, sharesAt } from '../evaluation/places.ts';
import { trustOf } from '../trust.ts';
import type { Examples } from './examples.ts';
import type { Size } from './objective.ts';
import type { Tasks } from './task-keys.ts';

/** What a fit knows of itself. All numbers are out of fold: of models that have not seen the trajectory's task. */
export interface FitReport {
  readonly trajectories: number;
  readonly solved: number;
  readonly tasks: number;
  readonly policies: number;
  readonly steps: number;
  readonly folds: number;
  readonly seed: number;
  readonly size: Size;
  /** Sizes among which this was chosen, by the same folds. */
  readonly tried: number;
  readonly places: readonly (Shares & { readonly after: number })[];
  /** Expected calibration error over all steps but the last, and the mean share solved there. */
  readonly calibrationError: number;
  readonly trust: Trust;
}

export function reportOf(
  examples: Examples,
  tasks: Tasks,
  values: readonly (readonly number[])[],
  facts: Pick<FitReport, 'folds' | 'seed' | 'size' | 'tried'>,
): FitReport {
  const judged = values.map((own, i): Judged => {
    const policy = examples.policies[i];
    return { task: String(tasks.of[i]), success: examples.successes[i] as boolean, values: own, ...(policy !== undefined && { policy }) };
  });
  const running = judged.flatMap(({ values: own, success }) =>
    own.slice(0, Math.max(1, own.length - 1)).map((value) => ({ value, success })),
  );
  return {
    trajectories: judged.length,
    solved: judged.filter(({ success }) => success).length,
    tasks: tasks.count,
    policies: new Set(examples.policies.filter((policy) => policy !== undefined)).size,
    steps: examples.steps,
    ...facts,
    places: [1, 2, 4, 8].map((after) => ({ after, ...sharesAt(judged, { after }) })),
    calibrationError: expectedCalibrationError(
      running.map(({ value }) => value as number),
      running.map(({ success }) => success),
    ),
    trust: trustOf(judged.map(({ task, success, values: own }) => ({ task, success, steps: own.length, values: own }))),
  };
}
