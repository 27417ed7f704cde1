import { bootstrapMean, type Interval } from '../stats/bootstrap.ts';
import { minimumDetectableEffect } from '../stats/detectable.ts';
import { holm } from '../stats/multiple.ts';
import { passAtK } from '../stats/passk.ts';
import { signFlipTest } from '../stats/permutation.ts';
import type { MetricId, TrajectoryFacts } from './facts.ts';

export interface TaskDiff {
  readonly task: string;
  readonly title: string;
  readonly a: SideOfTask;
  readonly b: SideOfTask;
  /** By mean reward where known on both sides, else by success rate; unknown when neither is. */
  readonly verdict: 'win' | 'loss' | 'tie' | 'unknown';
  /** Solved by every judged sample of one side and by none of the other. */
  readonly flip?: 'gained' | 'lost';
}

export interface SideOfTask {
  readonly ids: readonly string[];
  readonly judged: number;
  readonly solved: number;
  readonly meanReward?: number;
}

/** Difference B - A of one metric over matched tasks, each task counting once. */
export interface MetricDiff {
  readonly metric: string;
  readonly meanA: number;
  readonly meanB: number;
  /** Mean over tasks of the difference of the task's means, with its interval (tasks resampled). */
  readonly difference: Interval;
  /** Sign-flip p-value over tasks, and after Holm's correction over all metrics of this comparison. */
  readonly p: number;
  readonly pAdjusted: number;
  /** Smallest difference that this many tasks with this spread would show with 80 % power. */
  readonly detectable: number;
  /** Matched tasks in which both sides know the metric. */
  readonly tasks: number;
  /** Matched tasks left out because a side does not know it. */
  readonly leftOut: number;
  readonly verdict: 'higher' | 'lower' | 'no difference shown' | 'not enough data';
}

export interface RunDiff {
  readonly tasks: readonly TaskDiff[];
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  readonly gained: number;
  readonly lost: number;
  readonly metrics: readonly MetricDiff[];
  /** Calls of single tools a rollout, the most used first; corrected among themselves. Empty unless asked for. */
  readonly tools: readonly MetricDiff[];
  readonly seed: number;
  readonly resamples: number;
}

const METRICS: readonly MetricId[] = ['success', 'reward', 'steps', 'toolCalls', 'errors', 'tokens', 'chars', 'cost'];
/** Fewer matched tasks than this give no interval worth showing. */
const ENOUGH = 5;

export interface RunDiffOptions {
  readonly seed?: number;
  readonly resamples?: number;
  /** Tools to compare one by one, at most; only where every matched rollout's calls are known. */
  readonly tools?: number;
}

/** Compares two runs task by task. Tasks are matched by key; unmatched ones are listed and left out of every number. */
export function compareRuns(a: readonly TrajectoryFacts[], b: readonly TrajectoryFacts[], options: RunDiffOptions = {}): RunDiff {
  const { seed = 1, resamples = 2000, tools = 0 } = options;
  const [sideA, sideB] = [byTask(a), byTask(b)];
  const matched = [...sideA.keys()].filter((task) => sideB.has(task));
  const pairs = matched.map((task) => ({ task, a: sideA.get(task) ?? [], b: sideB.get(task) ?? [] }));
  const tasks = pairs.map((p) => diffTask(p.task, p.a, p.b));
  const raw = [
    ...METRICS.map((m) => ({ metric: m as string, values: pairs.map((p) => [mean(p.a, m), mean(p.b, m)] as const) })),
    ...passKs(tasks).map((k) => ({ metric: `pass@${k}`, values: tasks.map((t) => [passOf(t.a, k), passOf(t.b, k)] as const) })),
  ];
  const family = (list: typeof raw): MetricDiff[] => adjusted(list.flatMap(({ metric, values }) => diffMetric(metric, values, seed, resamples) ?? [])); // biome-ignore format: one call
  const count = (what: TaskDiff['verdict']): number => tasks.filter((t) => t.verdict === what).length;
  return {
    tasks,
    onlyA: [...sideA.keys()].filter((task) => !sideB.has(task)),
    onlyB: [...sideB.keys()].filter((task) => !sideA.has(task)),
    wins: count('win'),
    losses: count('loss'),
    ties: count('tie'),
    gained: tasks.filter((t) => t.flip === 'gained').length,
    lost: tasks.filter((t) => t.flip === 'lost').length,
    metrics: family(raw),
    tools: family(
      toolsOf(pairs, tools).map((tool) => ({ metric: tool, values: pairs.map((p) => [calls(p.a, tool), calls(p.b, tool)] as const) })),
    ),
    seed,
    resamples,
  };
}

/** Holm's correction over one family of metrics. */
function adjusted(metrics: readonly Raw[]): MetricDiff[] {
  const p = holm(metrics.map((m) => (Number.isNaN(m.p) ? 1 : m.p)));
  return metrics.map((m, i) => ({ ...m, pAdjusted: p[i] as number, verdict: verdictOf(m) }));
}

