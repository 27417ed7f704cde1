import { align } from './align.ts';
import type { Fingerprint } from './fingerprint.ts';

/** One row of a multiple alignment: the step of each side, in the order of the sides; undefined where a side has none. */
export type ManyRow = readonly (number | undefined)[];

/**
 * Aligns several step sequences, the second with the first, the third with what came of that, and so on. A row is
 * compared by the step of the first side that has one; a gap once opened stays. For two sides it is `align` itself.
 * Source: progressive alignment, Feng, Doolittle 1987, J. Mol. Evol. 25.
 */
export function alignMany(sides: readonly (readonly Fingerprint[])[]): ManyRow[] {
  let rows: ManyRow[] = (sides[0] ?? []).map((_, i) => [i]);
  let faces: readonly Fingerprint[] = sides[0] ?? [];
  for (const [k, side] of sides.entries()) {
    if (k === 0) continue;
    const pairs = align(faces, side);
    const nobody: ManyRow = new Array<undefined>(k).fill(undefined);
    const known = { rows, faces };
    rows = pairs.map(({ a, b }) => [...(a === undefined ? nobody : (known.rows[a] as ManyRow)), b]);
    faces = pairs.map(({ a, b }) => (a === undefined ? side[b as number] : known.faces[a]) as Fingerprint);
  }
  return rows;
}
