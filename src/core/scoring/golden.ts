import type { StepFeatures } from './features.ts';
import { combine } from './hash.ts';
import type { FeatureSpec } from './spec.ts';

/** Lengths the start-up self-test runs: one step, around a GPU workgroup's edge, and a long rollout. */
export const GOLDEN_LENGTHS = [1, 31, 64, 300] as const;

/** Steps of a golden case whose logits are written down: up to eight, evenly spread, the first and the last among them. */
export function goldenPositions(steps: number): readonly number[] {
  const n = Math.min(8, steps);
  return Array.from({ length: n }, (_, k) => (n === 1 ? 0 : Math.round((k * (steps - 1)) / (n - 1))));
}

/**
 * Made-up model input that is the same everywhere. With h = combine(i, steps) for element i of a row-by-row array:
 * a token is 0 when h is odd, else 1 + (h >>> 1) mod (buckets - 1); a dense value is (h mod 1024) / 1024, which is exact in f32.
 */
export function goldenInput(spec: FeatureSpec, steps: number): StepFeatures {
  const tokens = Int32Array.from({ length: steps * spec.tokens }, (_, i) => {
    const h = combine(i, steps);
    return h % 2 === 1 ? 0 : 1 + ((h >>> 1) % (spec.buckets - 1));
  });
  const dense = Float32Array.from({ length: steps * spec.dense }, (_, i) => (combine(i, steps) % 1024) / 1024);
  return { steps, tokens, dense };
}

/** One case of `golden.json`: what the trained network said on the CPU about `goldenInput(spec, steps)`, from a state of zeros. */
export interface GoldenCase {
  readonly steps: number;
  /** `goldenPositions(steps)` and the logits there. */
  readonly positions: readonly number[];
  readonly logits: readonly number[];
  /** Mean logit over all steps. */
  readonly mean: number;
}

/** Largest difference between a device's logits and a golden case; NaN and missing values count as infinite. */
export function goldenError(expected: GoldenCase, logits: ArrayLike<number>): number {
  let sum = 0;
  for (let t = 0; t < expected.steps; t++) sum += logits[t] ?? Number.NaN;
  const gaps = expected.positions.map((position, k) => Math.abs((logits[position] ?? Number.NaN) - (expected.logits[k] ?? Number.NaN)));
  const worst = Math.max(Math.abs(sum / expected.steps - expected.mean), ...gaps);
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst;
}
