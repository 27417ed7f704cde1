import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auroc } from '../../../src/core/stats/auroc.ts';

test('the textbook case: 3 of 4 pairs in order', () => {
  const a = auroc([0.1, 0.4, 0.35, 0.8], [false, false, true, true]);
  expect(a?.value).toBeCloseTo(0.75, 12);
  // v10 = (0.5, 1), v01 = (1, 0.5): variances 0.125 each, over 2 each
  expect(a?.se).toBeCloseTo(Math.sqrt(0.125 / 2 + 0.125 / 2), 12);
});

test('one class gives nothing', () => {
  expect(auroc([1, 2], [true, true])).toBeUndefined();
  expect(auroc([], [])).toBeUndefined();
});

test('complete separation of a small sample keeps a wide interval', () => {
  const a = auroc([0, 1, 2, 3], [false, false, true, true]);
  expect(a?.value).toBe(1);
  expect(a?.interval[0]).toBeLessThan(0.5);
  expect(a?.interval[1]).toBe(1);
});

const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()), { minLength: 2, maxLength: 60 });

test('equals the count over all pairs, and lies in its interval', () => {
  fc.assert(
    fc.property(cases, (rows) => {
      const a = auroc(rows.map((r) => r[0]), rows.map((r) => r[1])); // biome-ignore format: one call
      const pos = rows.filter((r) => r[1]).map((r) => r[0]);
      const neg = rows.filter((r) => !r[1]).map((r) => r[0]);
      if (!a) return pos.length === 0 || neg.length === 0;
      const wins = pos.flatMap((p) => neg.map((q) => (p > q ? 1 : p === q ? 0.5 : 0)));
      const expected = wins.reduce((s, w) => s + w, 0 as number) / wins.length;
      return Math.abs(a.value - expected) < 1e-9 && a.interval[0] <= a.value + 1e-9 && a.value <= a.interval[1] + 1e-9;
    }),
  );
});

test('turning the scores round mirrors the area', () => {
  fc.assert(
    fc.property(cases, (rows) => {
      const labels = rows.map((r) => r[1]);
      const a = auroc(rows.map((r) => r[0]), labels); // biome-ignore format: one call
      const b = auroc(rows.map((r) => -r[0]), labels); // biome-ignore format: one call
      return !a || !b || Math.abs(a.value + b.value - 1) < 1e-9;
    }),
  );
});
