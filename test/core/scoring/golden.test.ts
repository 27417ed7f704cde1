import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GOLDEN_LENGTHS, type GoldenCase, goldenError, goldenInput, goldenPositions } from '../../../src/core/scoring/golden.ts';
import { readManifest } from '../../../src/core/scoring/manifest.ts';
import { FEATURES } from '../../../src/core/scoring/spec.ts';
import { openModel } from '../../../training/model.ts';

const folder = 'media/prm';
const { cases } = JSON.parse(readFileSync(`${folder}/golden.json`, 'utf8')) as { readonly cases: readonly GoldenCase[] };

test('the shipped manifest fits the features of this version and names the shipped file by its hash', () => {
  const read = readManifest(JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8')), 'manifest.json');
  if (!read.ok) throw new Error(read.problem.message);
  const bytes = readFileSync(`${folder}/${read.value.model}`);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(read.value.sha256);
  expect(bytes.length).toBeLessThan(8_000_000);
});

describe('the shipped model', () => {
  test.each(GOLDEN_LENGTHS.map((steps) => ({ steps })))(
    'says on the CPU what it said when it was trained, $steps steps',
    async ({ steps }) => {
      const model = await openModel(folder);
      const expected = cases.find((one) => one.steps === steps) as GoldenCase;
      expect(goldenError(expected, await model.run(goldenInput(FEATURES, steps)))).toBeLessThan(1e-4);
    },
  );

  test('looks at nothing ahead', async () => {
    const model = await openModel(folder);
    const whole = goldenInput(FEATURES, 64);
    const part = { steps: 20, tokens: whole.tokens.slice(0, 20 * FEATURES.tokens), dense: whole.dense.slice(0, 20 * FEATURES.dense) };
    const [a, b] = [await model.run(whole), await model.run(part)];
    for (const [t, logit] of b.entries()) expect(logit).toBeCloseTo(a[t] as number, 4);
  });
});

describe('goldenError', () => {
  const expected: GoldenCase = { steps: 3, positions: [0, 2], logits: [1, 3], mean: 2 };

  test('is the largest gap, the mean included', () => {
    expect(goldenError(expected, [1, 2, 3])).toBe(0);
    expect(goldenError(expected, [1, 2, 3.5])).toBe(0.5);
    expect(goldenError(expected, [1, 5, 3])).toBe(1);
  });

  test('of NaN or missing output is infinite', () => {
    expect(goldenError(expected, [1, Number.NaN, 3])).toBe(Number.POSITIVE_INFINITY);
    expect(goldenError(expected, [1, 2])).toBe(Number.POSITIVE_INFINITY);
  });
});

test('golden positions are spread from the first step to the last', () => {
  expect(goldenPositions(1)).toEqual([0]);
  expect(goldenPositions(300)).toEqual([0, 43, 85, 128, 171, 214, 256, 299]);
});
