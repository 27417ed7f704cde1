import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-node';
import { findTrajectories } from '../../src/cli/trajectories.ts';
import type { Trajectory } from '../../src/core/model/trajectory.ts';
import { features } from '../../src/core/scoring/features.ts';
import { createScoring } from '../../src/node/scoring/owner.ts';
import { climb } from '../../src/prm/device.ts';
import { Engine } from '../../src/prm/engine.ts';
import { Scorer } from '../../src/prm/scorer.ts';
import { testInput } from '../../src/prm/self-test.ts';
import { openSession } from '../../src/prm/session.ts';
import { EMBEDDED, model, PROCESS, params } from '../prm/helpers.ts';
import { SWIFTSHADER } from '../prm/process.ts';
import type { Bench } from './bench.ts';

const TRAJECTORIES = 400;

/** The embedded model at work on the logs of the fixtures, or of the paths in ROLLOUTS (separated by `:`). */
export async function benches(): Promise<readonly Bench[]> {
  const logs = await trajectories(process.env.ROLLOUTS?.split(':') ?? [fileURLToPath(new URL('../fixtures', import.meta.url))]);
  const steps = logs.reduce((sum, { steps: own }) => sum + own.length, 0);
  const work = { amount: steps, unit: 'steps' };
  const embedded = await model(EMBEDDED);
  const session = await openSession(ort, embedded.weights, embedded.shape, 'cpu');
  const inputs = logs.map((log) => ({ rows: 1, state: new Float32Array(embedded.shape.layers * embedded.shape.hidden), ...features(log) }));

  const whole: Bench = {
    name: `score ${logs.length} trajectories, ${steps} steps, on the CPU`,
    work,
    variants: {
      'read the text only': () => logs.map(features),
      'bare model, features at hand': async () => {
        for (const input of inputs) await session.run(input);
      },
      'one by one': async () => {
        const one = await scorer();
        for (const log of logs) await one.score(ask(log));
      },
      'in batches': async () => {
        const one = await scorer();
        await Promise.all(logs.map((log) => one.score(ask(log))));
      },
      'through the process, from the start': async () => {
        const scoring = createScoring({ entry: PROCESS, model: EMBEDDED, device: 'cpu' });
        await Promise.all(logs.map((log) => scoring.score({ trajectory: log, contentHash: log.id, priority: 'background' })));
        scoring.dispose();
      },
    },
  };

  const long = repeat(logs.flatMap((log) => log.steps).slice(0, 1000), 1001);
  const growing = await scorer();
  await growing.score(params(long.slice(0, 1000), { key: 'growing' }));
  const append: Bench = {
    name: 'score a trajectory of 1,000 steps that gets one more',
    variants: {
      'all steps': async () => (await scorer()).score(params(long)),
      'the new step': async () => {
        const start = performance.now();
        await growing.score(params(long, { key: 'growing' }));
        const took = performance.now() - start;
        await growing.score(params(long.slice(0, 1000), { key: 'growing' }));
        return took;
      },
    },
  };

  const start: Bench = {
    name: 'from nothing to the first scores of a trajectory of 20 steps',
    rounds: 5,
    variants: {
      'new process': async () => {
        const scoring = createScoring({ entry: PROCESS, model: EMBEDDED, device: 'cpu' });
        await scoring.score({ trajectory: { ...(logs[0] as Trajectory), steps: long.slice(0, 20) }, contentHash: 'a', priority: 'view' });
        scoring.dispose();
      },
    },
  };
  return [whole, append, start, ...(await onGpu())];
}

async function scorer(): Promise<Scorer> {
  const embedded = await model(EMBEDDED);
  const rung = await climb(ort, embedded, 'cpu', () => {});
  if (!rung.ok) throw new Error(rung.problem.message);
  return new Scorer(new Engine(ort, embedded, rung.value, () => {}), embedded.manifest.temperature, () => {});
}

const ask = ({ task, preamble, steps }: Trajectory) => params(steps, { task, preamble, urgent: false });

async function trajectories(paths: readonly string[]): Promise<readonly Trajectory[]> {
  const all: Trajectory[] = [];
  for await (const found of findTrajectories(paths))
    if (found.kind === 'trajectory' && found.trajectory.steps.length > 0) all.push(found.trajectory);
  return repeat(all, TRAJECTORIES).map((log, i) => ({ ...log, id: `${log.id} ${i}` }));
}

const repeat = <T>(items: readonly T[], count: number): readonly T[] =>
  Array.from({ length: count }, (_, i) => items[i % items.length] as T);

/** The bare model on the GPU there is, or on SwiftShader when the Vulkan loader was pointed there from outside. */
async function onGpu(): Promise<readonly Bench[]> {
  const embedded = await model(EMBEDDED);
  const input = testInput(embedded, 16, 32);
  const cpu = await openSession(ort, embedded.weights, embedded.shape, 'cpu');
  try {
    const gpu = await openSession(ort, embedded.weights, embedded.shape, 'webgpu');
    const software = process.env.VK_ICD_FILENAMES?.includes('swiftshader') ? ' (SwiftShader: the CPU)' : '';
    return [
      {
        name: 'bare model, 16 trajectories of 32 steps',
        work: { amount: 16 * 32, unit: 'steps' },
        rounds: 5,
        variants: { CPU: () => cpu.run(input), [`WebGPU${software}`]: () => gpu.run(input) },
      },
    ];
  } catch (error) {
    const hint = existsSync(SWIFTSHADER.VK_ICD_FILENAMES)
      ? ` (set ${Object.entries(SWIFTSHADER)
          .map(([k, v]) => `${k}=${v}`)
          .join(' ')} for one in software)`
      : '';
    console.error(`No WebGPU to compare with: ${error instanceof Error ? error.message.trim() : error}${hint}`);
    return [];
  }
}
