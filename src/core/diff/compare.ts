import type { Step, Trajectory } from '../model/trajectory.ts';
import type { Row } from './align.ts';
import { type Decisive, decisiveDivergence } from './divergence.ts';
import { fingerprint } from './fingerprint.ts';
import { alignMany, type ManyRow } from './many.ts';
import { explainSimilarity, type Similarity } from './similarity.ts';
import { type DiffersIn, differsIn } from './trajectories.ts';

/** One row of a comparison of two or more trajectories. */
export interface ComparisonRow {
  /** `partly`: at least one side has no step here. */
  readonly kind: 'same' | 'changed' | 'partly';
  readonly steps: ManyRow;
  /** What is not the same among the sides that have a step here. */
  readonly differs: readonly DiffersIn[];
  /** Of the first two sides that have a step here, where these are not the same. */
  readonly likeness?: Similarity;
}

export interface Comparison {
  readonly rows: readonly ComparisonRow[];
  /** The first row that is not the same everywhere; undefined when nothing differs. */
  readonly first?: number;
  /** Between the two sides that end furthest apart. */
  readonly decisive?: Decisive & { readonly sides: readonly [number, number] };
  readonly same: number;
  readonly changed: number;
  readonly partly: number;
}

/** Values after each step, one list a side; unknown where undefined. */
export type Values = readonly (readonly (number | undefined)[])[];

/** Aligns two or more trajectories step by step and says where they part. */
export function compareTrajectories(sides: readonly Trajectory[], values: Values = []): Comparison {
  const prints = sides.map(({ steps }) => steps.map(fingerprint));
  const rows = alignMany(prints).map((steps): ComparisonRow => {
    const here = steps.flatMap((at, k) => (at === undefined ? [] : [{ print: prints[k]?.[at], step: sides[k]?.steps[at] as Step }]));
    const [one, two] = here;
    const gap = here.length < sides.length;
    if (!one || !two) return { kind: 'partly', steps, differs: [] };
    if (here.every(({ print }) => print?.exact === one.print?.exact)) return { kind: gap ? 'partly' : 'same', steps, differs: [] };
    const differs = [...new Set(here.slice(1).flatMap(({ step }) => differsIn(one.step, step)))];
    const likeness = one.print && two.print ? explainSimilarity(one.print, two.print) : undefined;
    return { kind: gap ? 'partly' : 'changed', steps, differs, ...(likeness ? { likeness } : {}) };
  });
  const first = rows.findIndex(({ kind }) => kind !== 'same');
  const decisive = decisiveOf(rows, values);
  const count = (kind: ComparisonRow['kind']): number => rows.filter((row) => row.kind === kind).length;
  return {
    rows,
    ...(first < 0 ? {} : { first }),
    ...(decisive ? { decisive } : {}),
    same: count('same'),
    changed: count('changed'),
    partly: count('partly'),
  };
}

function decisiveOf(rows: readonly ComparisonRow[], values: Values): Comparison['decisive'] {
  const ends = values.map((side) => side.findLast((v) => v !== undefined));
  const known = ends.flatMap((end, k) => (end === undefined ? [] : [{ end, k }])).sort((x, y) => x.end - y.end || x.k - y.k);
  const [low, high] = [known[0], known.at(-1)];
  if (!low || !high || low.k === high.k) return undefined;
  const [a, b] = low.k < high.k ? [low.k, high.k] : [high.k, low.k];
  const pairs = rows.map(({ steps }): Row => ({ kind: 'changed', a: steps[a], b: steps[b] }));
  const decisive = decisiveDivergence(pairs, values[a] ?? [], values[b] ?? []);
  return decisive && { ...decisive, sides: [a, b] };
}
