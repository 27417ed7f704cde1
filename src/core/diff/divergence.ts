import type { Row } from './align.ts';

/** Where two trajectories part for the first time: the first row that is not the same on both sides; undefined when none is. */
export function firstDivergence(rows: readonly Row[]): number | undefined {
  const at = rows.findIndex((r) => r.kind !== 'same');
  return at < 0 ? undefined : at;
}

export interface Decisive {
  /** Index of the row. */
  readonly row: number;
  /** Value after the row minus value before it, on each side; a missing side does not move. */
  readonly changeA: number;
  readonly changeB: number;
  /** How much further apart the values are after the row than before it, in the values' own unit; always positive. */
  readonly separation: number;
}

/**
 * The row at which the values of the two sides separate most: the largest growth of b - a in the direction in which they
 * finally differ. `valuesA[i]` is the value after step i (a score or an empirical prefix value). Undefined when a side has
 * no known value, or when they end no further apart than they begin.
 */
export function decisiveDivergence(
  rows: readonly Row[],
  valuesA: readonly (number | undefined)[],
  valuesB: readonly (number | undefined)[],
): Decisive | undefined {
  const known = [...valuesA, ...valuesB].some((v) => v !== undefined);
  const lastOf = (values: readonly (number | undefined)[]): number | undefined => values.findLast((v) => v !== undefined);
  const [endA, endB] = [lastOf(valuesA), lastOf(valuesB)];
  if (!known || endA === undefined || endB === undefined || endA === endB) return undefined;
  const direction = Math.sign(endB - endA);
  let [a, b] = [firstKnown(valuesA), firstKnown(valuesB)];
  let best: Decisive | undefined;
  rows.forEach((r, row) => {
    const nextA = (r.a === undefined ? undefined : valuesA[r.a]) ?? a;
    const nextB = (r.b === undefined ? undefined : valuesB[r.b]) ?? b;
    const separation = direction * (nextB - nextA - (b - a));
    if (separation > (best?.separation ?? 0)) best = { row, changeA: nextA - a, changeB: nextB - b, separation };
    [a, b] = [nextA, nextB];
  });
  return best;
}

const firstKnown = (values: readonly (number | undefined)[]): number => values.find((v) => v !== undefined) ?? 0;
