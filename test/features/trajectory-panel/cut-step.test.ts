import { expect, test } from 'vitest';
import type { Step } from '../../../src/core/model/trajectory.ts';
import { cutStep } from '../../../src/features/trajectory-panel/cut-step.ts';

const step: Step = {
  index: 0,
  actor: 'assistant',
  thought: 't'.repeat(20),
  actions: [
    { tool: 'edit', args: { path: 'a', nested: [{ text: 'n'.repeat(30) }], n: 5 } },
    { tool: 'bash', args: 'b'.repeat(12) },
  ],
  observations: [{ text: 'short', images: [{ kind: 'data', uri: `data:image/png;base64,${'A'.repeat(100)}` }] }, { text: 'o'.repeat(15) }],
  tokens: { logprobs: [-1, -2] },
};

test('long fields are cut wherever they are, and named with their whole length', () => {
  const { step: shown, cut } = cutStep(step, 10);
  expect(cut).toEqual({ thought: 20, 'actions.0.args.nested.0.text': 30, 'actions.1.args': 12, 'observations.1.text': 15 });
  expect(shown.thought).toBe('t'.repeat(10));
  expect(shown.actions[0]?.args).toEqual({ path: 'a', nested: [{ text: 'n'.repeat(10) }], n: 5 });
  expect(shown.observations[0]?.text).toBe('short');
});

test('picture data and token records stay with the host; a whole step has its tokens', () => {
  const window = cutStep(step, 10).step;
  expect(window.observations[0]?.images).toEqual([{ kind: 'data', uri: '' }]);
  expect(window.tokens).toBeUndefined();
  expect(cutStep(step, Number.POSITIVE_INFINITY)).toMatchObject({
    cut: {},
    step: { thought: step.thought, tokens: { logprobs: [-1, -2] } },
  });
});

test('a cut never leaves half a character', () => {
  expect(cutStep({ ...step, text: 'ab😀' }, 3).step.text).toBe('ab');
});

test('what is unknown stays unknown', () => {
  expect(cutStep({ index: 0, actor: 'a', actions: [], observations: [] }, 10).step.text).toBeUndefined();
});
