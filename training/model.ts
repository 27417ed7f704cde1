import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { Trajectory } from '../src/core/model/trajectory.ts';
import { features, type StepFeatures } from '../src/core/scoring/features.ts';
import { readManifest } from '../src/core/scoring/manifest.ts';
import { probability } from '../src/core/scoring/model-contract.ts';

/** The shipped model in this process: for measuring, not for the extension, which keeps it in a process of its own. */
export interface Model {
  readonly name: string;
  /** One score a step. */
  score(trajectory: Trajectory): Promise<readonly number[]>;
  /** Logits of made or real features, from a state of zeros. */
  run(given: StepFeatures): Promise<Float32Array>;
}

export async function openModel(folder: string, device: 'cpu' | 'webgpu' = 'cpu', threads = 1): Promise<Model> {
  const file = join(folder, 'manifest.json');
  const read = readManifest(JSON.parse(readFileSync(file, 'utf8')), file);
  if (!read.ok) throw new Error(read.problem.message);
  const { name, version, model, features: spec, state, temperature } = read.value;
  const session = await ort.InferenceSession.create(join(folder, model), {
    executionProviders: [device],
    intraOpNumThreads: threads,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  const run = async (given: StepFeatures) => {
    const out = await session.run({
      tokens: new ort.Tensor('int32', given.tokens, [1, given.steps, spec.tokens]),
      dense: new ort.Tensor('float32', given.dense, [1, given.steps, spec.dense]),
      state: new ort.Tensor('float32', new Float32Array(state.layers * state.hidden), [state.layers, 1, state.hidden]),
    });
    return out.logit?.data as Float32Array;
  };
  return {
    name: `${name} (${version})`,
    run,
    score: async (trajectory) => Array.from(await run(features(trajectory)), (logit) => probability(logit, temperature)),
  };
}
