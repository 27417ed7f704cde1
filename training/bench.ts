/** `node training/bench.ts MODEL [cpu|webgpu]`: steps a second of the features and of the model, and its agreement with the golden file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { features } from '../src/core/scoring/features.ts';
import { type GoldenCase, goldenError, goldenInput } from '../src/core/scoring/golden.ts';
import type { ModelManifest } from '../src/core/scoring/manifest.ts';
import { FEATURES } from '../src/core/scoring/spec.ts';
import { madeTrajectory } from './made.ts';
import { openModel } from './model.ts';

const [folder, device = 'cpu'] = process.argv.slice(2);
if (folder === undefined || (device !== 'cpu' && device !== 'webgpu')) {
  console.error('usage: node training/bench.ts MODEL [cpu|webgpu]');
  process.exit(2);
}
const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as ModelManifest;
const golden = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as { readonly cases: readonly GoldenCase[] };

for (const threads of device === 'cpu' ? [1, 2] : [1]) {
  const model = await openModel(folder, device, threads);
  for (const expected of golden.cases) {
    const error = goldenError(expected, await model.run(goldenInput(FEATURES, expected.steps)));
    console.log(`${device} ${threads} thread(s), ${expected.steps} steps: largest difference to the golden file ${error.toExponential(1)}`);
  }
}
for (const threads of device === 'cpu' ? [1, 2] : [1]) {
  const session = await ort.InferenceSession.create(join(folder, manifest.model), {
    executionProviders: [device],
    intraOpNumThreads: threads,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  for (const [batch, steps] of [
    [1, 1],
    [1, 64],
    [1, 1024],
    [32, 32],
  ] as const) {
    const { tokens, dense } = goldenInput(FEATURES, batch * steps);
    const feeds = {
      tokens: new ort.Tensor('int32', tokens, [batch, steps, FEATURES.tokens]),
      dense: new ort.Tensor('float32', dense, [batch, steps, FEATURES.dense]),
      state: new ort.Tensor('float32', new Float32Array(manifest.state.layers * batch * manifest.state.hidden), [
        manifest.state.layers,
        batch,
        manifest.state.hidden,
      ]),
    };
    const seconds = await fastest(async () => void (await session.run(feeds)));
    console.log(`${device} ${threads} thread(s), ${batch} x ${steps}: ${Math.round((batch * steps) / seconds)} steps/s`);
  }
}
const long = madeTrajectory(2000);
const seconds = await fastest(async () => void features(long));
console.log(`features, one thread: ${Math.round(2000 / seconds)} steps/s`);

/** Seconds of the fastest of many runs: the machine may be shared. */
async function fastest(job: () => Promise<void>): Promise<number> {
  await job();
  let best = Number.POSITIVE_INFINITY;
  const until = performance.now() + 1500;
  while (performance.now() < until) {
    const began = performance.now();
    await job();
    best = Math.min(best, (performance.now() - began) / 1000);
  }
  return best;
}
