import type { Stretch } from '../../src/core/credit/icicle.ts';

export const LEVELS = 4;
/** Height of a row in pixels; the style sheet says the same. */
export const ROW = 20;

/** -4 to 4 by size against the largest; anything but 0 has at least level 1. Undefined: unknown. */
export function level(value: number | undefined, largest: number): number | undefined {
  if (value === undefined) return undefined;
  if (largest === 0 || value === 0) return 0;
  return Math.sign(value) * Math.ceil((Math.abs(value) / largest) * LEVELS);
}

const r = (x: number): string => String(Math.round(x * 10) / 10);

/** One path a level, so that ten thousand cells are nine shapes. Unknown cells are left empty. */
export function heatPaths(rows: readonly (readonly (number | undefined)[])[], largest: number, wide: number): ReadonlyMap<number, string> {
  const paths = new Map<number, string[]>();
  const gap = wide > 4 ? 1 : 0;
  rows.forEach((values, row) => {
    values.forEach((value, step) => {
      const at = level(value, largest);
      if (at === undefined) return;
      const part = `M${r(step * wide)} ${row * ROW + 1}h${r(wide - gap)}v${ROW - 2}h${r(gap - wide)}Z`;
      const known = paths.get(at);
      if (known) known.push(part);
      else paths.set(at, [part]);
    });
  });
  return new Map([...paths].map(([at, parts]) => [at, parts.join('')]));
}

/** Level of a branch by its value between the lowest and the highest outcome, 0 to 4. */
export function valueLevel({ value }: Stretch, low: number, high: number): number | undefined {
  if (value === undefined) return undefined;
  return high > low ? Math.round(((value - low) / (high - low)) * LEVELS) : LEVELS / 2;
}
