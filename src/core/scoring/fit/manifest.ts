import { fail, ok, type Problem, type Result } from '../../model/result.ts';
import type { ScorerInfo } from '../../model/score.ts';
import { hasher } from '../../text/hash.ts';
import { FEATURES, type FeatureSpec } from '../spec.ts';
import type { Calibration } from './calibrate.ts';
import type { Fitted } from './fit.ts';
import type { FittedModel } from './model.ts';
import type { FitReport } from './report.ts';
import { WEIGHTS } from './weights.ts';

/** `manifest.json` of a scorer that was fitted on a run. */
export interface FittedManifest {
  readonly format: 1;
  readonly kind: 'fitted';
  readonly id: string;
  readonly name: string;
  readonly meaning: 'success-probability';
  readonly range: readonly [0, 1];
  readonly licence: string;
  /** Hash of everything a score depends on. */
  readonly identity: string;
  /** File beside the manifest: [folds, WEIGHTS] little-endian float32. */
  readonly weights: string;
  readonly features: FeatureSpec;
  /** Per fold, log-odds of success by step. */
  readonly baselines: readonly (readonly number[])[];
  readonly calibration: Calibration;
  /** Per fold, `keyHash` of the tasks its model has not seen. */
  readonly tasks: readonly (readonly number[])[];
  readonly card: FitCard;
}

/** Where a fitted scorer comes from and how far it goes. */
export interface FitCard {
  /** What it was fitted on, for people. */
  readonly data: string;
  /** ISO 8601. */
  readonly made: string;
  /** Trajectories left out because their outcome is unknown. */
  readonly leftOut: number;
  readonly limits: string;
  readonly outOfFold: FitReport;
}

export interface Naming {
  readonly id: string;
  readonly name: string;
  readonly data: string;
  /** ISO 8601. */
  readonly made: string;
  readonly leftOut: number;
}

const LIMITS =
  'Learned from the outcomes of this data: meant for more of the same tasks, tools and policies. A step’s number is the estimated probability that the trajectory ends solved. All figures are out of fold: scores of trajectories whose task was fitted on come from the model that has not seen the task. The size was chosen by the same folds.';

/** A fitted scorer as two files. */
export function writeFitted(
  { model, report }: Fitted,
  naming: Naming,
): { readonly manifest: FittedManifest; readonly weights: Uint8Array } {
  const { id, name, data, made, leftOut } = naming;
  const view = new DataView(new ArrayBuffer(model.folds.length * WEIGHTS * 4));
  model.folds.forEach(({ weights }, fold) => {
    weights.forEach((weight, k) => {
      view.setFloat32((fold * WEIGHTS + k) * 4, weight, true);
    });
  });
  const weights = new Uint8Array(view.buffer);
  const tasks = model.folds.map((_, fold) => [...model.foldOf].flatMap(([key, of]) => (of === fold ? [key] : [])));
  const parts = { features: FEATURES, baselines: model.folds.map(({ baseline }) => baseline), calibration: model.calibration, tasks };
  const identity = identityOf(parts, weights);
  return {
    weights,
    manifest: {
      format: 1,
      kind: 'fitted',
      id,
      name,
      meaning: 'success-probability',
      range: [0, 1],
      licence: 'your own data',
      identity,
      weights: `weights-${identity}.f32`,
      ...parts,
      card: { data, made, leftOut, limits: LIMITS, outOfFold: report },
    },
  };
}

export const isFitted = (value: unknown): boolean => isRecord(value) && value.kind === 'fitted';

/** Checks the parsed content of a `manifest.json`; `file` is named in the problem. */
export function readFittedManifest(value: unknown, file: string): Result<FittedManifest> {
  const wrong = fault(value);
  if (wrong !== undefined) return fail(unusable(wrong, file));
  const manifest = value as FittedManifest;
  const differing = (Object.keys(FEATURES) as (keyof FeatureSpec)[]).find((key) => manifest.features[key] !== FEATURES[key]);
  if (differing === undefined) return ok(manifest);
  return fail({
    severity: 'error',
    code: 'model-features',
    message: `This scorer was fitted on other features than this version computes (${differing} is ${manifest.features[differing]}, here ${FEATURES[differing]}).`,
    remedy: 'Fit it again.',
    file,
  });
}

