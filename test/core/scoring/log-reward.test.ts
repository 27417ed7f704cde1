import { expect, it } from 'vitest';
import type { Step } from '../../../src/core/model/trajectory.ts';
import { logReward } from '../../../src/core/scoring/log-reward.ts';

const rewarded = (...rewards: (number | undefined)[]): { readonly steps: readonly Step[] } => ({
  steps: rewards.map((reward, index) => ({
    index,
    actor: 'assistant',
    actions: [],
    observations: [],
    ...(reward !== undefined && { reward }),
  })),
});

it('gives the rewards of the steps as they are, unknown where there is none', () => {
  expect(logReward(rewarded(0, undefined, -2))?.scores).toEqual({
    scorer: 'log:reward',
    identity: 'log:reward:1',
    device: 'log',
    values: [0, undefined, -2],
  });
});

it('spans the rewards and the unit interval', () => {
  expect(logReward(rewarded(-2, 0.5))?.scorer.range).toEqual([-2, 1]);
  expect(logReward(rewarded(7))?.scorer.range).toEqual([0, 7]);
});

it('is no scorer of a log without step rewards', () => {
  expect(logReward(rewarded(undefined, undefined))).toBeUndefined();
  expect(logReward(rewarded())).toBeUndefined();
});
