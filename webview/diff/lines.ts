import type { ComparisonRow } from '../../src/core/diff/compare.ts';

/** One line of the list: a row of the alignment, or a run of rows that are the same everywhere and folded away. */
export type Line = { readonly row: number } | { readonly from: number; readonly to: number };

/** Fewer rows than this are not worth folding. */
const LEAST = 4;
/** Rows kept in sight beside a difference. */
const BESIDE = 1;

/** The lines to show; `unfolded` holds the first rows of runs the reader opened. */
export function linesOf(rows: readonly Pick<ComparisonRow, 'kind'>[], unfolded: ReadonlySet<number>): readonly Line[] {
  const out: Line[] = [];
  for (let at = 0; at < rows.length; ) {
    if (rows[at]?.kind !== 'same') {
      out.push({ row: at++ });
      continue;
    }
    let end = at;
    while (rows[end]?.kind === 'same') end++;
    const from = at === 0 ? at : at + BESIDE;
    const to = end === rows.length ? end : end - BESIDE;
    const fold = to - from >= LEAST && !unfolded.has(from);
    for (let k = at; k < (fold ? from : end); k++) out.push({ row: k });
    if (fold) out.push({ from, to });
    for (let k = to; fold && k < end; k++) out.push({ row: k });
    at = end;
  }
  return out;
}

/** The line that shows a row, folded or not. */
export const lineOf = (lines: readonly Line[], row: number): number =>
  lines.findIndex((line) => ('row' in line ? line.row === row : row >= line.from && row < line.to));
