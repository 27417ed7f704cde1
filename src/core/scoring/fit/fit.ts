import { fail, ok, type Problem, type Result } from '../../model/result.ts';
import { baselineAt, baselineLogits } from './baseline.ts';
import { type Calibration, calibrate, logLikelihood, type Unseen } from './calibrate.ts';
import { type Examples, MOST_STEPS } from './examples.ts';
import { foldsByTask } from './folds.ts';
import { minimise } from './minimise.ts';
import type { FittedModel, FoldModel } from './model.ts';
import { marginsOf, objective, type Size, stepWeight } from './objective.ts';
import { NO_PAUSE, type Pause } from './pause.ts';
import { type FitReport, reportOf } from './report.ts';
import { keyHash, type Tasks, tasksOf } from './task-keys.ts';
import { TOKENS, WEIGHTS, type Weights } from './weights.ts';

export interface FitOptions {
  readonly seed?: number;
  /** Called often; throws to cancel. */
  readonly pause?: Pause;
  /** Models done, of how many. */
  readonly progress?: (done: number, of: number) => void;
}

export interface Fitted {
  readonly model: FittedModel;
  readonly report: FitReport;
}

/** Least of solved and of failed trajectories, and of tasks. */
export const NEEDED = { outcomes: 20, tasks: 10 } as const;

const FOLDS = 5;

/** From small to large; each starts where the one before it with as many tokens ended. */
const SIZES: readonly Size[] = [
  { tokens: 0, c: 1 },
  { tokens: 1, c: 0.3 },
  { tokens: 1, c: 1 },
  { tokens: 1, c: 3 },
  { tokens: 2, c: 2 },
];
/** A size that did well on the mean of thirteen public benchmarks; another must be better on this run by more than chance. */
const USUAL = 3;

/**
 * Fits a scorer on trajectories with known outcomes: logistic models of a few sizes, each once per fold of tasks, and the
 * size whose calibrated out-of-fold likelihood is best, if it beats the usual one by more than a standard error over
 * tasks. Deterministic by seed. Refuses with a reason when there is too
 * little to learn from.
 */
export async function fitScorer(examples: Examples, options: FitOptions = {}): Promise<Result<Fitted>> {
  const { seed = 1, pause = NO_PAUSE, progress } = options;
  const tasks = tasksOf(examples.keys, NEEDED.tasks);
  const lacking = tooLittle(examples, tasks.count);
  if (lacking) return fail(lacking);
  const foldOf = foldsByTask(tasks.of, FOLDS, seed);
  const tried: Tried[] = [];
  let before: readonly FoldModel[] | undefined;
  for (const [s, size] of SIZES.entries()) {
    if (SIZES[s - 1]?.tokens !== size.tokens) before = undefined;
    const models: FoldModel[] = [];
    for (let fold = 0; fold < FOLDS; fold++) {
      models.push(await foldModel(examples, foldOf, fold, size, before?.[fold]?.weights, pause));
      progress?.(s * FOLDS + fold + 1, SIZES.length * FOLDS);
    }
    const margins = examples.keys.map((_, i) => marginsOf(examples, i, (models[foldOf[i] as number] as FoldModel).weights, size.tokens));
    const rows = unseenRows(examples, margins, models, foldOf);
    const calibration = await calibrate(rows.flat());
    tried.push({
      size,
      models,
      margins,
      calibration,
      likelihoods: rows.map((own) => sum(own.map((row) => logLikelihood(row, calibration)))),
    });
    before = models;
  }
  const { size, calibration, margins, models } = bestOf(tried, tasks.of);
  const { slope, shift } = calibration;
  const model: FittedModel = {
    folds: models.map(({ weights, baseline }) => ({ weights: plain(examples, weights, size.tokens), baseline })),
    calibration: { slope, shift },
    foldOf: foldByHash(examples, tasks, foldOf),
  };
  const values = margins.map((own, i) => {
    const { baseline } = models[foldOf[i] as number] as FoldModel;
    return decidedValues(examples, i, own, (margin, step) => 1 / (1 + Math.exp(-(baselineAt(baseline, step) + shift + slope * margin))));
  });
  return ok({ model, report: reportOf(examples, tasks, values, { size, tried: SIZES.length, folds: FOLDS, seed }) });
}

