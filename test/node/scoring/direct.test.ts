import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StepScores } from '../../../src/core/model/score.ts';
import { fitScorer } from '../../../src/core/scoring/fit/fit.ts';
import { fittedScoring, logScoring } from '../../../src/node/scoring/direct.ts';
import { holdsFitted, openFitted, saveFitted } from '../../../src/node/scoring/fitted-folder.ts';
import { slices } from '../../../src/node/scoring/slices.ts';
import { examplesOf, madeRun } from '../../core/scoring/fit/made.ts';

const run = madeRun({ signal: 0.6, tasks: 12, samples: 6 });
const naming = { id: 'fitted:x', name: 'X', data: 'made', made: '2020-01-01T00:00:00Z', leftOut: 0 };
const saved = (async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'fitted-')), 'scorer');
  const fitted = await fitScorer(examplesOf(run));
  if (!fitted.ok) throw new Error(fitted.problem.message);
  return { folder, fitted: fitted.value, manifest: saveFitted(folder, fitted.value, naming) };
})();

const [first] = run;
if (!first) throw new Error('no trajectory');

describe('the folder of a fitted scorer', () => {
  test('holds a manifest and the weights it names; a new fit takes the place of the old', async () => {
    const { folder, fitted } = await saved;
    const other = await fitScorer(examplesOf(run), { seed: 2 });
    if (!other.ok) throw new Error(other.problem.message);
    const { weights } = saveFitted(folder, other.value, naming);
    expect(readdirSync(folder).sort()).toEqual(['manifest.json', weights].sort());
    expect(holdsFitted(folder)).toBe(true);
    saveFitted(folder, fitted, naming);
  });

  test('damaged or missing, it says so', async () => {
    const { folder, manifest } = await saved;
    const weights = join(folder, manifest.weights);
    const before = readFileSync(weights);
    writeFileSync(weights, before.subarray(0, 1000));
    expect(openFitted(folder)).toMatchObject({ ok: false, problem: { code: 'model-manifest', remedy: 'Fit it again.' } });
    writeFileSync(weights, before);
    expect(openFitted(folder).ok).toBe(true);
    expect(openFitted('/nowhere')).toMatchObject({ ok: false, problem: { code: 'model-missing' } });
    expect(holdsFitted('/nowhere')).toBe(false);
  });
});

describe('scoring with it', () => {
  const open = async () => {
    const read = openFitted((await saved).folder);
    if (!read.ok) throw new Error(read.problem.message);
    const kept = new Map<string, StepScores>();
    const cache = { scores: (hash: string, identity: string) => kept.get(`${hash} ${identity}`), putScores: (hash: string, scores: StepScores) => void kept.set(`${hash} ${scores.identity}`, scores) }; // biome-ignore format: one line
    return { scoring: fittedScoring(read.value, cache), kept };
  };

  test('gives a probability a step, tells listeners and keeps it by identity', async () => {
    const { scoring, kept } = await open();
    const heard: string[] = [];
    scoring.onDidScore((id) => heard.push(id));
    const ask = () => scoring.score({ trajectory: first, contentHash: 'h', priority: 'view' });
    const scores = await ask();
    expect(scores).toMatchObject({ scorer: 'fitted:x', identity: scoring.scorer?.identity, device: 'cpu' });
    expect(scores.values).toHaveLength(first.steps.length);
    for (const value of scores.values) expect(value !== undefined && value > 0 && value < 1).toBe(true);
    expect([...kept.keys()]).toEqual([`h ${scoring.scorer?.identity}`]);
    expect(await ask()).toBe(scores);
    expect(heard).toEqual([first.id]);
    expect(scoring.status).toMatchObject({ state: 'idle', queued: 0, device: 'cpu' });
  });

  test('a cancelled request ends, the others go on', async () => {
    const { scoring } = await open();
    const stop = new AbortController();
    const long = {
      ...first,
      steps: Array.from({ length: 2000 }, (_, index) => ({ ...first.steps[0], index }) as (typeof first.steps)[number]),
    };
    const cancelled = scoring.score({ trajectory: long, contentHash: 'long', priority: 'background', signal: stop.signal });
    const other = scoring.score({ trajectory: first, contentHash: 'h', priority: 'view' });
    expect(scoring.status.queued).toBe(2);
    stop.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect((await other).values).toHaveLength(first.steps.length);
  });
});

test('the rewards in the log are a scorer, not cached; without any it says so', async () => {
  const scoring = logScoring();
  const rewarded = { ...first, steps: first.steps.map((step, i) => ({ ...step, reward: i })) };
  expect((await scoring.score({ trajectory: rewarded, contentHash: 'h', priority: 'view' })).values).toEqual(first.steps.map((_, i) => i));
  await expect(scoring.score({ trajectory: first, contentHash: 'h', priority: 'view' })).rejects.toMatchObject({
    problem: { code: 'no-step-rewards' },
  });
});

describe('slices', () => {
  test('let others in after a while, and throw when cancelled', async () => {
    const stop = new AbortController();
    const pause = slices(stop.signal, 5);
    expect(pause()).toBeUndefined();
    const until = performance.now() + 10;
    while (performance.now() < until);
    let turn = false;
    setImmediate(() => {
      turn = true;
    });
    const wait = pause();
    expect(wait).toBeInstanceOf(Promise);
    await wait;
    expect(turn).toBe(true);
    stop.abort();
    expect(() => pause()).toThrow();
  });
});
