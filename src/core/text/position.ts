/** A place in text. Both numbers are 1-based; a column counts UTF-16 code units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where each line starts, as code-unit offsets. Only `\n` ends a line: U+2028 and friends occur inside log strings. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The position of an offset; offsets outside the text are moved to its nearest end. */
export function positionAt(starts: readonly number[], offset: number): Position {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: Math.max(offset - (starts[low] as number), 0) + 1 };
}

/** The offset of a position; `undefined` when there is no such line. */
export function offsetAt(starts: readonly number[], position: Position): number | undefined {
  const start = starts[position.line - 1];
  return start === undefined ? undefined : start + position.column - 1;
}
