import { describe, expect, it } from 'vitest';
import { latestWins } from '../../../src/node/watch/latest-wins.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const fail = (key: string, error: unknown) => expect.unreachable(`${key}: ${error}`);
const limits = { workers: 3, minPause: 10, pauseFactor: 2, maxPause: 200 };

describe('latestWins', () => {
  it('runs a few times for a burst, and once after its end', async () => {
    let touches = 0;
    const seen: number[] = [];
    const queue = latestWins(
      async () => {
        seen.push(touches);
        await sleep(5);
      },
      fail,
      limits,
    );
    for (; touches < 100; ) {
      touches++;
      queue.touch('file', true);
      if (touches % 10 === 0) await sleep(2);
    }
    await queue.idle();
    expect(seen.at(-1)).toBe(100);
    expect(seen.length).toBeLessThan(10);
  });

  it('never runs a key twice at once, and at most all workers together', async () => {
    const running = new Set<string>();
    let most = 0;
    const queue = latestWins(
      async (key) => {
        expect(running.has(key)).toBe(false);
        running.add(key);
        most = Math.max(most, running.size);
        await sleep(3);
        running.delete(key);
      },
      fail,
      limits,
    );
    for (let round = 0; round < 20; round++) {
      for (const key of ['a', 'b', 'c', 'd', 'e']) queue.touch(key, round % 2 === 0);
      await sleep(2);
    }
    await queue.idle();
    expect(most).toBe(3);
  });

  it('keeps a worker for what is urgent', async () => {
    const order: string[] = [];
    const queue = latestWins(
      async (key) => {
        await sleep(30);
        order.push(key);
      },
      fail,
      limits,
    );
    for (const key of ['1', '2', '3', '4']) queue.touch(key, false);
    await sleep(5);
    queue.touch('now', true);
    await queue.idle();
    expect(order.indexOf('now')).toBeLessThan(3);
  });

  it('pauses longer after longer work', async () => {
    const starts: number[] = [];
    const queue = latestWins(
      async () => {
        starts.push(performance.now());
        await sleep(40);
      },
      fail,
      limits,
    );
    queue.touch('slow', true);
    await sleep(1);
    queue.touch('slow', true);
    await queue.idle();
    expect((starts[1] as number) - (starts[0] as number)).toBeGreaterThan(110);
  });

  it('goes on after a task that throws', async () => {
    const done: string[] = [];
    const broken: string[] = [];
    const queue = latestWins(
      async (key) => {
        if (key === 'bad') throw new Error('broken');
        done.push(key);
      },
      (key, error) => broken.push(`${key}: ${error}`),
      limits,
    );
    queue.touch('bad', false);
    queue.touch('good', false);
    await queue.idle();
    expect(done).toEqual(['good']);
    expect(broken).toEqual(['bad: Error: broken']);
  });

  it('forgets what is dropped and stops when closed', async () => {
    const done: string[] = [];
    const queue = latestWins(
      async (key) => {
        await sleep(5);
        done.push(key);
      },
      fail,
      { ...limits, workers: 2 },
    );
    for (const key of ['a', 'b', 'c']) queue.touch(key, false);
    queue.drop('b');
    await queue.idle();
    expect(done).toEqual(['a', 'c']);
    queue.touch('d', false);
    queue.touch('e', false);
    queue.close();
    await sleep(20);
    expect(done).toEqual(['a', 'c', 'd']);
  });
});