/** The model, if the weights are those the manifest speaks of. */
export function fittedModel(manifest: FittedManifest, weights: Uint8Array, file: string): Result<FittedModel> {
  const folds = manifest.baselines.length;
  if (weights.length !== folds * WEIGHTS * 4)
    return fail(unusable(`its weights have ${weights.length} bytes, not ${folds * WEIGHTS * 4}`, file));
  if (identityOf(manifest, weights) !== manifest.identity) return fail(unusable('its identity is not that of its parts', file));
  const view = new DataView(weights.buffer, weights.byteOffset, weights.byteLength);
  const values = Float32Array.from({ length: folds * WEIGHTS }, (_, k) => view.getFloat32(k * 4, true));
  if (!values.every(Number.isFinite)) return fail(unusable('a weight is not a number', file));
  return ok({
    folds: manifest.baselines.map((baseline, fold) => ({ baseline, weights: values.subarray(fold * WEIGHTS, (fold + 1) * WEIGHTS) })),
    calibration: manifest.calibration,
    foldOf: new Map(manifest.tasks.flatMap((keys, fold) => keys.map((key) => [key, fold] as const))),
  });
}

export function fittedInfo({ id, name, meaning, range, licence, identity }: FittedManifest): ScorerInfo {
  return { id, name, meaning, range, causal: true, appendOnly: true, licence, identity };
}

type Parts = Pick<FittedManifest, 'features' | 'baselines' | 'calibration' | 'tasks'>;

function identityOf({ features, baselines, calibration, tasks }: Parts, weights: Uint8Array): string {
  const { slope, shift } = calibration;
  const { version, seed } = features;
  const hash = hasher()
    .add('fitted/1')
    .add(JSON.stringify([version, seed, baselines, slope, shift, tasks]));
  for (let at = 0; at < weights.length; at += 1 << 14) hash.add(String.fromCharCode(...weights.subarray(at, at + (1 << 14))));
  return hash.hex().slice(0, 16);
}

/** The first thing that is wrong, in words. */
function fault(value: unknown): string | undefined {
  if (!isRecord(value)) return 'it is not a JSON object';
  if (value.format !== 1 || value.kind !== 'fitted') return 'it is not that of a fitted scorer';
  for (const key of ['id', 'name', 'licence', 'identity', 'weights']) if (typeof value[key] !== 'string') return `${key} is missing`;
  if (!/^(?!\.\.?$)[^/\\]+$/.test(value.weights as string)) return 'weights must name a file in the same folder';
  const { features, baselines, calibration, tasks, card } = value;
  if (!isRecord(features)) return 'features is missing';
  if (!isRecord(calibration) || !Number.isFinite(calibration.slope) || !Number.isFinite(calibration.shift))
    return 'calibration is not two numbers';
  if (!isRows(baselines) || baselines.length === 0 || baselines.some((row) => row.length === 0))
    return 'baselines are not lists of numbers';
  if (!isRows(tasks) || tasks.length !== baselines.length) return 'tasks are not one list of numbers a fold';
  if (!isRecord(card) || !isRecord(card.outOfFold) || typeof card.data !== 'string') return 'card is missing';
  return undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isRows = (value: unknown): value is readonly (readonly number[])[] =>
  Array.isArray(value) && value.every((row) => Array.isArray(row) && row.every(Number.isFinite));

const unusable = (why: string, file: string): Problem => ({
  severity: 'error',
  code: 'model-manifest',
  message: `The fitted scorer is not usable: ${why}.`,
  remedy: 'Fit it again.',
  file,
});
