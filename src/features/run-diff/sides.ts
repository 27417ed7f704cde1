import { factsOfSummary, type Judge, type TrajectoryFacts } from '../../core/diff/facts.ts';
import { judgeOf } from '../../core/model/judged.ts';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import { wilson } from '../../core/stats/wilson.ts';
import type { Library } from '../../node/library/types.ts';
import type { RunKey, RunSide } from '../../protocol/runs.ts';

/** The rollouts of one side with what the index knows of them. */
export interface Side {
  readonly key: RunKey;
  readonly info: RunSide;
  readonly summaries: readonly TrajectorySummary[];
  readonly success: Judge;
  /** From the index alone. */
  readonly facts: readonly TrajectoryFacts[];
}

/** Undefined when the run is not in the index (any more). */
export function sideOf(library: Library, key: RunKey): Side | undefined {
  const run = library.runs().find((summary) => summary.run === key.run);
  if (!run) return undefined;
  const all = library.trajectories(key.run);
  const summaries = key.update === undefined ? all : all.filter(({ policy }) => policy.update === key.update);
  const success = judgeOf(all.map(({ outcome }) => outcome));
  const facts = summaries.map((summary) => factsOfSummary(summary, success));
  const judged = facts.filter(({ values }) => values.success !== undefined);
  const solved = judged.filter(({ values }) => values.success === 1).length;
  const rewards = facts.flatMap(({ values }) => values.reward ?? []);
  return {
    key,
    summaries,
    success,
    facts,
    info: {
      name: key.update === undefined ? run.name : `${run.name} · update ${key.update}`,
      path: run.path,
      format: run.format,
      trajectories: summaries.length,
      tasks: new Set(facts.map(({ task }) => task)).size,
      judged: judged.length,
      solved,
      ...(judged.length > 0 ? { solvedInterval: wilson(solved, judged.length) } : {}),
      ...(rewards.length > 0 ? { meanReward: rewards.reduce((x, y) => x + y, 0) / rewards.length } : {}),
      rewarded: rewards.length,
      judgedByReward: judged.length > 0 && summaries.every(({ outcome }) => outcome.success === undefined),
      live: summaries.some(({ status, id }) => status === 'running' || library.isLive(id)),
    },
  };
}