interface Tried {
  readonly size: Size;
  /** Out of fold, by example. */
  readonly likelihoods: readonly number[];
  readonly models: readonly FoldModel[];
  readonly margins: readonly Float64Array[];
  readonly calibration: Calibration;
}

function bestOf(tried: readonly Tried[], tasks: readonly number[]): Tried {
  const usual = tried[USUAL] as Tried;
  const gains = tried.map((other) => {
    const byTask = new Map<number, number>();
    tasks.forEach((task, i) => {
      byTask.set(task, (byTask.get(task) ?? 0) + (other.likelihoods[i] as number) - (usual.likelihoods[i] as number));
    });
    const all = [...byTask.values()];
    const gain = sum(all);
    return gain - Math.sqrt(sum(all.map((one) => (one - gain / all.length) ** 2)));
  });
  const most = Math.max(...gains);
  return most > 0 ? (tried[gains.indexOf(most)] as Tried) : usual;
}

async function foldModel(
  examples: Examples,
  foldOf: readonly number[],
  fold: number,
  size: Size,
  from: Weights | undefined,
  pause: Pause,
): Promise<FoldModel> {
  const chosen = foldOf.flatMap((other, i) => (other === fold ? [] : [i]));
  const baseline = baselineLogits(
    chosen.map((i) => examples.decided(i)),
    chosen.map((i) => examples.successes[i] as boolean),
    MOST_STEPS,
  );
  const weights = from ? Float64Array.from(from) : new Float64Array(examples.width);
  await minimise(objective(examples, chosen, size, baseline, pause), weights, { iterations: 80, tolerance: 1e-4 });
  return { weights, baseline };
}

/**
 * Rows to calibrate on: the steps after which a trajectory goes on, and the first. The last step often gives the outcome
 * away, and a size chosen for reading it would be no better before.
 */
function unseenRows(
  examples: Examples,
  margins: readonly Float64Array[],
  models: readonly FoldModel[],
  foldOf: readonly number[],
): readonly (readonly Unseen[])[] {
  return margins.map((own, i) => {
    const { baseline } = models[foldOf[i] as number] as FoldModel;
    const weight = stepWeight(examples.decided(i));
    const success = examples.successes[i] as boolean;
    const rows = decidedValues(examples, i, own, (margin, step) => ({ margin, baseline: baselineAt(baseline, step), success, weight }));
    return rows.length > 1 ? rows.slice(0, -1) : rows;
  });
}

function decidedValues<T>(examples: Examples, i: number, margins: Float64Array, of: (margin: number, step: number) => T): T[] {
  const first = examples.starts[i] as number;
  const values: T[] = [];
  margins.forEach((margin, t) => {
    if (examples.own[first + t] === 1) values.push(of(margin, values.length));
  });
  return values;
}

/** A weight a token id, not scaled by the size. */
function plain({ vocabulary }: Examples, weights: Weights, tokens: number): Float32Array {
  const all = new Float32Array(WEIGHTS);
  all.set(weights.subarray(0, TOKENS));
  vocabulary.forEach((id, place) => {
    all[TOKENS + id] = tokens * (weights[TOKENS + place] as number);
  });
  return all;
}

function foldByHash(examples: Examples, tasks: Tasks, foldOf: readonly number[]): ReadonlyMap<number, number> {
  const folds = new Map<number, number>();
  examples.keys.forEach((keys, i) => {
    for (const key of tasks.used === 'all' ? keys : keys.slice(0, 1)) folds.set(keyHash(key), foldOf[i] as number);
  });
  return folds;
}

function tooLittle(examples: Examples, tasks: number): Problem | undefined {
  const solved = examples.successes.filter(Boolean).length;
  const failed = examples.length - solved;
  const have = `There are ${solved} solved and ${failed} failed trajectories of ${tasks} ${tasks === 1 ? 'task' : 'tasks'}`;
  const message =
    solved < NEEDED.outcomes || failed < NEEDED.outcomes
      ? `${have}; a scorer needs at least ${NEEDED.outcomes} of each.`
      : tasks < NEEDED.tasks
        ? `${have}; a scorer needs at least ${NEEDED.tasks} tasks, so that it can be tested on others than it learned from.`
        : undefined;
  if (message === undefined) return undefined;
  return {
    severity: 'error',
    code: 'fit-too-little',
    message,
    remedy: 'Fit again when the run has grown, or on several runs together. A trajectory whose outcome is unknown does not count.',
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
