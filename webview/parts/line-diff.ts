export interface DiffLine {
  readonly sign: '+' | '-' | ' ' | '@';
  readonly text: string;
}

/** Past this many pairs of lines the middle is shown as taken out and put in whole, rather than compared. */
const MAX_CELLS = 4_000_000;

/**
 * The difference of two texts by lines, with `context` unchanged lines around each change and `@` between the parts.
 * Longest common subsequence, after the common head and tail are taken off.
 */
export function lineDiff(before: string, after: string, context = 3): DiffLine[] {
  const a = lines(before);
  const b = lines(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const all: DiffLine[] = [
    ...a.slice(0, head).map(same),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map(same),
  ];
  return withContext(all, context);
}

const lines = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
const same = (text: string): DiffLine => ({ sign: ' ', text });
const gone = (text: string): DiffLine => ({ sign: '-', text });
const come = (text: string): DiffLine => ({ sign: '+', text });

function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  if (a.length * b.length > MAX_CELLS) return [...a.map(gone), ...b.map(come)];
  const width = b.length + 1;
  const length = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      length[i * width + j] =
        a[i] === b[j]
          ? (length[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(length[(i + 1) * width + j] ?? 0, length[i * width + j + 1] ?? 0);
    }
  }
  const out: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a[i];
    const right = b[j];
    if (left !== undefined && left === right) {
      out.push(same(left));
      i++;
      j++;
    } else if (left !== undefined && (right === undefined || (length[(i + 1) * width + j] ?? 0) >= (length[i * width + j + 1] ?? 0))) {
      out.push(gone(left));
      i++;
    } else if (right !== undefined) {
      out.push(come(right));
      j++;
    }
  }
  return out;
}

function withContext(all: readonly DiffLine[], context: number): DiffLine[] {
  const near = new Set<number>();
  all.forEach((line, i) => {
    if (line.sign === ' ') return;
    for (let k = i - context; k <= i + context; k++) near.add(k);
  });
  const out: DiffLine[] = [];
  let skipped = 0;
  all.forEach((line, i) => {
    if (!near.has(i)) {
      skipped++;
      return;
    }
    if (skipped > 0) out.push({ sign: '@', text: `${skipped} unchanged` });
    skipped = 0;
    out.push(line);
  });
  if (skipped > 0 && out.length > 0) out.push({ sign: '@', text: `${skipped} unchanged` });
  return out;
}

/** A unified diff, or a patch in the `*** Update File` manner, as lines with signs. Headers become `@` lines. */
export function patchLines(patch: string): DiffLine[] {
  return lines(patch).flatMap((line): DiffLine[] => {
    if (/^\*\*\* (Begin|End)/.test(line) || /^(index |new file mode|deleted file mode|similarity index)/.test(line)) return [];
    if (/^(\*\*\* |diff --git |--- |\+\+\+ |@@|\\ No newline)/.test(line)) return [{ sign: '@', text: line }];
    const sign = line.charAt(0);
    return sign === '+' || sign === '-' ? [{ sign, text: line.slice(1) }] : [same(line.startsWith(' ') ? line.slice(1) : line)];
  });
}
