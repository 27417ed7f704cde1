/** How pairs and gaps are scored: a pair earns `pair(i, j)`, a run of k unpaired steps costs open + k * extend. */
export interface Scoring {
  pair(i: number, j: number): number;
  readonly open: number;
  readonly extend: number;
}

/** A pair of positions, or one position without partner. */
export type Aligned = readonly [i: number | undefined, j: number | undefined];

/** Matrices up to this many cells are solved in one piece; larger ones are split in linear space. */
const WHOLE = 250_000;

/**
 * Best global alignment of positions [i0, i1) and [j0, j1) with affine gap costs. Space is linear in the shorter side
 * beyond a constant, time proportional to the product of the lengths.
 * Source: Gotoh 1982, J. Mol. Biol. 162; linear space: Myers, Miller 1988, CABIOS 4(1).
 */
export function alignRange(s: Scoring, i0: number, i1: number, j0: number, j1: number): Aligned[] {
  return solve(s, i0, i1, j0, j1, s.open, s.open);
}

/** `top` and `bottom`: what opening a gap in b costs at the upper and lower edge (0 where such a gap is already open). */
function solve(s: Scoring, i0: number, i1: number, j0: number, j1: number, top: number, bottom: number): Aligned[] {
  const n = i1 - i0;
  const m = j1 - j0;
  if (m === 0) return range(i0, i1).map((i) => [i, undefined] as const);
  if (n === 0) return range(j0, j1).map((j) => [undefined, j] as const);
  if (n * m <= WHOLE || n === 1) return whole(s, i0, i1, j0, j1, top, bottom);

  const middle = i0 + (n >> 1);
  const upper = edge(s, i0, middle, j0, j1, top, 1);
  const lower = edge(s, middle, i1, j0, j1, bottom, -1);
  let best = Number.NEGATIVE_INFINITY;
  let at = 0;
  let inGap = false;
  for (let k = 0; k <= m; k++) {
    const pair = (upper.best[k] as number) + (lower.best[m - k] as number);
    const gap = (upper.gap[k] as number) + (lower.gap[m - k] as number) + s.open;
    if (pair > best) [best, at, inGap] = [pair, k, false];
    if (gap > best) [best, at, inGap] = [gap, k, true];
  }
  const j = j0 + at;
  if (!inGap) return [...solve(s, i0, middle, j0, j, top, s.open), ...solve(s, middle, i1, j, j1, s.open, bottom)];
  return [
    ...solve(s, i0, middle - 1, j0, j, top, 0),
    [middle - 1, undefined],
    [middle, undefined],
    ...solve(s, middle + 1, i1, j, j1, 0, bottom),
  ];
}

/** Best score of all of [i0, i1) with the first k of b (from the other end for -1), and the same ending in a gap in b. */
function edge(s: Scoring, i0: number, i1: number, j0: number, j1: number, start: number, direction: 1 | -1) {
  const n = i1 - i0;
  const m = j1 - j0;
  const best = new Float64Array(m + 1);
  const gap = new Float64Array(m + 1);
  gap[0] = Number.NEGATIVE_INFINITY;
  for (let k = 1; k <= m; k++) {
    best[k] = -s.open - k * s.extend;
    gap[k] = Number.NEGATIVE_INFINITY;
  }
  for (let r = 1; r <= n; r++) {
    const i = direction === 1 ? i0 + r - 1 : i1 - r;
    let diagonal = best[0] as number;
    best[0] = -start - r * s.extend;
    gap[0] = best[0] as number;
    let across = Number.NEGATIVE_INFINITY;
    for (let k = 1; k <= m; k++) {
      const j = direction === 1 ? j0 + k - 1 : j1 - k;
      gap[k] = Math.max(gap[k] as number, (best[k] as number) - s.open) - s.extend;
      across = Math.max(across, (best[k - 1] as number) - s.open) - s.extend;
      const paired = diagonal + s.pair(i, j);
      diagonal = best[k] as number;
      best[k] = Math.max(paired, gap[k] as number, across);
    }
  }
  return { best, gap };
}

const PAIR = 0;
const DOWN = 1;
const ACROSS = 2;

/** Gotoh with a trace of two bits a matrix; only for ranges of at most WHOLE cells or one row. */
function whole(s: Scoring, i0: number, i1: number, j0: number, j1: number, top: number, bottom: number): Aligned[] {
  const n = i1 - i0;
  const m = j1 - j0;
  const width = m + 1;
  const best = new Float64Array((n + 1) * width);
  const down = new Float64Array((n + 1) * width).fill(Number.NEGATIVE_INFINITY);
  const across = new Float64Array((n + 1) * width).fill(Number.NEGATIVE_INFINITY);
  for (let r = 1; r <= n; r++) {
    down[r * width] = -top - r * s.extend;
    best[r * width] = down[r * width] as number;
  }
  for (let k = 1; k <= m; k++) {
    across[k] = -s.open - k * s.extend;
    best[k] = across[k] as number;
  }
  for (let r = 1; r <= n; r++)
    for (let k = 1; k <= m; k++) {
      const at = r * width + k;
      down[at] = Math.max(down[at - width] as number, (best[at - width] as number) - s.open) - s.extend;
      across[at] = Math.max(across[at - 1] as number, (best[at - 1] as number) - s.open) - s.extend;
      best[at] = Math.max((best[at - width - 1] as number) + s.pair(i0 + r - 1, j0 + k - 1), down[at] as number, across[at] as number);
    }
  const out: Aligned[] = [];
  let [r, k] = [n, m];
  const end = n * width + m;
  let state = (down[end] as number) + s.open - bottom > (best[end] as number) ? DOWN : -1;
  while (r > 0 || k > 0) {
    const at = r * width + k;
    if (state < 0) state = best[at] === down[at] ? DOWN : best[at] === across[at] ? ACROSS : PAIR;
    if (r > 0 && k > 0 && state === PAIR) {
      out.push([i0 + --r, j0 + --k]);
      state = -1;
    } else if (r > 0 && (state === DOWN || k === 0)) {
      out.push([i0 + --r, undefined]);
      const opened = (best[at - width] as number) - (r === 0 && k === 0 ? top : s.open) >= (down[at - width] as number);
      state = opened ? -1 : DOWN;
    } else {
      out.push([undefined, j0 + --k]);
      state = (best[at - 1] as number) - s.open >= (across[at - 1] as number) ? -1 : ACROSS;
    }
  }
  return out.reverse();
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, k) => from + k);
