import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { StepScores } from '../../../src/core/model/score.ts';
import type { ScoreCache, ScoringOptions } from '../../../src/node/scoring/owner.ts';
import type { ScoringStatus } from '../../../src/node/scoring/types.ts';
import { changedModel, step, steps, TINY } from '../../prm/helpers.ts';
import { alive, request, until, type Watched, watched } from './helpers.ts';

const made: Watched[] = [];
const make = (options?: Partial<ScoringOptions>, fake?: string): Watched => {
  const one = watched(options, fake);
  made.push(one);
  return one;
};
afterEach(() => {
  for (const { scoring } of made.splice(0)) scoring.dispose();
});

const many = (count: number) => Array.from({ length: count }, (_, i) => request(`t${i}`, steps(20 + (i % 30), i)));

const memoryCache = (): ScoreCache & { readonly kept: Map<string, StepScores> } => {
  const kept = new Map<string, StepScores>();
  return {
    kept,
    scores: (hash, identity) => kept.get(`${hash} ${identity}`),
    putScores: (hash, scores) => void kept.set(`${hash} ${scores.identity}`, scores),
  };
};

describe('scoring', () => {
  it('gives one probability a step, tells listeners, and says what it runs on', async () => {
    const { scoring } = make();
    const heard: [string, StepScores][] = [];
    scoring.onDidScore((id, scores) => heard.push([id, scores]));
    expect(scoring.status).toMatchObject({ state: 'idle', queued: 0, reason: 'Starts when there is something to score.' });
    const scores = await scoring.score(request('a', steps(12), { priority: 'view' }));
    expect(scores.values).toHaveLength(12);
    for (const value of scores.values) expect(value).toBeGreaterThan(0);
    for (const value of scores.values) expect(value).toBeLessThan(1);
    expect(new Set(scores.values).size).toBeGreaterThan(6);
    expect(scores).toMatchObject({ scorer: 'embedded', device: 'cpu', identity: scoring.scorer?.identity });
    expect(heard).toEqual([['a', scores]]);
    expect(scoring.status).toMatchObject({ state: 'idle', device: 'cpu', reason: 'The CPU is set as the device.', queued: 0, restarts: 0 });
    expect(scoring.status.rate).toBeGreaterThan(0);
  });

  it('knows its scorer before any process runs', () => {
    const { scoring, pids } = make();
    expect(scoring.scorer).toMatchObject({
      id: 'embedded',
      name: 'Tiny test model',
      meaning: 'success-probability',
      causal: true,
      licence: 'MIT',
    });
    const warmer = make({ model: changedModel((manifest) => Object.assign(manifest, { temperature: 3 })) });
    expect(warmer.scoring.scorer?.identity).not.toBe(scoring.scorer?.identity);
    expect(pids()).toEqual([]);
  });

  it('answers from the cache without a process, and fills it', async () => {
    const cache = memoryCache();
    const first = make({ cache });
    const scores = await first.scoring.score(request('a', steps(3)));
    expect([...cache.kept.keys()]).toEqual([`hash of a ${scores.identity}`]);
    const second = make({ cache });
    expect(await second.scoring.score(request('a', steps(3)))).toBe(scores);
    expect(second.pids()).toEqual([]);
  });

  it('goes on when the cache is broken', async () => {
    const disk = (): never => {
      throw new Error('database or disk is full');
    };
    const { scoring, log } = make({ cache: { scores: disk, putScores: disk } });
    expect((await scoring.score(request('a', steps(3)))).values).toHaveLength(3);
    expect(log.join('\n')).toContain('database or disk is full');
  });

  it('scores a content once for all who ask', async () => {
    const { scoring } = make();
    const heard: string[] = [];
    scoring.onDidScore((id) => heard.push(id));
    const shared = { contentHash: 'shared' };
    const [a, b] = await Promise.all([scoring.score(request('a', steps(5), shared)), scoring.score(request('b', steps(5), shared))]);
    expect(a).toBe(b);
    expect(heard).toEqual(['a', 'b']);
  });

  it('puts what is in view before the rest, even what was sent already', async () => {
    const { scoring } = make();
    const order: string[] = [];
    const jobs = many(150).map((asked) => scoring.score(asked).then(() => order.push(asked.trajectory.id)));
    await until(() => order.length > 0);
    const late = request('late', steps(30));
    jobs.push(scoring.score(late).then(() => order.push('late')));
    jobs.push(scoring.score({ ...late, priority: 'view' }).then(() => order.push('late view')));
    await Promise.all(jobs);
    expect(order.indexOf('late view')).toBeLessThan(110);
  });

  it('reports how much waits and how fast it goes', async () => {
    const { scoring } = make();
    const seen: ScoringStatus[] = [];
    scoring.onDidChangeStatus((status) => seen.push(status));
    await Promise.all(many(300).map((asked) => scoring.score(asked)));
    await until(() => seen.at(-1)?.state === 'idle');
    expect(seen.some(({ state }) => state === 'starting')).toBe(true);
    expect(seen.some(({ state, queued, rate }) => state === 'scoring' && queued > 0 && (rate ?? 0) > 0)).toBe(true);
    expect(seen.at(-1)).toMatchObject({ state: 'idle', queued: 0 });
  });
});

