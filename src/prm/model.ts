import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fail, ok, type Problem, type Result } from '../core/model/result.ts';
import { type ModelManifest, readManifest } from '../core/scoring/manifest.ts';
import type { Shape } from './session.ts';

/** A model on disk whose weights are the ones its manifest speaks of. */
export interface Model {
  readonly manifest: ModelManifest;
  /** Absolute path of the weights. */
  readonly weights: string;
  readonly shape: Shape;
  /** Absolute path of the golden numbers, when the manifest names them. */
  readonly golden?: string;
}

/** Reads the manifest in `folder` and checks the weights against it. */
export async function readModel(folder: string): Promise<Result<Model>> {
  const file = join(folder, 'manifest.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return fail(missing(file, error));
  }
  const manifest = readManifest(parse(text), file);
  if (!manifest.ok) return manifest;
  const weights = join(folder, manifest.value.model);
  try {
    if ((await sha256(weights)) !== manifest.value.sha256) return fail(damaged(weights, 'its checksum is not the one in the manifest'));
  } catch (error) {
    return fail(missing(weights, error));
  }
  const { features, state, golden } = manifest.value;
  return ok({
    manifest: manifest.value,
    weights,
    shape: { tokens: features.tokens, dense: features.dense, ...state },
    ...(golden && { golden: join(folder, golden.file) }),
  });
}

export const damaged = (file: string, why: string): Problem => ({
  severity: 'error',
  code: 'model-damaged',
  message: `The model ${file} cannot be used: ${why}.`,
  remedy: 'Install the model again, then restart scoring.',
  file,
});

const missing = (file: string, error: unknown): Problem => {
  const code = (error as NodeJS.ErrnoException).code;
  return {
    severity: 'error',
    code: code === 'ENOENT' ? 'model-missing' : 'model-unreadable',
    message: code === 'ENOENT' ? `There is no model at ${file}.` : `The model ${file} cannot be read (${code}).`,
    remedy:
      code === 'ENOENT' ? 'Install the model again, then restart scoring.' : 'Check the permissions of the file, then restart scoring.',
    file,
  };
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
