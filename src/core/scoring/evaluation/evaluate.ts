import type { ScoreMeaning } from '../../model/score.ts';
import type { Trajectory } from '../../model/trajectory.ts';
import { expectedCalibrationError } from '../../stats/calibration.ts';
import { policyName } from '../fit/example-of.ts';
import { type FirstErrors, firstErrors, type LabelledSteps } from './first-error.ts';
import { type Judged, PLACES, type Place, placeName, type Shares, sharesAt } from './places.ts';

/** A scored trajectory as far as an evaluation needs it: a few numbers a step, no text. */
export interface Case extends Omit<Judged, 'success'> {
  readonly source: string;
  readonly success?: boolean;
  readonly labelled?: LabelledSteps;
}

export interface Placed extends Shares {
  readonly place: string;
  /** AUROC of knowing less: nothing, the number of the step, the share the policy solved in this very data. */
  readonly baselines?: { readonly constant: number; readonly stepIndex: number; readonly policyName?: number };
}

export interface SourceEvaluation {
  readonly source: string;
  readonly trajectories: number;
  /** With known outcome. */
  readonly judged: number;
  readonly solved: number;
  readonly places: readonly Placed[];
  /** Expected calibration error over all steps but the last, where the score is a probability. */
  readonly calibration?: { readonly error: number; readonly n: number };
  readonly firstErrors?: FirstErrors;
}

export interface Overall extends Omit<SourceEvaluation, 'source' | 'places'> {
  readonly places: readonly {
    readonly place: string;
    /** Sources with enough of both outcomes there, and trajectories in them. */
    readonly sources: number;
    readonly n: number;
    /** Means over those sources. Scores are never compared across sources. */
    readonly mean?: number;
    readonly baselines?: { readonly constant: number; readonly stepIndex: number; readonly policyName?: number };
  }[];
}

export function caseOf(trajectory: Trajectory, values: readonly (number | undefined)[]): Case {
  const { run, group, steps, outcome, policy } = trajectory;
  const labels = steps.map(({ label }) => label);
  const bad = labels.findIndex((label) => label !== undefined && label < 0);
  const name = policyName(policy);
  return {
    source: run,
    task: group,
    values: values.filter((_, i) => steps[i]?.actor !== 'user'),
    ...(name !== undefined && { policy: name }),
    ...(outcome.success !== undefined && { success: outcome.success }),
    ...(bad >= 0 && {
      labelled: { bad, values, sizes: steps.map((step) => JSON.stringify([step.thought, step.text, step.actions]).length) },
    }),
  };
}

export interface Evaluation {
  readonly sources: readonly SourceEvaluation[];
  readonly overall: Overall;
}

export function evaluate(cases: readonly Case[], meaning: ScoreMeaning): Evaluation {
  const sources = [...Map.groupBy(cases, ({ source }) => source)].map(([source, own]) => ({ source, ...evaluateSource(own, meaning) }));
  return { sources, overall: overallOf(sources, cases, meaning) };
}

function evaluateSource(cases: readonly Case[], meaning: ScoreMeaning): Omit<SourceEvaluation, 'source'> {
  const judged = cases.filter((one): one is Case & Judged => one.success !== undefined);
  return { ...counts(cases, judged), places: PLACES.map((place) => placed(judged, place)), ...rest(cases, judged, meaning) };
}

const counts = (cases: readonly Case[], judged: readonly Judged[]) => ({
  trajectories: cases.length,
  judged: judged.length,
  solved: judged.filter(({ success }) => success).length,
});

function rest(
  cases: readonly Case[],
  judged: readonly Judged[],
  meaning: ScoreMeaning,
): Pick<SourceEvaluation, 'calibration' | 'firstErrors'> {
  const errors = firstErrors(
    cases.flatMap(({ labelled }) => (labelled ? [labelled] : [])),
    meaning === 'step-correctness' || meaning === 'reward',
  );
  const calibration = meaning === 'success-probability' ? calibrationOf(judged) : undefined;
  return { ...(calibration && { calibration }), ...(errors && { firstErrors: errors }) };
}

function calibrationOf(judged: readonly Judged[]): SourceEvaluation['calibration'] {
  const rows = judged.flatMap(({ values, success }) =>
    values.slice(0, Math.max(1, values.length - 1)).flatMap((value) => (value === undefined ? [] : [{ value, success }])),
  );
  if (rows.length === 0) return undefined;
  const error = expectedCalibrationError(
    rows.map(({ value }) => value),
    rows.map(({ success }) => success),
  );
  return { error, n: rows.length };
}

function placed(judged: readonly Judged[], place: Place): Placed {
  const shares = sharesAt(judged, place);
  if (!shares.all) return { place: placeName(place), ...shares };
  const known = judged.some(({ policy }) => policy !== undefined);
  const rates = shareSolved(judged);
  const stepIndex = sharesAt(judged, place, (one, step) => (one.values[step] === undefined ? undefined : -step)).all?.value ?? 0.5;
  const policyName = known
    ? sharesAt(judged, place, (one, step) => (one.values[step] === undefined ? undefined : rates.get(one.policy))).all?.value
    : undefined;
  return {
    place: placeName(place),
    ...shares,
    baselines: { constant: 0.5, stepIndex, ...(policyName !== undefined && { policyName }) },
  };
}

function shareSolved(judged: readonly Judged[]): ReadonlyMap<string | undefined, number> {
  const byPolicy = Map.groupBy(judged, ({ policy }) => policy);
  return new Map([...byPolicy].map(([policy, own]) => [policy, own.filter(({ success }) => success).length / own.length] as const));
}

function overallOf(sources: readonly SourceEvaluation[], cases: readonly Case[], meaning: ScoreMeaning): Overall {
  const judged = cases.filter((one): one is Case & Judged => one.success !== undefined);
  const places = PLACES.map((place, k) => {
    const told = sources.map((source) => source.places[k]).filter((one) => one?.all !== undefined);
    const mean = (of: (one: Placed) => number | undefined): number | undefined => {
      const values = told.map((one) => of(one as Placed)).filter((value) => value !== undefined);
      return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    const all = mean((one) => one.all?.value);
    const policyName = mean((one) => one.baselines?.policyName);
    return {
      place: placeName(place),
      sources: told.length,
      n: told.reduce((sum, one) => sum + (one?.n ?? 0), 0),
      ...(all !== undefined && {
        mean: all,
        baselines: {
          constant: 0.5,
          stepIndex: mean((one) => one.baselines?.stepIndex) ?? 0.5,
          ...(policyName !== undefined && { policyName }),
        },
      }),
    };
  });
  return { ...counts(cases, judged), places, ...rest(cases, judged, meaning) };
}
