import { describe, expect, it } from 'vitest';
import { measure } from './bench.ts';

describe('measure', () => {
  it('takes turns and keeps to its rounds', async () => {
    const order: string[] = [];
    const timings = await measure({
      name: 'x',
      rounds: 2,
      variants: { a: () => order.push('a') && undefined, b: () => order.push('b') && undefined },
    });
    expect(order).toEqual(['a', 'b', 'a', 'b']);
    expect(timings.map(({ rounds }) => rounds)).toEqual([2, 2]);
  });

  it('believes a variant that times itself', async () => {
    const times = [30, 10, 20];
    const [timing] = await measure({ name: 'x', rounds: 3, variants: { a: () => ({ ms: times.shift() }) } });
    expect(timing).toMatchObject({ median: 20, fastest: 10, slowest: 30 });
  });
});
