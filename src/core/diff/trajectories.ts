import type { Step, Trajectory } from '../model/trajectory.ts';
import { align, type Row } from './align.ts';
import { type Decisive, decisiveDivergence, firstDivergence } from './divergence.ts';
import { type Fingerprint, fingerprint } from './fingerprint.ts';
import { explainSimilarity, type Similarity } from './similarity.ts';

export interface TrajectoryDiff {
  readonly rows: readonly DiffRow[];
  /** Index into `rows`; undefined when nothing differs. */
  readonly first?: number;
  /** Undefined without values, or when both sides end alike. */
  readonly decisive?: Decisive;
  readonly counts: { readonly same: number; readonly changed: number; readonly onlyA: number; readonly onlyB: number };
}

export interface DiffRow extends Row {
  /** For a changed pair: what differs, and how much of each field is shared. */
  readonly likeness?: Similarity;
  readonly differs: readonly DiffersIn[];
}

export type DiffersIn = 'tool' | 'args' | 'text' | 'observation';

/** Values are scores or empirical prefix values after each step. */
export interface SideValues {
  readonly a?: readonly (number | undefined)[];
  readonly b?: readonly (number | undefined)[];
}

/** Aligns two trajectories step by step and says where they part. Empty sides give one-sided rows. */
export function diffTrajectories(a: Trajectory, b: Trajectory, values: SideValues = {}): TrajectoryDiff {
  const [pa, pb] = [a.steps.map(fingerprint), b.steps.map(fingerprint)];
  const rows = align(pa, pb).map((row) => describe(row, pa, pb, a.steps, b.steps));
  const decisive = decisiveDivergence(rows, values.a ?? [], values.b ?? []);
  const first = firstDivergence(rows);
  const count = (kind: Row['kind']): number => rows.filter((r) => r.kind === kind).length;
  return {
    rows,
    ...(first === undefined ? {} : { first }),
    ...(decisive === undefined ? {} : { decisive }),
    counts: { same: count('same'), changed: count('changed'), onlyA: count('only-a'), onlyB: count('only-b') },
  };
}

function describe(row: Row, pa: readonly Fingerprint[], pb: readonly Fingerprint[], a: readonly Step[], b: readonly Step[]): DiffRow {
  if (row.kind !== 'changed' || row.a === undefined || row.b === undefined) return { ...row, differs: [] };
  const differs = differsIn(a[row.a] as Step, b[row.b] as Step);
  return { ...row, differs, likeness: explainSimilarity(pa[row.a] as Fingerprint, pb[row.b] as Fingerprint) };
}

/** The fields in which two steps are not the same. */
export function differsIn(sa: Step, sb: Step): DiffersIn[] {
  const differs: DiffersIn[] = [];
  const same = (x: unknown, y: unknown): boolean => JSON.stringify(x) === JSON.stringify(y);
  if (!same(sa.actions.map((x) => x.tool), sb.actions.map((x) => x.tool))) differs.push('tool'); // biome-ignore format: one line
  if (!same(sa.actions.map((x) => x.args), sb.actions.map((x) => x.args))) differs.push('args'); // biome-ignore format: one line
  if (sa.thought !== sb.thought || sa.text !== sb.text) differs.push('text');
  if (!same(sa.observations.map((x) => x.text), sb.observations.map((x) => x.text))) differs.push('observation'); // biome-ignore format: one line
  return differs;
}
