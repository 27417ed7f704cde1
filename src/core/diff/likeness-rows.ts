import type { Fingerprint } from './fingerprint.ts';
import { likenessOf } from './similarity.ts';

const FIELDS = ['args', 'text', 'observation'] as const;

/**
 * The likeness of every step in [i0, i1) of a with every step in [j0, j1) of b, worked out a row at a time when first
 * asked for: an index of b's tokens counts what a row shares with all of b at once, which costs far less than comparing
 * pair by pair. Keeps a table of all pairs.
 */
export function likenessRows(
  a: readonly Fingerprint[],
  b: readonly Fingerprint[],
  i0: number,
  i1: number,
  j0: number,
  j1: number,
): (i: number, j: number) => number {
  const width = j1 - j0;
  const table = new Float32Array((i1 - i0) * width);
  const filled = new Uint8Array(i1 - i0);
  const holders = FIELDS.map((field) => index(b, field, j0, j1));
  const shared = FIELDS.map(() => new Uint16Array(width));

  const fill = (i: number): void => {
    const one = a[i] as Fingerprint;
    FIELDS.forEach((field, f) => {
      const counts = (shared[f] as Uint16Array).fill(0);
      for (const token of one[field]) for (const j of holders[f]?.get(token) ?? []) counts[j] = (counts[j] as number) + 1;
    });
    const [args, text, observation] = shared as [Uint16Array, Uint16Array, Uint16Array];
    const from = (i - i0) * width;
    for (let j = 0; j < width; j++)
      table[from + j] = likenessOf(one, b[j0 + j] as Fingerprint, args[j] as number, text[j] as number, observation[j] as number);
    filled[i - i0] = 1;
  };
  return (i, j) => {
    if (!filled[i - i0]) fill(i);
    return table[(i - i0) * width + j - j0] as number;
  };
}

/** Positions, counted from j0, of the steps that have a token. */
function index(b: readonly Fingerprint[], field: (typeof FIELDS)[number], j0: number, j1: number): ReadonlyMap<number, readonly number[]> {
  const holders = new Map<number, number[]>();
  for (let j = j0; j < j1; j++)
    for (const token of (b[j] as Fingerprint)[field]) {
      const known = holders.get(token);
      if (known) known.push(j - j0);
      else holders.set(token, [j - j0]);
    }
  return holders;
}
