import { prefixValues } from '../credit/forest.ts';
import type { Outcome, Status, Trajectory } from '../model/trajectory.ts';
import { type StepHead, stepHead } from '../steps/head.ts';
import { taskTitle } from '../transcript/task-title.ts';
import { oneLine } from '../transcript/visible.ts';
import { type Comparison, compareTrajectories, type Values } from './compare.ts';

/** One side of a diff as it is named and summed up. */
export interface DiffSide {
  readonly id: string;
  /** `A`, `B`, … in the order of the sides. */
  readonly letter: string;
  /** What tells it from the others: the sample; task and run where these differ. */
  readonly name: string;
  readonly file: string;
  readonly run: string;
  readonly model?: string;
  readonly update?: number;
  readonly outcome: Outcome;
  readonly status: Status;
  readonly steps: readonly StepHead[];
  /** After each step. */
  readonly values?: readonly (number | undefined)[];
}

/** What the values of a diff are. */
export interface Basis {
  readonly kind: 'prefix' | 'score';
  /** E.g. `Embedded PRM`, or what a prefix value is. */
  readonly name: string;
  /** How far to believe it. */
  readonly note: string;
}

/** A diff of trajectories with all a reader is told; what the steps say in full is not in it. */
export interface DiffReport {
  readonly title: string;
  readonly sides: readonly DiffSide[];
  readonly comparison: Comparison;
  /** Undefined: no values are known. */
  readonly basis?: Basis;
  /** What decides: prefix values where they tell the sides apart, else scores. */
  readonly decidedBy?: Basis;
}

/** Scores to show in a report, one list a side, and where they come from. */
export interface ReportScores {
  readonly values: Values;
  readonly basis: Basis;
}

/**
 * @param group all known samples of the sides' group when the sides are of one group: the decisive divergence is then
 *   looked for in the empirical value of their prefixes first
 */
export function reportOf(trajectories: readonly Trajectory[], scores?: ReportScores, group: readonly Trajectory[] = []): DiffReport {
  const prefix = prefixScores(trajectories, group);
  const byPrefix = prefix && compareTrajectories(trajectories, prefix.values);
  const comparison = byPrefix?.decisive ? byPrefix : compareTrajectories(trajectories, scores?.values);
  const decidedBy = byPrefix?.decisive ? prefix?.basis : comparison.decisive && scores?.basis;
  return {
    title: titleOf(trajectories),
    sides: trajectories.map((t, k) => sideOf(t, k, trajectories, scores?.values[k])),
    comparison,
    ...(scores ? { basis: scores.basis } : {}),
    ...(decidedBy ? { decidedBy } : {}),
  };
}

function prefixScores(sides: readonly Trajectory[], group: readonly Trajectory[]): ReportScores | undefined {
  const at = sides.map(({ id }) => group.findIndex((t) => t.id === id));
  if (at.includes(-1)) return undefined;
  const values = prefixValues(group);
  const rewarded = group.filter(({ outcome }) => outcome.reward !== undefined).length;
  return {
    values: at.map((k) => values[k]?.slice(1) ?? []),
    basis: {
      kind: 'prefix',
      name: 'mean reward of the samples that share the steps so far',
      note: `${rewarded} of ${group.length} samples of the group have a known reward`,
    },
  };
}

function sideOf(t: Trajectory, k: number, all: readonly Trajectory[], values: readonly (number | undefined)[] | undefined): DiffSide {
  const { policy, outcome, status, steps } = t;
  return {
    id: t.id,
    letter: String.fromCharCode(65 + k),
    name: nameOf(t, all),
    file: t.source.file,
    run: t.run,
    ...(policy.model === undefined ? {} : { model: policy.model }),
    ...(policy.update === undefined ? {} : { update: policy.update }),
    outcome,
    status,
    steps: steps.map(stepHead),
    ...(values?.some((v) => v !== undefined) ? { values } : {}),
  };
}

type Named = Pick<Trajectory, 'run' | 'sample' | 'task' | 'group'>;

/** What tells a side from the others: the sample; task and run where these differ. */
function nameOf(t: Named, all: readonly Named[]): string {
  const run = new Set(all.map((other) => other.run)).size > 1 ? oneLine(t.run.split(/[/\\]/).slice(-2).join('/'), 60) : '';
  const task = new Set(all.map(taskTitle)).size > 1 ? taskTitle(t) : '';
  return [task, run, `sample ${t.sample + 1}`].filter((part) => part !== '').join(' · ');
}

/** What a diff of these is called; summaries will do. */
export function titleOf(all: readonly Named[]): string {
  const [first] = all;
  const one = first && new Set(all.map(taskTitle)).size === 1;
  return [...(one ? [`${taskTitle(first)}:`] : []), all.map((t) => nameOf(t, all)).join(' ⇄ ')].join(' ');
}
