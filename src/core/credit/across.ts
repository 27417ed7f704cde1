import { bootstrap, type Interval } from '../stats/bootstrap.ts';
import { midranks } from '../stats/ranks.ts';

/** A step of a run with its credit under several methods. */
export interface CreditedStep {
  readonly id: string;
  /** From 0. */
  readonly step: number;
  /** Steps its rollout has. */
  readonly of: number;
  /** Its task: steps of one task are not independent of each other. */
  readonly task: string;
  readonly tool: string;
  readonly role: string;
  readonly update?: number;
  /** One entry a method; undefined: unknown. */
  readonly values: readonly (number | undefined)[];
}

/** A mean with its interval over tasks; bounds are NaN where there are fewer than two tasks. */
export interface Mean extends Pick<Interval, 'estimate' | 'low' | 'high'> {
  /** Steps with a number. */
  readonly n: number;
  readonly tasks: number;
}

/** Steps that have something in common, and their mean credit under each method; undefined where no step has a number. */
export interface CreditSlice {
  readonly name: string;
  readonly steps: number;
  readonly means: readonly (Mean | undefined)[];
}

/** Two methods over the same steps. */
export interface MethodPair {
  readonly a: number;
  readonly b: number;
  /** Steps with a number under both. */
  readonly n: number;
  /** Spearman's rho over the run; absent when one of them is flat. */
  readonly rho?: Mean;
  /** Share of steps pushed opposite ways, of those that neither leaves at 0; absent when there is none. */
  readonly opposed?: Mean;
  /** Where they rank a step most differently, those pushed opposite ways first. */
  readonly apart: readonly { readonly id: string; readonly step: number; readonly a: number; readonly b: number }[];
}

export type Cut = 'tool' | 'position' | 'role' | 'update';

/** Resamples of tasks. Intervals are redrawn with every look at the run. */
const RESAMPLES = 500;
const MOST_APART = 5;

/** The run cut one way. Tools and roles by how often they occur, positions and updates in their order. */
export function slices(steps: readonly CreditedStep[], cut: Cut): readonly CreditSlice[] {
  const parts = [...Map.groupBy(steps, (s) => keyOf(s, cut))];
  const ordered =
    cut === 'tool' || cut === 'role' ? parts.sort((x, y) => y[1].length - x[1].length) : parts.sort((x, y) => Number(x[0]) - Number(y[0]));
  return ordered.flatMap(([key, members]) =>
    key === undefined ? [] : [{ name: nameOf(key, cut), steps: members.length, means: meansOf(members) }],
  );
}

/** Every two methods against each other, in the order of the methods; one at a time, as each takes a while on a long run. */
export function* pairs(steps: readonly CreditedStep[]): Generator<MethodPair> {
  const methods = steps[0]?.values.length ?? 0;
  for (let a = 0; a < methods; a++) for (let b = a + 1; b < methods; b++) yield pair(steps, a, b);
}

function keyOf({ tool, role, step, of, update }: CreditedStep, cut: Cut): string | undefined {
  if (cut === 'tool') return tool;
  if (cut === 'role') return role;
  if (cut === 'update') return update === undefined ? undefined : String(update);
  return String(Math.min(9, Math.floor((step / of) * 10)));
}

/** Tenths of a rollout are named by the share of it that is behind: `0–10 %`. */
const nameOf = (key: string, cut: Cut): string => (cut === 'position' ? `${Number(key) * 10}–${Number(key) * 10 + 10} %` : key);

function meansOf(members: readonly CreditedStep[]): readonly (Mean | undefined)[] {
  const methods = members[0]?.values.length ?? 0;
  return Array.from({ length: methods }, (_, m) =>
    ratio(members.flatMap(({ task, values }) => (values[m] === undefined ? [] : [{ task, over: values[m], under: 1 }]))),
  );
}

interface Part {
  readonly task: string;
  readonly over: number;
  readonly under: number;
}

