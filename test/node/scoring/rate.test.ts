import { expect, it } from 'vitest';
import { Rate } from '../../../src/node/scoring/rate.ts';

it('is steps per second over the window, and unknown while nothing ran', () => {
  let now = 0;
  const rate = new Rate(5000, () => now);
  expect(rate.value()).toBeUndefined();
  rate.start();
  expect(rate.value()).toBeUndefined();
  now = 1000;
  rate.add(100);
  expect(rate.value()).toBeCloseTo(100);
  now = 2000;
  rate.add(300);
  expect(rate.value()).toBeCloseTo(200);
  now = 4000;
  expect(rate.value()).toBeCloseTo(100);
  now = 60_000;
  expect(rate.value()).toBeUndefined();
});

it('counts from the new start after a pause', () => {
  let now = 0;
  const rate = new Rate(5000, () => now);
  rate.start();
  now = 1;
  rate.add(1000);
  now = 60_000;
  rate.start();
  now = 61_000;
  rate.add(50);
  expect(rate.value()).toBeCloseTo(50);
});
