import { expect, test } from 'vitest';
import { bars, curve, type Frame, indexAt, markers, stepAt, ticks, xOf } from '../../webview/plot/geometry.ts';

const frame = (steps: number, width = 100): Frame => ({ left: 10, width, steps });
const unit = { low: 0, high: 1 };

test("steps and pixels are each other's inverse", () => {
  const f = frame(4);
  expect([0, 1, 2, 3].map((i) => xOf(f, i))).toEqual([22.5, 47.5, 72.5, 97.5]);
  expect([0, 1, 2, 3].map((i) => indexAt(f, xOf(f, i)))).toEqual([0, 1, 2, 3]);
  expect([-50, 10, 110, 900].map((x) => stepAt(f, x))).toEqual([0, 0, 4, 4]);
});

test('unknown scores are gaps, a lone score is a dot', () => {
  const { line, area, lone } = curve([0, 1, undefined, 0.5], frame(4), unit, 0, 50);
  expect(line).toBe('M22.5 50L47.5 0');
  expect(area).toBe('M22.5 50L22.5 50L47.5 0L47.5 50Z');
  expect(lone).toEqual([{ x: 97.5, y: 25 }]);
});

test('ten thousand steps keep their peaks in a short path', () => {
  const values = Array.from({ length: 10_000 }, (_, i) => (i === 7777 ? 1 : i === 3333 ? 0 : 0.5));
  const { line } = curve(values, frame(10_000), unit, 0, 50);
  expect(line.length).toBeLessThan(8000);
  expect(line).toMatch(/ 0[LM]/);
  expect(line).toMatch(/ 50[LM]/);
  expect(
    curve(
      values.map((v, i) => (i > 5000 && i < 6000 ? undefined : v)),
      frame(10_000),
      unit,
      0,
      50,
    ).line.match(/M/g),
  ).toHaveLength(2);
});

test('bars go up and down by the change', () => {
  const { up, down } = bars([undefined, 0.5, -1, 0], frame(4), 1, 20, 10);
  expect(up).toBe('M37.5 20v-5h20v5Z');
  expect(down).toBe('M62.5 20v10h20v-10Z');
});

test('of markers that touch, the larger change stays', () => {
  const big = [
    { step: 50, value: -0.5 },
    { step: 52, value: 0.4 },
    { step: 90, value: 0.3 },
  ];
  expect(markers(big, frame(100), 10).map((m) => m.step)).toEqual([50, 90]);
});

test('ticks that share a pixel have their mean height', () => {
  expect(ticks(frame(200), 40, (i) => (i < 2 ? i * 8 : 0))).toBe('M10.5 40v-4');
});
