import { describe, expect, test } from 'vitest';
import { GuardedScoring } from '../../src/host/guarded-scoring.ts';
import { FakeScoring, stepScores, TRAJECTORY } from './fakes.ts';

const request = { trajectory: TRAJECTORY, contentHash: 'h', priority: 'view' } as const;
const BAR = { reason: 'the workspace is not trusted', remedy: 'Trust it.' };

describe('GuardedScoring', () => {
  test('behind a bar nothing is opened, and it says why', async () => {
    let opened = 0;
    const guarded = new GuardedScoring(() => {
      opened++;
      return new FakeScoring();
    }, BAR);
    expect(opened).toBe(0);
    expect(guarded.status).toMatchObject({ state: 'off', reason: BAR.reason });
    expect(guarded.scorer).toBeUndefined();
    await expect(guarded.score(request)).rejects.toMatchObject({ problem: { code: 'scoring-off', remedy: 'Trust it.' } });
    guarded.setDevice('cpu');
    guarded.restart();
    expect(opened).toBe(0);
  });

  test('a lifted bar opens it once and listeners from before hear it', async () => {
    const made: FakeScoring[] = [];
    const guarded = new GuardedScoring(() => made[made.push(new FakeScoring()) - 1] as FakeScoring, BAR);
    const heard: string[] = [];
    guarded.onDidChangeStatus(({ state }) => heard.push(state));
    guarded.onDidScore((id) => heard.push(id));
    guarded.setBar(undefined);
    guarded.setBar(undefined);
    expect(made).toHaveLength(1);
    made[0]?.tell({ state: 'scoring', reason: '', queued: 1, restarts: 0 });
    made[0]?.emit('a', stepScores([1]));
    expect(heard).toEqual(['idle', 'scoring', 'a']);
    expect((await guarded.score(request)).values).toEqual([0.1, 0.2, 0.3]);
  });

  test('a new bar ends the process', () => {
    const inner = new FakeScoring();
    const guarded = new GuardedScoring(() => inner, undefined);
    guarded.setBar(BAR);
    expect(inner.disposed).toBe(true);
    expect(guarded.status.state).toBe('off');
  });
});
