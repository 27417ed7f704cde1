import { describe, expect, test } from 'vitest';
import { ScoreDesk } from '../../src/host/score-desk.ts';
import { everyRun, FakeLibrary, FakeScoring, SCORER, stepScores, summaryOf, TRAJECTORY } from './fakes.ts';

function desk(automatic = true) {
  const library = new FakeLibrary();
  const scoring = new FakeScoring();
  return { library, scoring, desk: new ScoreDesk(library.library, everyRun(scoring), () => automatic) };
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('ScoreDesk', () => {
  test('a trajectory in view is scored once per content', async () => {
    const { scoring, desk: it } = desk();
    const summary = summaryOf('a');
    it.inView(summary, TRAJECTORY);
    it.inView(summary, TRAJECTORY);
    expect(it.why(summary)).toBe('being scored');
    await settle();
    it.inView(summary, TRAJECTORY);
    expect(scoring.requests.map(({ priority }) => priority)).toEqual(['view']);
    it.inView({ ...summary, contentHash: 'grown' }, TRAJECTORY);
    expect(scoring.requests).toHaveLength(2);
  });

  test('not when switched off, and says so', () => {
    const { scoring, desk: it } = desk(false);
    it.inView(summaryOf('a'), TRAJECTORY);
    expect(scoring.requests).toEqual([]);
    expect(it.why(summaryOf('a'))).toContain('switched off');
    scoring.status = { state: 'off', reason: 'the workspace is not trusted', queued: 0, restarts: 0 };
    expect(it.why(summaryOf('a'))).toBe('the workspace is not trusted');
  });

  test('a failure is told and does not repeat itself', async () => {
    const { scoring, desk: it } = desk();
    scoring.answer = () => Promise.reject(new Error('no memory'));
    it.inView(summaryOf('a'), TRAJECTORY);
    await settle();
    it.inView(summaryOf('a'), TRAJECTORY);
    expect(scoring.requests).toHaveLength(1);
    expect(it.why(summaryOf('a'))).toBe('no memory');
    scoring.answer = async () => stepScores([1]);
    await it.score(summaryOf('a'), TRAJECTORY, 'view');
    expect(it.of(summaryOf('a'))?.values).toEqual([1]);
  });

  test('scores of the earlier steps stay while a trajectory grows', () => {
    const { scoring, library, desk: it } = desk();
    scoring.emit('a', stepScores([0.1, 0.2]));
    const grown = summaryOf('a', { contentHash: 'grown' });
    expect(it.of(grown)?.values).toEqual([0.1, 0.2]);
    library.cache.set('grown', stepScores([0.1, 0.2, 0.9]));
    expect(it.of(grown)?.values).toEqual([0.1, 0.2, 0.9]);
  });

  test('not those of another scorer, nor of one that rewrites the past', () => {
    const { scoring, desk: it } = desk();
    scoring.emit('a', stepScores([0.1], 'v0'));
    expect(it.of(summaryOf('a'))).toBeUndefined();
    scoring.emit('a', stepScores([0.1]));
    scoring.scorer = { ...SCORER, appendOnly: false };
    expect(it.of(summaryOf('a'))).toBeUndefined();
    scoring.scorer = undefined;
    expect(it.of(summaryOf('a'))).toBeUndefined();
  });
});
