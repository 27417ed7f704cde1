import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Step } from '../../src/core/model/trajectory.ts';
import { openSession } from '../../src/prm/session.ts';
import { apart, engine, model, params, scorer, step, steps, values } from './helpers.ts';

describe('incremental scoring', () => {
  it('gives a growing trajectory the scores of a full pass', async () => {
    const live = await scorer();
    const fresh = await scorer();
    let key = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 1e6 }),
        fc.boolean(),
        async (growth, seed, urgent) => {
          let grown: readonly Step[] = [];
          key++;
          for (const more of growth) {
            // The last step is written again before new ones come, as live logs do.
            const kept = grown.slice(0, -1);
            const rewritten = grown.length > 0 ? [step(kept.length, seed + kept.length + 5e6)] : [];
            grown = [...kept, ...rewritten, ...steps(more, seed).map((s, i) => ({ ...s, index: kept.length + i }))];
            const got = await values(live, params(grown, { key: `growing ${key}`, urgent }));
            expect(apart(got, await values(fresh, params(grown)))).toBeLessThan(1e-5);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('runs the model over the new steps and the one before them only', async () => {
    const live = await scorer();
    await values(live, params(steps(50), { key: 'a' }));
    const grown = await live.score(params(steps(53), { key: 'a' }));
    expect(grown.ok && grown.value.computed).toBe(4);
  });

  it('starts over when the beginning or the task changed', async () => {
    const live = await scorer();
    await values(live, params(steps(20), { key: 'a' }));
    const changed = [step(0, 999), ...steps(20).slice(1)];
    const other = await live.score(params(changed, { key: 'a' }));
    expect(other.ok && other.value.computed).toBe(20);
    const task = await live.score(params(changed, { key: 'a', task: { text: 'another' } }));
    expect(task.ok && task.value.computed).toBe(20);
  });

  it('knows the scores of a trajectory that lost its end', async () => {
    const live = await scorer();
    const full = await values(live, params(steps(20), { key: 'a' }));
    const shorter = await values(live, params(steps(19), { key: 'a' }));
    expect(apart(shorter, full.slice(0, 19))).toBe(0);
    expect(apart(await values(live, params(steps(5), { key: 'a' })), full.slice(0, 5))).toBeLessThan(1e-6);
  });

  it('takes a background trajectory that comes again for a growing one', async () => {
    const live = await scorer();
    await values(live, params(steps(30), { key: 'a', urgent: false }));
    await values(live, params(steps(31), { key: 'a', urgent: false }));
    const third = await live.score(params(steps(32), { key: 'a', urgent: false }));
    expect(third.ok && third.value.computed).toBe(2);
  });
});

describe('batches', () => {
  it('score trajectories of any lengths as if each were alone', async () => {
    const lengths = [1, 2, 31, 32, 33, 64, 70, 5, 5, 0, 100, 7];
    const together = await scorer();
    const alone = await scorer();
    const batch = await Promise.all(lengths.map((n, i) => values(together, params(steps(n, i), { urgent: false }))));
    for (const [i, n] of lengths.entries()) {
      expect(batch[i]).toHaveLength(n);
      expect(apart(batch[i] ?? [], await values(alone, params(steps(n, i))))).toBeLessThan(1e-5);
    }
  });

  it('lose only the trajectory that cannot be read', async () => {
    const together = await scorer();
    const broken = { ...step(0), actions: undefined } as unknown as Step;
    const [good, bad] = await Promise.all([
      together.score(params(steps(5), { urgent: false })),
      together.score(params([broken], { urgent: false })),
    ]);
    expect(good.ok && apart(good.value.values, await values(await scorer(), params(steps(5))))).toBeLessThan(1e-5);
    expect(bad).toMatchObject({ ok: false, problem: { code: 'scoring-failed', remedy: expect.any(String) } });
  });

  it('give way to what is in view, the newest first', async () => {
    const busy = await scorer();
    const done: string[] = [];
    const ask = (name: string, n: number, urgent: boolean) => busy.score(params(steps(n, n), { urgent })).then(() => void done.push(name));
    await Promise.all([
      ask('background', 400, false),
      ask('background', 400, false),
      ask('older view', 40, true),
      ask('newer view', 40, true),
    ]);
    expect(done).toEqual(['newer view', 'older view', 'background', 'background']);
  });
});

describe('cancelling', () => {
  it.each([true, false])('stops between two chunks (urgent: %s)', async (urgent) => {
    let beaten = 0;
    const long = params(steps(1000), { urgent });
    const stopping = await scorer((n) => {
      beaten += n;
      stopping.cancel(long.job);
    });
    expect(await stopping.score(long)).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
    expect(beaten).toBeLessThan(100);
    expect(await values(stopping, params(steps(3)))).toHaveLength(3);
  });

  it('of a job that is over does nothing', async () => {
    const one = await scorer();
    const asked = params(steps(2));
    await values(one, asked);
    one.cancel(asked.job);
    expect(await values(one, { ...asked, key: 'again' })).toHaveLength(2);
  });
});

describe('a device that fails', () => {
  it('runs out of memory: halves give the same numbers, and later chunks are smaller', async () => {
    const sizes: number[] = [];
    const tight = await engine(async (...given) => {
      const session = await openSession(...given);
      return {
        ...session,
        run: async (chunk) => {
          if (chunk.rows * chunk.steps > 320) throw new Error('Non-zero status code: Failed to allocate memory for requested buffer');
          sizes.push(chunk.rows * chunk.steps);
          return session.run(chunk);
        },
      };
    });
    const { Scorer } = await import('../../src/prm/scorer.ts');
    const temperature = (await model()).manifest.temperature;
    const small = new Scorer(tight, temperature, () => {});
    const lengths = Array.from({ length: 24 }, (_, i) => 20 + i);
    const got = await Promise.all(lengths.map((n, i) => values(small, params(steps(n, i), { urgent: false }))));
    const alone = await scorer();
    for (const [i, n] of lengths.entries()) expect(apart(got[i] ?? [], await values(alone, params(steps(n, i))))).toBeLessThan(1e-5);
    expect(tight.cells).toBeLessThanOrEqual(320 * 2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(320);
  });

  it('halves one long row by steps, the state handed on', async () => {
    const tight = await engine(async (...given) => {
      const session = await openSession(...given);
      const run: typeof session.run = async (chunk) => {
        if (chunk.steps > 5 && chunk.state.some((v) => v !== 0)) throw new Error('std::bad_alloc');
        return session.run(chunk);
      };
      return { ...session, run };
    });
    const { Scorer } = await import('../../src/prm/scorer.ts');
    const small = new Scorer(tight, (await model()).manifest.temperature, () => {});
    const full = await values(await scorer(), params(steps(150)));
    expect(apart(await values(small, params(steps(150))), full)).toBeLessThan(1e-5);
  });

  it('loses its GPU under way: the CPU goes on and says why', async () => {
    const said: string[] = [];
    let runs = 0;
    const flaky = await engine(
      async (runtime, path, shape, device) => {
        const session = await openSession(runtime, path, shape, 'cpu');
        if (device === 'cpu') return session;
        const run: typeof session.run = async (chunk) => {
          if (++runs > 7) throw new Error('device was lost');
          return session.run(chunk);
        };
        return { ...session, device: 'webgpu', run };
      },
      (device, reason) => said.push(device, reason),
      'webgpu',
    );
    const { Scorer } = await import('../../src/prm/scorer.ts');
    const moved = new Scorer(flaky, (await model()).manifest.temperature, () => {});
    const full = await values(await scorer(), params(steps(300)));
    const got = await moved.score(params(steps(300)));
    expect(got.ok && apart(got.value.values, full)).toBeLessThan(1e-5);
    expect(got.ok && got.value.device).toBe('cpu');
    expect(said).toEqual(['cpu', expect.stringContaining('device was lost')]);
  });
});
