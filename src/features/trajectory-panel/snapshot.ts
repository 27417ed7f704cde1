import type { ScorerInfo, StepScores, Trust } from '../../core/model/score.ts';
import type { GroupSummary, TrajectorySummary } from '../../core/model/summary.ts';
import type { Step, Trajectory } from '../../core/model/trajectory.ts';
import { type StepHead, stepHead } from '../../core/steps/head.ts';
import { taskTitle } from '../../core/transcript/task-title.ts';

import type { ScoringStatus } from '../../node/scoring/types.ts';
import type { CreditState } from '../../protocol/credit.ts';
import type { PanelSnapshot, PanelViewState, ScorerRow } from '../../protocol/panel.ts';

/** Everything a snapshot is made of. */
export interface SnapshotFacts {
  readonly revision: number;
  readonly trajectory: Trajectory;
  readonly summary: TrajectorySummary;
  readonly siblings: readonly TrajectorySummary[];
  readonly group?: GroupSummary;
  readonly live: boolean;
  readonly scores?: StepScores;
  readonly scorer?: ScorerInfo;
  readonly trust?: Trust;
  readonly status: ScoringStatus;
  readonly credit?: CreditState;
  readonly view?: PanelViewState;
}

export function snapshot(facts: SnapshotFacts): PanelSnapshot {
  const { trajectory, summary, siblings, group, scorer, scores, status } = facts;
  const { steps, task, policy, outcome, format, source, run, sample } = trajectory;
  return {
    revision: facts.revision,
    id: summary.id,
    title: taskTitle(trajectory),
    format,
    file: source.file,
    run,
    group: trajectory.group,
    sample: summary.sample ?? sample,
    siblings: siblings.map(({ id }) => id),
    task,
    policy,
    outcome: { ...outcome, success: outcome.success ?? summary.outcome.success },
    status: summary.status,
    live: facts.live,
    steps: heads(trajectory),
    groupSolved: group && group.judged > 0 ? { solved: group.solved, judged: group.judged } : undefined,
    totals: totals(trajectory),
    scores,
    scorer: scorer && { name: scorer.name, meaning: scorer.meaning, range: scorer.range },
    trust: facts.trust,
    others: loggedRewards(steps),
    scoring: { state: status.state, device: status.device, reason: status.reason, rate: status.rate, queued: status.queued },
    credit: facts.credit,
    view: facts.view,
  };
}

const known = new WeakMap<Trajectory, readonly StepHead[]>();

/** Snapshots are made often, trajectories are read once. */
function heads(trajectory: Trajectory): readonly StepHead[] {
  const heads = known.get(trajectory) ?? trajectory.steps.map(stepHead);
  known.set(trajectory, heads);
  return heads;
}

/** Shown in place of a trajectory that cannot be read. */
export function problemSnapshot(
  id: string,
  revision: number,
  status: ScoringStatus,
  problem: NonNullable<PanelSnapshot['problem']>,
): PanelSnapshot {
  return {
    revision,
    id,
    title: 'Trajectory',
    format: '',
    file: '',
    run: '',
    group: '',
    sample: 0,
    siblings: [id],
    task: {},
    policy: {},
    outcome: {},
    status: 'unscored',
    live: false,
    steps: [],
    totals: {},
    scoring: { state: status.state, reason: status.reason, queued: status.queued },
    problem,
  };
}

/** Whole-trajectory numbers as logged, else sums over steps where every step has the number; else unknown. */
function totals({ usage, timing, steps }: Trajectory): PanelSnapshot['totals'] {
  return {
    tokens: usage?.output ?? sum(steps, (step) => step.usage?.output),
    cost: usage?.cost ?? sum(steps, (step) => step.usage?.cost),
    durationMs: timing?.duration ?? span(timing?.start, timing?.end) ?? sum(steps, (step) => step.timing?.duration),
  };
}

const span = (start?: number, end?: number): number | undefined => (start === undefined || end === undefined ? undefined : end - start);

function sum(steps: readonly Step[], of: (step: Step) => number | undefined): number | undefined {
  let total = 0;
  for (const step of steps) {
    const value = of(step);
    if (value === undefined) return undefined;
    total += value;
  }
  return steps.length === 0 ? undefined : total;
}

function loggedRewards(steps: readonly Step[]): readonly ScorerRow[] {
  const values = steps.map(({ reward }) => reward);
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return [];
  const low = Math.min(0, ...known);
  const high = Math.max(low < 0 ? 0 : 1, ...known);
  return [{ name: 'Reward in the log', meaning: 'reward', range: [low, high], values }];
}
