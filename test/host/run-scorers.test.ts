import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StepScores, Trust } from '../../src/core/model/score.ts';
import { fitScorer } from '../../src/core/scoring/fit/fit.ts';
import { RunScorers } from '../../src/host/run-scorers.ts';
import { examplesOf, madeRun } from '../core/scoring/fit/made.ts';
import { FakeScoring, stepScores } from './fakes.ts';

const run = madeRun({ signal: 0.6, tasks: 12, samples: 6 });
const fitting = fitScorer(examplesOf(run)).then((fitted) => {
  if (!fitted.ok) throw new Error(fitted.problem.message);
  return fitted.value;
});
const naming = { id: 'fitted', name: 'Fitted on r', data: 'r', made: '2020-01-01T00:00:00Z', leftOut: 0 };
const MEASURED: Trust = { level: 'weak', n: 10, successes: 5, leftOut: 0, note: 'Measured.' };

function setUp(folder = mkdtempSync(join(tmpdir(), 'scorers-')), kept = new Map<string, unknown>()) {
  const embedded = new FakeScoring();
  const state = { trusted: true };
  const scorers = new RunScorers(embedded, {
    cache: { scores: () => undefined, putScores: () => undefined },
    folder,
    memory: {
      get: <T>(key: string, otherwise: T) => (kept.get(key) as T | undefined) ?? otherwise,
      update: async (key, value) => void kept.set(key, value),
    },
    trusted: () => state.trusted,
    log: () => undefined,
  });
  return { scorers, embedded, state, folder, kept };
}

describe('RunScorers', () => {
  test('the embedded scorer unless another was chosen', async () => {
    const { scorers, embedded } = setUp();
    expect(scorers.of('r')).toBe(embedded);
    const told: string[] = [];
    scorers.onDidChange((of) => told.push(of));
    await scorers.choose('r', 'log');
    expect(scorers.of('r').scorer?.id).toBe('log:reward');
    expect(scorers.of('other')).toBe(embedded);
    expect(scorers.trust('r', () => MEASURED).level).toBe('untested');
    expect(told).toEqual(['r']);
  });

  test('a fitted scorer is used for its run at once, and again after a restart', async () => {
    const { scorers, folder, kept, embedded } = setUp();
    await scorers.choose('r', 'fitted');
    expect(scorers.of('r')).toBe(embedded);
    await scorers.adopt('r', await fitting, naming);
    expect(scorers.of('r').scorer).toMatchObject({ name: 'Fitted on r', meaning: 'success-probability' });
    expect(scorers.of('other')).toBe(embedded);
    const heard: StepScores[] = [];
    scorers.onDidScore((_, scores) => heard.push(scores));
    const [first] = run;
    if (!first) throw new Error('none');
    await scorers.of('r').score({ trajectory: first, contentHash: 'h', priority: 'view' });
    embedded.emit('t', stepScores([1]));
    expect(heard.map(({ scorer }) => scorer)).toEqual(['fitted', 'e']);
    const later = setUp(folder, kept).scorers;
    expect(later.of('r').scorer?.identity).toBe(scorers.of('r').scorer?.identity);
  });

  test('its trust is out of fold: that of the fit until as much of the run has scores', async () => {
    const { scorers } = setUp();
    await scorers.adopt('r', await fitting, naming);
    const { trust } = (await fitting).report;
    const shown = scorers.trust('r', () => MEASURED);
    expect(shown).toMatchObject({ level: trust.level, auroc: trust.auroc, n: trust.n });
    expect(shown.note).toMatch(/^Out of fold, by models that have not seen the task: /);
    expect(scorers.trust('r', () => ({ ...MEASURED, n: 1000 }))).toMatchObject({
      level: 'weak',
      note: expect.stringContaining('Out of fold'),
    });
    await scorers.choose('r', 'embedded');
    expect(scorers.trust('r', () => MEASURED)).toBe(MEASURED);
  });

  test('not in an untrusted workspace', async () => {
    const { scorers, state, embedded } = setUp();
    await scorers.adopt('r', await fitting, naming);
    state.trusted = false;
    expect(scorers.of('r')).toBe(embedded);
    expect(scorers.choice('r')).toBe('embedded');
  });
});
