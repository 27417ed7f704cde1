import { fail, ok, type Result } from '../core/model/result.ts';
import type { Opened, OpenParams } from '../protocol/scoring.ts';
import { damaged, type Model } from './model.ts';
import { firstLine, type Runtime } from './runtime.ts';
import { disagreement, goldenDifference, speed, TOLERANCE, testInput } from './self-test.ts';
import { openSession, type Session } from './session.ts';

/** The rung of the device ladder that is stood on. */
export interface Rung extends Opened {
  readonly session: Session;
  /** Most steps of one trajectory that go in at once. */
  readonly mostSteps: number;
}

/** Chunk lengths tried on a GPU, longest first: some kernels go wrong at a warp of 32. */
const GPU_STEPS = [Number.POSITIVE_INFINITY, 31] as const;

export type Open = (runtime: Runtime, path: string, shape: Model['shape'], device: 'cpu' | 'webgpu') => Promise<Session>;

/**
 * Opens the model on the best device that can be proven right: WebGPU if its numbers are the CPU's, WebGPU in short
 * chunks if only those are right, else the CPU. With `auto` the GPU must also be the faster of the two.
 */
export async function climb(
  runtime: Runtime,
  model: Model,
  choice: OpenParams['device'],
  trying: (device: Opened['device']) => void,
  open: Open = openSession,
): Promise<Result<Rung>> {
  trying('cpu');
  let cpu: Session;
  try {
    cpu = await open(runtime, model.weights, model.shape, 'cpu');
    const off = await goldenDifference(cpu, model);
    if (off !== undefined && off > TOLERANCE) {
      return fail(damaged(model.weights, `it gives other numbers here than where it was made (difference ${off.toPrecision(2)})`));
    }
  } catch (error) {
    return fail(damaged(model.weights, firstLine(error)));
  }
  const onCpu = (reason: string): Result<Rung> => ok({ device: 'cpu', reason, session: cpu, mostSteps: Number.POSITIVE_INFINITY });
  if (choice === 'cpu') return onCpu('The CPU is set as the device.');

  trying('webgpu');
  let gpu: Session;
  try {
    gpu = await open(runtime, model.weights, model.shape, 'webgpu');
  } catch (error) {
    const why = firstLine(error);
    return onCpu(
      /adapter/i.test(why) ? 'No GPU adapter was found, so the CPU scores.' : `WebGPU does not start (${why}), so the CPU scores.`,
    );
  }
  const rung = await prove(cpu, gpu, model, choice);
  if (rung.session === cpu) await gpu.release();
  else await cpu.release();
  return ok(rung);
}

async function prove(cpu: Session, gpu: Session, model: Model, choice: OpenParams['device']): Promise<Rung> {
  const onCpu = (reason: string): Rung => ({ device: 'cpu', reason, session: cpu, mostSteps: Number.POSITIVE_INFINITY });
  let worst = Number.POSITIVE_INFINITY;
  try {
    if (choice === 'auto') {
      const input = testInput(model, 4, 31);
      const ratio = (await speed(cpu, input)) / (await speed(gpu, input));
      if (ratio > 1) return onCpu(`With this model the CPU is ${times(ratio)} as fast as WebGPU here, so the CPU scores.`);
    }
    for (const mostSteps of GPU_STEPS) {
      worst = await disagreement(cpu, gpu, model, mostSteps);
      if (worst > TOLERANCE) continue;
      const how = mostSteps === Number.POSITIVE_INFINITY ? '' : ` in chunks of ${mostSteps} steps`;
      const reason = `WebGPU self-test passed${how}, largest difference to the CPU ${worst.toExponential(0)}.`;
      return { device: 'webgpu', reason, session: gpu, mostSteps };
    }
  } catch (error) {
    return onCpu(`WebGPU failed its self-test (${firstLine(error)}), so the CPU scores.`);
  }
  return onCpu(`WebGPU gives other numbers than the CPU (difference ${worst.toPrecision(2)}), so the CPU scores.`);
}

const times = (ratio: number): string => `${ratio < 10 ? ratio.toPrecision(2) : Math.round(ratio)} times`;

/** The CPU after a GPU that passed its test has failed at work. */
export async function stepDown(runtime: Runtime, model: Model, why: string): Promise<Rung> {
  const session = await openSession(runtime, model.weights, model.shape, 'cpu');
  return {
    device: 'cpu',
    reason: `WebGPU failed while scoring (${why}), so the CPU scores.`,
    session,
    mostSteps: Number.POSITIVE_INFINITY,
  };
}
