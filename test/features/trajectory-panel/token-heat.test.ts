import { expect, test } from 'vitest';
import type { Step, TokenTrace } from '../../../src/core/model/trajectory.ts';
import { cutStep } from '../../../src/features/trajectory-panel/cut-step.ts';
import { hasHeat, tokenHeat } from '../../../src/features/trajectory-panel/token-heat.ts';

const step = (tokens?: TokenTrace): Step => ({
  index: 0,
  actor: 'assistant',
  actions: [],
  observations: [],
  ...(tokens ? { tokens } : {}),
});

test('numbers go with the texts they are aligned with; unknown stays unknown', () => {
  const made = step({ texts: ['a', 'b'], advantages: [0.5, Number.NaN], logprobs: [-1], lossMask: [1, 0] });
  expect(tokenHeat(made)).toEqual({
    texts: ['a', 'b'],
    lanes: [
      { name: 'advantage', values: [0.5, null] },
      { name: 'in the loss', values: [1, 0] },
    ],
    more: 0,
  });
});

test('a step says whether it has such numbers, also when its texts are cut and its records left out', () => {
  expect(hasHeat(step())).toBe(false);
  expect(hasHeat(step({ advantages: [1] }))).toBe(false);
  expect(hasHeat(step({ texts: ['a'], advantages: [1, 2] }))).toBe(false);
  const shown = cutStep(step({ texts: ['a'], advantages: [1] }), 100);
  expect([shown.heat, shown.step.tokens]).toEqual([true, undefined]);
  expect(cutStep(step(), 100)).not.toHaveProperty('heat');
});

test('more tokens than can be read are counted, not sent', () => {
  const many = Array.from({ length: 9000 }, (_, k) => k);
  const heat = tokenHeat(step({ texts: many.map(String), rewards: many }));
  expect([heat.texts.length, heat.lanes[0]?.values.length, heat.more]).toEqual([8000, 8000, 1000]);
  expect(tokenHeat(undefined)).toEqual({ texts: [], lanes: [], more: 0 });
});