describe('cancelling', () => {
  it('rejects with the reason of the signal, and the rest goes on', async () => {
    const { scoring } = make();
    const stop = new AbortController();
    const long = scoring.score(request('long', steps(3000), { signal: stop.signal }));
    const waiting = scoring.score(request('waiting', steps(10), { signal: stop.signal }));
    const other = scoring.score(request('other', steps(4)));
    await until(() => scoring.status.state === 'scoring');
    stop.abort(new Error('closed the panel'));
    await expect(long).rejects.toThrow('closed the panel');
    await expect(waiting).rejects.toThrow('closed the panel');
    expect((await other).values).toHaveLength(4);
    expect(scoring.status.queued).toBe(0);
    await expect(scoring.score(request('late', steps(1), { signal: stop.signal }))).rejects.toThrow('closed the panel');
  });

  it('of one who asked leaves the others their scores', async () => {
    const { scoring } = make();
    const stop = new AbortController();
    const one = scoring.score(request('a', steps(8), { signal: stop.signal }));
    const two = scoring.score(request('a', steps(8)));
    stop.abort();
    await expect(one).rejects.toThrow(/abort/i);
    expect((await two).values).toHaveLength(8);
  });
});

describe('a process that dies', () => {
  it('is killed under way and comes back: the scores are those of an undisturbed run', async () => {
    const calm = make();
    const expected = await Promise.all(many(200).map((asked) => calm.scoring.score(asked)));
    const { scoring, pids } = make();
    let scored = 0;
    let kills = 0;
    scoring.onDidScore(() => {
      scored++;
      if (kills >= 3 || scored < 30 * (kills + 1)) return;
      kills++;
      process.kill(pids().at(-1) ?? -1, 'SIGKILL');
    });
    const got = await Promise.all(many(200).map((asked) => scoring.score(asked)));
    expect(kills).toBe(3);
    expect(pids()).toHaveLength(4);
    expect(scoring.status.restarts).toBe(3);
    for (const [i, { values }] of got.entries())
      for (const [s, value] of values.entries()) expect(value).toBeCloseTo(expected[i]?.values[s] ?? Number.NaN, 5);
  });

  it('because of one trajectory loses that one alone', async () => {
    const { scoring } = make({}, 'answers');
    const poison = scoring.score(request('poison', [{ ...step(0), text: 'poison' }]));
    const others = Promise.all(many(20).map((asked) => scoring.score(asked)));
    await expect(poison).rejects.toMatchObject({ problem: { code: 'scoring-crashed', remedy: expect.any(String) } });
    expect(await others).toHaveLength(20);
    expect(scoring.status.state).toBe('idle');
  });

  it('again and again at the start is left alone, with the reason, until it is restarted', async () => {
    const { scoring, pids } = make({}, 'dies at once');
    await expect(scoring.score(request('a', steps(2)))).rejects.toMatchObject({ problem: { code: 'scoring-keeps-dying' } });
    expect(scoring.status).toMatchObject({ state: 'off', reason: expect.stringContaining('ended with code 3') });
    expect(pids()).toHaveLength(5);
    await expect(scoring.score(request('b', steps(2)))).rejects.toMatchObject({ problem: { code: 'scoring-keeps-dying' } });
    expect(pids()).toHaveLength(5);
    scoring.restart();
    await expect(scoring.score(request('c', steps(2)))).rejects.toMatchObject({ problem: { code: 'scoring-keeps-dying' } });
    expect(pids()).toHaveLength(10);
  });

  it('on the GPU twice goes on with the CPU and says so', async () => {
    const { scoring, pids } = make({ device: 'auto' }, 'dies on the GPU');
    expect((await scoring.score(request('a', steps(2)))).device).toBe('cpu');
    expect(pids()).toHaveLength(3);
    expect(scoring.status.reason).toBe('The process died 2 times on the GPU, so the CPU scores; restart scoring to try the GPU again.');
  });

  it('by hanging is noticed and replaced', async () => {
    const { scoring, log, pids } = make({ times: { hangMs: 300, backOffMs: 5 } }, 'hangs');
    await expect(scoring.score(request('a', steps(2)))).rejects.toMatchObject({ problem: { code: 'scoring-crashed' } });
    expect(log.join('\n')).toContain('no sign of life');
    await until(() =>
      pids()
        .slice(0, 2)
        .every((pid) => !alive(pid)),
    );
    expect(pids().length).toBeGreaterThanOrEqual(2);
  });
});

