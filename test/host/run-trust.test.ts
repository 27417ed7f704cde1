import { describe, expect, test, vi } from 'vitest';
import { RunTrust } from '../../src/host/run-trust.ts';
import { everyRun, FakeLibrary, FakeScoring, SCORER, stepScores, summaryOf } from './fakes.ts';

function setUp(solved: number, failed: number) {
  const summaries = Array.from({ length: solved + failed }, (_, i) =>
    summaryOf(`t${i}`, { group: `g${i}`, steps: 10, outcome: { success: i < solved } }),
  );
  const library = new FakeLibrary(summaries);
  for (const { id, contentHash, outcome } of summaries)
    library.cache.set(contentHash, stepScores(Array(10).fill((outcome.success ? 0.7 : 0.3) + (Number(id.slice(1)) % 5) / 100)));
  const scoring = new FakeScoring();
  return { library, scoring, trust: new RunTrust(library.library, everyRun(scoring)) };
}

describe('RunTrust', () => {
  test('compares the cached scores with the outcomes of the run', () => {
    expect(setUp(20, 20).trust.of('r')).toMatchObject({ level: 'strong', auroc: 1, n: 40, successes: 20 });
    expect(setUp(20, 2).trust.of('r')).toMatchObject({ level: 'untested' });
  });

  test('is kept until something of the run changes, and worked out again only every two seconds', () => {
    vi.useFakeTimers();
    const { library, scoring, trust } = setUp(10, 10);
    const told: string[] = [];
    trust.onDidChange((run) => told.push(run));
    trust.of('r');
    const { reads } = library;
    library.changed('another');
    vi.advanceTimersByTime(5000);
    trust.of('r');
    expect(library.reads).toBe(reads);
    scoring.emit('t1', stepScores([1]));
    scoring.emit('t2', stepScores([1]));
    vi.advanceTimersByTime(0);
    trust.of('r');
    expect([library.reads, told]).toEqual([2 * reads, ['r']]);
    library.changed('r');
    trust.of('r');
    vi.advanceTimersByTime(1999);
    trust.of('r');
    expect([library.reads, told]).toEqual([2 * reads, ['r']]);
    vi.advanceTimersByTime(1);
    trust.of('r');
    expect([library.reads, told]).toEqual([3 * reads, ['r', 'r']]);
    vi.useRealTimers();
  });

  test('another scorer is another question; without one there is none', () => {
    const { scoring, trust } = setUp(10, 10);
    trust.of('r');
    scoring.scorer = { ...SCORER, identity: 'v2' };
    expect(trust.of('r')).toMatchObject({ level: 'untested', leftOut: 20 });
    scoring.scorer = undefined;
    expect(trust.of('r')).toBeUndefined();
  });
});
