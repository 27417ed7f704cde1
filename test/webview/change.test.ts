import { expect, test } from 'vitest';
import { bigChanges, byChange, changes, scaleOf } from '../../webview/parts/change.ts';

test('a change is known only between two known neighbours', () => {
  expect(changes([0.5, 0.75, undefined, 0.25, 0.25])).toEqual([undefined, 0.25, undefined, undefined, 0]);
});

test('ranked by size, earlier first among equals, without zeros', () => {
  expect(byChange([undefined, 0.1, -0.4, 0, 0.4])).toEqual([
    { step: 2, value: -0.4 },
    { step: 4, value: 0.4 },
    { step: 1, value: 0.1 },
  ]);
});

test('big means a tenth of the scale', () => {
  const ranked = byChange([undefined, -3, 12, -20]);
  expect(bigChanges(ranked, 100, 9).map((c) => c.step)).toEqual([3, 2]);
  expect(bigChanges(ranked, 100, 1).map((c) => c.step)).toEqual([3]);
});

test('the scale is the range of the scorer, stretched by what does not fit', () => {
  expect(scaleOf([0.2, 0.4], [0, 1])).toEqual({ low: 0, high: 1 });
  expect(scaleOf([-0.5, 0.4], [0, 1])).toEqual({ low: -0.5, high: 1 });
  expect(scaleOf([2, 6], [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])).toEqual({ low: 2, high: 6 });
  expect(scaleOf([3, undefined])).toEqual({ low: 2.5, high: 3.5 });
  expect(scaleOf([])).toEqual({ low: 0, high: 1 });
});
