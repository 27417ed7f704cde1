import { expect, test, vi } from 'vitest';
import type { ShownStep } from '../../src/protocol/panel.ts';
import { StepCache } from '../../webview/parts/step-cache.ts';

const shown = (index: number, text = ''): ShownStep => ({
  step: { index, actor: 'assistant', text, actions: [], observations: [] },
  cut: {},
});
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

function cacheOf(steps: (from: number, to: number) => Promise<{ revision: number; steps: readonly ShownStep[] }>) {
  const source = { steps: vi.fn(steps), step: vi.fn(async (index: number) => shown(index, 'whole')) };
  const changed = vi.fn();
  return { source, changed, cache: new StepCache(source, changed) };
}

const range = (from: number, to: number): ShownStep[] => Array.from({ length: to - from }, (_, i) => shown(from + i));

test('asks for neighbours together, once, and keeps them', async () => {
  const { cache, source, changed } = cacheOf(async (from, to) => ({ revision: 1, steps: range(from, to) }));
  cache.setRevision(1);
  expect([3, 4, 5, 4].map((i) => cache.get(i))).toEqual([undefined, undefined, undefined, undefined]);
  await settled();
  expect(source.steps.mock.calls).toEqual([[3, 6]]);
  expect(changed).toHaveBeenCalledTimes(1);
  expect(cache.get(4)?.step.index).toBe(4);
  await settled();
  expect(source.steps).toHaveBeenCalledTimes(1);
});

test('a newer revision is pulled while the older step is still shown', async () => {
  let text = 'old';
  const { cache, source } = cacheOf(async (from) => ({ revision: text === 'old' ? 1 : 2, steps: [shown(from, text)] }));
  cache.setRevision(1);
  cache.get(0);
  await settled();
  text = 'new';
  cache.setRevision(2);
  expect(cache.get(0)?.step.text).toBe('old');
  await settled();
  expect(cache.get(0)?.step.text).toBe('new');
  expect(source.steps).toHaveBeenCalledTimes(2);
});

test('a host that answers with an older revision is not asked in a circle', async () => {
  const { cache, source } = cacheOf(async (from, to) => ({ revision: 1, steps: range(from, to) }));
  cache.setRevision(7);
  for (let turn = 0; turn < 5; turn++) {
    cache.get(0);
    await settled();
  }
  expect(source.steps).toHaveBeenCalledTimes(1);
});

test('a failure is remembered until something changes', async () => {
  const { cache, source } = cacheOf(() => Promise.reject(new Error('gone')));
  cache.get(2);
  await settled();
  expect(cache.failure(2)).toBe('gone');
  cache.get(2);
  await settled();
  expect(source.steps).toHaveBeenCalledTimes(1);
  cache.setRevision(1);
  expect(cache.failure(2)).toBeUndefined();
});

test('a step that was asked for whole stays whole', async () => {
  const { cache, source } = cacheOf(async (from, to) => ({ revision: 1, steps: range(from, to) }));
  await cache.getWhole(0);
  expect(cache.get(0)?.step.text).toBe('whole');
  cache.setRevision(2);
  cache.get(0);
  await settled();
  expect(cache.get(0)?.step.text).toBe('whole');
  expect(source.steps).not.toHaveBeenCalled();
});
