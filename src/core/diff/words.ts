/** A run of text that is the same on both sides, or is not. */
export interface Piece {
  readonly text: string;
  readonly changed: boolean;
}

export interface WordDiff {
  readonly a: readonly Piece[];
  readonly b: readonly Piece[];
}

/** Blocks of more pairs than this are called changed as a whole. */
const CELLS = 1_000_000;

/**
 * What differs between two texts, by words: lines that are the same hold it together, the words between them are
 * compared one by one. Each side's pieces joined are its text.
 */
export function wordDiff(a: string, b: string): WordDiff {
  const [left, right] = [lines(a), lines(b)];
  const script: Part[] = [];
  let [i, j] = [0, 0];
  for (const [x, y] of [...common(left, right), [left.length, right.length] as const]) {
    script.push(...block(left.slice(i, x).join(''), right.slice(j, y).join('')));
    if (x < left.length) script.push(same(left[x] as string));
    [i, j] = [x + 1, y + 1];
  }
  const merged = merge(merge(script).map(sink));
  return { a: piecesOf(merged, 'a'), b: piecesOf(merged, 'b') };
}

/** A stretch of both texts; the same on both sides, or what stands on each in its place. */
interface Part {
  readonly a: string;
  readonly b: string;
  readonly changed: boolean;
}

const same = (text: string): Part => ({ a: text, b: text, changed: false });

function block(a: string, b: string): Part[] {
  const [left, right] = [words(a), words(b)];
  const out: Part[] = [];
  let [i, j] = [0, 0];
  for (const [x, y] of [...common(left, right), [left.length, right.length] as const]) {
    out.push({ a: left.slice(i, x).join(''), b: right.slice(j, y).join(''), changed: true });
    if (x < left.length) out.push(same(left[x] as string));
    [i, j] = [x + 1, y + 1];
  }
  return out;
}

/** A word or two in common between changes larger than they are is chance, and hard to read: it sinks into the change. */
function sink(part: Part, k: number, all: readonly Part[]): Part {
  const [before, after] = [all[k - 1], all[k + 1]];
  if (part.changed || !before || !after || part.a.includes('\n')) return part;
  const size = (other: Part): number => Math.max(other.a.length, other.b.length);
  const small = part.a.trim() === '' || (part.a.length <= size(before) && part.a.length <= size(after) && part.a.length < 12);
  return small ? { ...part, changed: true } : part;
}

/** Neighbours of one kind as one part, empty ones left out. */
function merge(parts: readonly Part[]): Part[] {
  const out: Part[] = [];
  for (const part of parts) {
    if (part.a === '' && part.b === '') continue;
    const last = out.at(-1);
    if (last?.changed === part.changed) out[out.length - 1] = { a: last.a + part.a, b: last.b + part.b, changed: last.changed };
    else out.push(part);
  }
  return out;
}

const piecesOf = (parts: readonly Part[], side: 'a' | 'b'): Piece[] =>
  parts.flatMap((part) => (part[side] === '' ? [] : [{ text: part[side], changed: part.changed }]));

const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+/g) ?? [];
const words = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];

/** Longest common subsequence as pairs of positions; only head and tail where the rest is too much to compare. */
function common(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const out = Array.from({ length: head }, (_, k) => [k, k] as const);
  const [n, m] = [a.length - head - tail, b.length - head - tail];
  if (n * m <= CELLS) out.push(...middle(a.slice(head, head + n), b.slice(head, head + m)).map(([x, y]) => [x + head, y + head] as const));
  for (let k = tail; k > 0; k--) out.push([a.length - k, b.length - k]);
  return out;
}

function middle(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const width = b.length + 1;
  const length = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      length[i * width + j] =
        a[i] === b[j]
          ? (length[(i + 1) * width + j + 1] as number) + 1
          : Math.max(length[(i + 1) * width + j] as number, length[i * width + j + 1] as number);
  const out: (readonly [number, number])[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) out.push([i++, j++]);
    else if ((length[(i + 1) * width + j] as number) >= (length[i * width + j + 1] as number)) i++;
    else j++;
  }
  return out;
}