type Sides = readonly { readonly a: readonly TrajectoryFacts[]; readonly b: readonly TrajectoryFacts[] }[];

function toolsOf(pairs: Sides, most: number): readonly string[] {
  const all = pairs.flatMap(({ a, b }) => [...a, ...b]);
  if (most === 0 || all.some(({ values }) => values.toolCalls === undefined)) return [];
  const total = new Map<string, number>();
  for (const { tools } of all) for (const [tool, n] of Object.entries(tools)) total.set(tool, (total.get(tool) ?? 0) + n);
  return [...total].sort((x, y) => y[1] - x[1]).slice(0, most).map(([tool]) => tool); // biome-ignore format: one chain
}

const calls = (side: readonly TrajectoryFacts[], tool: string): number => side.reduce((n, t) => n + (t.tools[tool] ?? 0), 0) / side.length;

function byTask(side: readonly TrajectoryFacts[]): Map<string, TrajectoryFacts[]> {
  const tasks = new Map<string, TrajectoryFacts[]>();
  for (const t of side) {
    const same = tasks.get(t.task);
    if (same) same.push(t);
    else tasks.set(t.task, [t]);
  }
  return tasks;
}

function diffTask(task: string, a: readonly TrajectoryFacts[], b: readonly TrajectoryFacts[]): TaskDiff {
  const [sa, sb] = [sideOf(a), sideOf(b)];
  const by = sa.meanReward !== undefined && sb.meanReward !== undefined ? sb.meanReward - sa.meanReward : rate(sb) - rate(sa);
  const verdict = Number.isNaN(by) ? 'unknown' : Math.abs(by) < 1e-12 ? 'tie' : by > 0 ? 'win' : 'loss';
  const all = (s: SideOfTask): boolean => s.judged > 0 && s.solved === s.judged;
  const none = (s: SideOfTask): boolean => s.judged > 0 && s.solved === 0;
  const flip = none(sa) && all(sb) ? 'gained' : all(sa) && none(sb) ? 'lost' : undefined;
  return { task, title: a[0]?.title ?? task, a: sa, b: sb, verdict, ...(flip ? { flip } : {}) };
}

function sideOf(side: readonly TrajectoryFacts[]): SideOfTask {
  const judged = side.map((t) => t.values.success).filter((v) => v !== undefined);
  const reward = mean(side, 'reward');
  const solved = judged.filter((v) => v === 1).length;
  return { ids: side.map((t) => t.id), judged: judged.length, solved, ...(reward === undefined ? {} : { meanReward: reward }) };
}

const rate = (s: SideOfTask): number => (s.judged === 0 ? Number.NaN : s.solved / s.judged);

function mean(side: readonly TrajectoryFacts[], metric: MetricId): number | undefined {
  const known = side.map((t) => t.values[metric]).filter((v) => v !== undefined);
  return known.length === 0 ? undefined : known.reduce((x, y) => x + y, 0) / known.length;
}

/** Powers of two up to the fewest judged samples of any matched task, from 2. */
function passKs(tasks: readonly TaskDiff[]): number[] {
  const fewest = Math.min(...tasks.flatMap((t) => [t.a.judged, t.b.judged]));
  const ks: number[] = [];
  for (let k = 2; Number.isFinite(fewest) && k <= fewest; k *= 2) ks.push(k);
  return ks;
}

const passOf = (s: SideOfTask, k: number): number | undefined => (s.judged < k ? undefined : passAtK(s.judged, s.solved, k));

type Raw = Omit<MetricDiff, 'pAdjusted' | 'verdict'>;

/** Undefined when no matched task knows the metric on both sides. */
function diffMetric(
  metric: string,
  values: readonly (readonly [number | undefined, number | undefined])[],
  seed: number,
  resamples: number,
): Raw | undefined {
  const both = values.filter((v): v is readonly [number, number] => v[0] !== undefined && v[1] !== undefined);
  if (both.length === 0) return undefined;
  const average = (x: readonly number[]): number => x.reduce((s, v) => s + v, 0) / x.length;
  const differences = both.map(([x, y]) => y - x);
  const centre = average(differences);
  const sd = Math.sqrt(differences.reduce((s, d) => s + (d - centre) ** 2, 0) / Math.max(1, differences.length - 1));
  return {
    metric,
    meanA: average(both.map((v) => v[0])),
    meanB: average(both.map((v) => v[1])),
    difference: bootstrapMean(differences, { seed, resamples }),
    p: signFlipTest(differences, { seed }).p,
    detectable: minimumDetectableEffect(sd, differences.length),
    tasks: both.length,
    leftOut: values.length - both.length,
  };
}

function verdictOf(m: Raw): MetricDiff['verdict'] {
  if (m.tasks < ENOUGH) return 'not enough data';
  if (m.difference.low > 0) return 'higher';
  return m.difference.high < 0 ? 'lower' : 'no difference shown';
}
