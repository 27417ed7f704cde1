import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../core/model/result.ts';
import type { ScorerInfo } from '../../core/model/score.ts';
import { type ModelManifest, readManifest } from '../../core/scoring/manifest.ts';

/** The scorer that the model in `folder` is, from its manifest alone: the weights are checked where they are loaded. */
export function readScorerInfo(folder: string): Result<ScorerInfo> {
  const file = join(folder, 'manifest.json');
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      return fail({
        severity: 'error',
        code: 'model-missing',
        message: `There is no model at ${file}.`,
        remedy: 'Install the model again, then restart scoring.',
        file,
      });
    }
  }
  const manifest = readManifest(value, file);
  return manifest.ok ? ok(scorerInfo(manifest.value)) : manifest;
}

function scorerInfo(manifest: ModelManifest): ScorerInfo {
  const { id, name, meaning, range, licence } = manifest;
  return { id, name, meaning, range, causal: true, appendOnly: true, licence, identity: identity(manifest) };
}

/** Changes whenever a score could: with the weights, the features, the temperature. */
const identity = ({ sha256, features, temperature }: ModelManifest): string =>
  createHash('sha256')
    .update(JSON.stringify([sha256, features.version, features.seed, temperature]))
    .digest('hex')
    .slice(0, 16);
