/** A stretch of text between an opening and a closing tag. */
export interface TagBlock {
  /** Offsets of the whole block, tags included. */
  readonly start: number;
  readonly end: number;
  readonly inner: string;
}

/**
 * The blocks between `open` and `close`, in order, not nested. Runs in linear time whatever the text: an opening tag
 * that is never closed ends the search.
 */
export function tagBlocks(text: string, open: string, close: string): readonly TagBlock[] {
  const blocks: TagBlock[] = [];
  for (let start = text.indexOf(open); start >= 0; ) {
    const from = start + open.length;
    const to = text.indexOf(close, from);
    if (to < 0) break;
    const end = to + close.length;
    blocks.push({ start, end, inner: text.slice(from, to) });
    start = text.indexOf(open, end);
  }
  return blocks;
}

/** Blocks in order of appearance; of two that overlap the one that starts first stays. */
export function inOrder<T extends TagBlock>(blocks: readonly T[]): readonly T[] {
  let end = 0;
  return [...blocks]
    .sort((a, b) => a.start - b.start)
    .filter((block) => {
      if (block.start < end) return false;
      end = block.end;
      return true;
    });
}

/** The text between the blocks: one piece more than there are blocks. Blocks must be in order. */
export function between(text: string, blocks: readonly TagBlock[]): readonly string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const block of blocks) {
    pieces.push(text.slice(from, block.start));
    from = block.end;
  }
  pieces.push(text.slice(from));
  return pieces;
}