/** Mean of `over`, whole tasks resampled. Source: as in bootstrap.ts. */
function ratio(parts: readonly Part[]): Mean | undefined {
  if (parts.length === 0) return undefined;
  const tasks = sumsOf(parts, ({ over, under }) => [over, under]);
  const { estimate, low, high } = bootstrap(tasks, (sample) => total(sample, 0) / total(sample, 1), { resamples: RESAMPLES });
  return { estimate, low, high, n: parts.length, tasks: tasks.length };
}

function pair(steps: readonly CreditedStep[], a: number, b: number): MethodPair {
  const both = steps.flatMap(({ id, step, task, values }) => {
    const [x, y] = [values[a], values[b]];
    return x === undefined || y === undefined ? [] : [{ id, step, task, x, y }];
  });
  const [rx, ry] = [midranks(both.map((s) => s.x)), midranks(both.map((s) => s.y))];
  const ranked = both.map((s, i) => ({ ...s, rx: rx[i] as number, ry: ry[i] as number }));
  const signed = both.filter(({ x, y }) => x !== 0 && y !== 0);
  const opposed = ratio(signed.map(({ task, x, y }) => ({ task, over: Number(x > 0 !== y > 0), under: 1 })));
  const rho = correlation(ranked);
  const apart = furthest(ranked).map(({ id, step, x, y }) => ({ id, step, a: x, b: y }));
  return { a, b, n: both.length, ...(rho ? { rho } : {}), ...(opposed ? { opposed } : {}), apart: rho ? apart : [] };
}

interface Ranked {
  readonly x: number;
  readonly y: number;
  readonly rx: number;
  readonly ry: number;
}

function furthest<T extends Ranked>(ranked: readonly T[]): readonly T[] {
  const best: { readonly gap: number; readonly item: T }[] = [];
  for (const item of ranked) {
    const gap = Math.abs(item.rx - item.ry) + (item.x * item.y < 0 ? ranked.length : 0);
    if (gap === 0 || (best.length === MOST_APART && gap <= (best.at(-1)?.gap ?? 0))) continue;
    best.push({ gap, item });
    best.sort((s, t) => t.gap - s.gap);
    best.length = Math.min(best.length, MOST_APART);
  }
  return best.map(({ item }) => item);
}

/** Pearson's r of ranks over the run. The ranks are kept while tasks are resampled: ranking anew for each draw takes too long. */
function correlation(ranked: readonly { readonly task: string; readonly rx: number; readonly ry: number }[]): Mean | undefined {
  const middle = (ranked.length + 1) / 2;
  const tasks = sumsOf(ranked, ({ rx, ry }) => {
    const [x, y] = [rx - middle, ry - middle];
    return [1, x, y, x * y, x * x, y * y];
  });
  const { estimate, low, high } = bootstrap(tasks, pearsonOf, { resamples: RESAMPLES });
  return Number.isFinite(estimate) ? { estimate, low, high, n: ranked.length, tasks: tasks.length } : undefined;
}

function pearsonOf(sample: readonly (readonly number[])[]): number {
  const [n, x, y, xy, xx, yy] = [0, 1, 2, 3, 4, 5].map((k) => total(sample, k)) as [number, number, number, number, number, number];
  const [vx, vy] = [xx - (x * x) / n, yy - (y * y) / n];
  return vx > 1e-9 && vy > 1e-9 ? (xy - (x * y) / n) / Math.sqrt(vx * vy) : Number.NaN;
}

/** Sums over each task, of which statistics of a resample are made without going through its steps again. */
function sumsOf<T extends { readonly task: string }>(
  items: readonly T[],
  terms: (item: T) => readonly number[],
): readonly (readonly number[])[] {
  const sums = new Map<string, number[]>();
  for (const item of items) {
    const values = terms(item);
    const known = sums.get(item.task);
    if (known) for (const [k, v] of values.entries()) known[k] = (known[k] as number) + v;
    else sums.set(item.task, [...values]);
  }
  return [...sums.values()];
}

const total = (sample: readonly (readonly number[])[], at: number): number => {
  let sum = 0;
  for (const row of sample) sum += row[at] as number;
  return sum;
};
