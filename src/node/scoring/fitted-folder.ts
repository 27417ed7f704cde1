import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../core/model/result.ts';
import type { Fitted } from '../../core/scoring/fit/fit.ts';
import {
  type FittedManifest,
  fittedModel,
  isFitted,
  type Naming,
  readFittedManifest,
  writeFitted,
} from '../../core/scoring/fit/manifest.ts';
import type { FittedModel } from '../../core/scoring/fit/model.ts';

export interface FittedFolder {
  readonly manifest: FittedManifest;
  readonly model: FittedModel;
}

/**
 * Writes a fitted scorer into `folder`, in place of the one there. The weights' name holds the identity and the manifest
 * comes last, so whoever reads meanwhile gets the old scorer or the new one. Throws what the file system throws.
 */
export function saveFitted(folder: string, fitted: Fitted, naming: Naming): FittedManifest {
  const { manifest, weights } = writeFitted(fitted, naming);
  mkdirSync(folder, { recursive: true });
  replace(join(folder, manifest.weights), weights);
  replace(join(folder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 1)}\n`);
  for (const name of readdirSync(folder))
    if (/^weights-[0-9a-f]{16}\.f32$/.test(name) && name !== manifest.weights) rmSync(join(folder, name), { force: true });
  return manifest;
}

function replace(file: string, content: string | Uint8Array): void {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, content);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** True when the folder holds a fitted scorer, usable or not. */
export function holdsFitted(folder: string): boolean {
  try {
    return isFitted(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
  } catch {
    return false;
  }
}

export function openFitted(folder: string): Result<FittedFolder> {
  const file = join(folder, 'manifest.json');
  try {
    const read = readFittedManifest(JSON.parse(readFileSync(file, 'utf8')), file);
    if (!read.ok) return read;
    const weights = join(folder, read.value.weights);
    const model = fittedModel(read.value, readFileSync(weights), weights);
    return model.ok ? ok({ manifest: read.value, model: model.value }) : model;
  } catch (error) {
    const message = error instanceof SyntaxError ? 'its manifest is not JSON' : (error as Error).message;
    return fail({
      severity: 'error',
      code: 'model-missing',
      message: `The fitted scorer cannot be read: ${message}.`,
      remedy: 'Fit it again.',
      file,
    });
  }
}
