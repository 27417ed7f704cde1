import { readFile } from 'node:fs/promises';
import { GOLDEN_LENGTHS, type GoldenCase, goldenError, goldenInput } from '../core/scoring/golden.ts';
import type { Model } from './model.ts';
import { sliceSteps } from './rows.ts';
import type { Chunk, Session, Shape } from './session.ts';

/** Largest difference of two logits that counts as the same: a quarter of a percent in probability at most. */
export const TOLERANCE = 0.01;

/** Made-up input of `rows` trajectories from a state of zeros, the same each time. */
export function testInput({ manifest, shape }: Model, rows: number, steps: number): Chunk {
  const { tokens, dense } = goldenInput(manifest.features, rows * steps);
  return { rows, steps, tokens, dense, state: new Float32Array(shape.layers * rows * shape.hidden) };
}

/** Largest difference between a session and the numbers written down when the model was made; undefined where there are none. */
export async function goldenDifference(session: Session, model: Model): Promise<number | undefined> {
  if (model.golden === undefined) return undefined;
  const { cases } = JSON.parse(await readFile(model.golden, 'utf8')) as { readonly cases: readonly GoldenCase[] };
  let worst = 0;
  for (const expected of cases) {
    const { logit } = await session.run(testInput(model, 1, expected.steps));
    worst = Math.max(worst, goldenError(expected, logit));
  }
  return worst;
}

/**
 * Largest difference of the logits of two sessions over all test lengths and one batch, `tested` given at most `most`
 * steps at a time; infinite where one gives no number.
 */
export async function disagreement(trusted: Session, tested: Session, model: Model, most: number): Promise<number> {
  let worst = 0;
  for (const steps of GOLDEN_LENGTHS) {
    const input = testInput(model, 1, steps);
    const { logit } = await trusted.run(input);
    worst = Math.max(worst, difference(logit, await runInPieces(tested, model.shape, input, most)));
  }
  const batch = testInput(model, 7, Math.min(most, 40));
  return Math.max(worst, difference((await trusted.run(batch)).logit, (await tested.run(batch)).logit));
}

/** Logits of a chunk of one row, run at most `most` steps at a time with the state handed on. */
async function runInPieces(session: Session, shape: Shape, chunk: Chunk, most: number): Promise<Float32Array> {
  const logit = new Float32Array(chunk.steps);
  let state = chunk.state;
  for (let at = 0; at < chunk.steps; at += most) {
    const result = await session.run({ ...sliceSteps(chunk, at, Math.min(chunk.steps, at + most), shape), state });
    logit.set(result.logit, at);
    state = result.state;
  }
  return logit;
}

function difference(a: Float32Array, b: Float32Array): number {
  let worst = 0;
  for (const [i, value] of a.entries()) {
    const apart = Math.abs(value - (b[i] ?? Number.NaN));
    worst = Number.isNaN(apart) ? Number.POSITIVE_INFINITY : Math.max(worst, apart);
  }
  return worst;
}

/** Steps per second on `input`, once warm. */
export async function speed(session: Session, input: Chunk): Promise<number> {
  await session.run(input);
  const start = performance.now();
  await session.run(input);
  return (input.rows * input.steps * 1000) / (performance.now() - start);
}
