import type { ScorerInfo, StepScores } from '../model/score.ts';
import type { Trajectory } from '../model/trajectory.ts';

/** The step rewards the log already has, seen as a scorer. Its unit is the trainer's own. */
export const LOG_REWARD = {
  id: 'log:reward',
  name: 'Logged step reward',
  meaning: 'reward',
  causal: true,
  appendOnly: true,
  licence: 'your own data',
  identity: 'log:reward:1',
} as const satisfies Omit<ScorerInfo, 'range'>;

/** Undefined where no step has a reward. The range is that of the rewards, 0 and 1 included, to draw them on one scale. */
export function logReward({ steps }: Pick<Trajectory, 'steps'>): { readonly scorer: ScorerInfo; readonly scores: StepScores } | undefined {
  const values = steps.map(({ reward }) => reward);
  const known = values.filter((value): value is number => value !== undefined && Number.isFinite(value));
  if (known.length === 0) return undefined;
  const range = known.reduce<readonly [number, number]>(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [0, 1]);
  return { scorer: { ...LOG_REWARD, range }, scores: { scorer: LOG_REWARD.id, identity: LOG_REWARD.identity, device: 'log', values } };
}
