import { fail, ok, type Result } from '../model/result.ts';
import type { ScoreMeaning } from '../model/score.ts';
import { FEATURES, type FeatureSpec } from './spec.ts';

/**
 * `manifest.json` beside a step model's weights. The weights take tokens int32 [batch, steps, features.tokens], dense
 * float32 [batch, steps, features.dense] and state float32 [layers, batch, hidden], and give logit float32
 * [batch, steps] and next_state shaped as state. Score = sigmoid(logit / temperature).
 */
export interface ModelManifest {
  readonly format: 1;
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly meaning: ScoreMeaning;
  readonly range: readonly [number, number];
  readonly licence: string;
  /** File name of the weights, in the same folder. */
  readonly model: string;
  /** Of the weights, lower-case hexadecimal. */
  readonly sha256: string;
  readonly features: FeatureSpec;
  readonly state: { readonly layers: number; readonly hidden: number };
  readonly temperature: number;
  /** Numbers to check a device against; see `golden.ts`. `file` is in the same folder. */
  readonly golden?: { readonly file: string };
}

const MEANINGS: readonly ScoreMeaning[] = ['success-probability', 'step-correctness', 'progress', 'verdict'];

/** Checks the parsed content of a `manifest.json`; `file` is named in the problem. */
export function readManifest(value: unknown, file: string): Result<ModelManifest> {
  const wrong = fault(value);
  if (wrong !== undefined) {
    return fail({
      severity: 'error',
      code: 'model-manifest',
      message: `The model's manifest is not usable: ${wrong}.`,
      remedy: 'Install the model again, or choose another one.',
      file,
    });
  }
  const manifest = value as ModelManifest;
  const differing = (Object.keys(FEATURES) as (keyof FeatureSpec)[]).find((key) => manifest.features[key] !== FEATURES[key]);
  if (differing === undefined) return ok(manifest);
  return fail({
    severity: 'error',
    code: 'model-features',
    message: `The model was trained on other features than this version computes (${differing} is ${manifest.features[differing]}, here ${FEATURES[differing]}).`,
    remedy: 'Use the model that comes with this version, or train it again.',
    file,
  });
}

/** The first thing that is wrong, in words. */
function fault(value: unknown): string | undefined {
  if (!isRecord(value)) return 'it is not a JSON object';
  if (value.format !== 1) return `its format is ${JSON.stringify(value.format)} and only 1 is known`;
  for (const key of ['id', 'name', 'version', 'licence', 'model', 'sha256']) if (typeof value[key] !== 'string') return `${key} is missing`;
  const { golden } = value;
  if (!isFileName(value.model)) return 'model must name a file in the same folder';
  if (golden !== undefined && !(isRecord(golden) && isFileName(golden.file))) return 'golden.file must name a file in the same folder';
  if (!MEANINGS.includes(value.meaning as ScoreMeaning)) return `meaning is none of ${MEANINGS.join(', ')}`;
  const range = value.range;
  if (!Array.isArray(range) || range.length !== 2 || !range.every(Number.isFinite)) return 'range is not two numbers';
  const { features, state, temperature } = value;
  for (const key of Object.keys(FEATURES)) if (!isRecord(features) || !Number.isInteger(features[key])) return `features.${key} is missing`;
  for (const key of ['layers', 'hidden']) if (!isRecord(state) || !isPositive(state[key])) return `state.${key} is not a positive number`;
  if (!isPositive(temperature)) return 'temperature is not a positive number';
  return undefined;
}

const isFileName = (value: unknown): boolean => typeof value === 'string' && /^(?!\.\.?$)[^/\\]+$/.test(value);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isPositive = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value > 0;