describe('a model that cannot be used', () => {
  it('turns scoring off with the reason; a restart after it was put right turns it on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'prm-'));
    const { scoring, pids } = make({ model: folder });
    expect(scoring.scorer).toBeUndefined();
    expect(scoring.status).toMatchObject({ state: 'off', reason: expect.stringContaining(join(folder, 'manifest.json')) });
    await expect(scoring.score(request('a', steps(2)))).rejects.toMatchObject({
      problem: { code: 'model-missing', remedy: expect.any(String) },
    });
    expect(pids()).toEqual([]);
    cpSync(TINY, folder, { recursive: true });
    scoring.restart();
    expect((await scoring.score(request('a', steps(2)))).values).toHaveLength(2);
  });

  it('is found out by the process, and everyone who waits hears of it', async () => {
    const folder = changedModel();
    rmSync(join(folder, 'model.onnx'));
    mkdirSync(join(folder, 'model.onnx'));
    const { scoring } = make({ model: folder });
    const both = await Promise.allSettled([scoring.score(request('a', steps(2))), scoring.score(request('b', steps(2)))]);
    for (const one of both)
      expect(one).toMatchObject({
        status: 'rejected',
        reason: { problem: { code: 'model-unreadable', file: join(folder, 'model.onnx') } },
      });
    expect(scoring.status.state).toBe('off');
  });
});

describe('ending', () => {
  it('kills the process and answers who waits', async () => {
    const { scoring, pids } = make();
    const waiting = scoring.score(request('a', steps(3000)));
    await until(() => scoring.status.state === 'scoring');
    scoring.dispose();
    await expect(waiting).rejects.toMatchObject({ problem: { code: 'scoring-closed' } });
    await until(() => !alive(pids()[0] ?? -1));
    await expect(scoring.score(request('b', steps(1)))).rejects.toMatchObject({ problem: { code: 'scoring-closed' } });
  });

  it('a change of device starts a new process and loses nothing', async () => {
    const { scoring, pids } = make({ device: 'auto', env: { VK_ICD_FILENAMES: '/nowhere' } });
    const jobs = many(60).map((asked) => scoring.score(asked));
    await until(() => scoring.status.state === 'scoring');
    scoring.setDevice('cpu');
    expect(await Promise.all(jobs)).toHaveLength(60);
    expect(pids()).toHaveLength(2);
    expect(scoring.status.reason).toBe('The CPU is set as the device.');
  });
});
