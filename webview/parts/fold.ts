/** A long text as the lines that are shown and the number between them that are not. */
export interface Folded {
  readonly head: string;
  readonly hidden: number;
  readonly tail: string;
  readonly lines: number;
  readonly shown: number;
}

const HEAD = 6;
const TAIL = 3;
/** Folding one or two lines away costs more than it saves. */
const SLACK = 3;
/** A single line longer than this is cut too: minified files, base64. */
export const LINE_CHARS = 1200;

/** First lines and last lines; errors and results stand at the end, so both are worth their room. */
export function fold(text: string): Folded | undefined {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines.length <= HEAD + TAIL + SLACK) {
    if (text.length <= LINE_CHARS * 2) return undefined;
    const { head, tail } = ends(lines.join('\n'));
    return { head, hidden: 0, tail, lines: lines.length, shown: lines.length };
  }
  return {
    head: lines.slice(0, HEAD).map(short).join('\n'),
    hidden: lines.length - HEAD - TAIL,
    tail: lines.slice(-TAIL).map(short).join('\n'),
    lines: lines.length,
    shown: HEAD + TAIL,
  };
}

/** Talk is read from its beginning, so only a long one is folded, and only at its end. */
export function foldProse(text: string): Folded | undefined {
  const lines = text.split('\n');
  if (lines.length <= 24) return undefined;
  return { head: lines.slice(0, 14).join('\n'), hidden: lines.length - 14, tail: '', lines: lines.length, shown: 14 };
}

const short = (line: string): string => (line.length <= LINE_CHARS ? line : `${line.slice(0, LINE_CHARS)}…`);
const ends = (text: string): { head: string; tail: string } => ({ head: text.slice(0, LINE_CHARS), tail: text.slice(-LINE_CHARS / 2) });

/** How much of an unfolded text is put on the page at once; each further click shows four times as much. */
export function portion(level: number): number {
  return 60_000 * 4 ** (level - 1);
}

/** Parts of about `size` characters that end at line ends, so that the browser can skip those out of view. */
export function portions(text: string, size = 8000): string[] {
  const out: string[] = [];
  let from = 0;
  while (from < text.length) {
    const line = text.indexOf('\n', from + size);
    const to = line < 0 || line + 1 - from > size * 4 ? Math.min(text.length, from + size * 4) : line + 1;
    out.push(text.slice(from, to));
    from = to;
  }
  return out;
}
