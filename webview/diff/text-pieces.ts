import type { Piece } from '../../src/core/diff/words.ts';

/** A piece as it is drawn; `hidden` lines of a long unchanged piece are left out. */
export type ShownPiece = { readonly text: string; readonly changed: boolean } | { readonly hidden: number; readonly piece: number };

/** Lines of an unchanged stretch that stay in sight at each end. */
const ENDS = 2;
const LEAST = 8;

/** Unchanged stretches of many lines with their middle folded away, but where the reader opened it. */
export function shownPieces(pieces: readonly Piece[], isOpen: (piece: number) => boolean): readonly ShownPiece[] {
  return pieces.flatMap((piece, k): readonly ShownPiece[] => {
    const lines = piece.text.split('\n');
    if (piece.changed || lines.length < LEAST || isOpen(k)) return [piece];
    const head = k === 0 ? 1 : ENDS;
    const tail = k === pieces.length - 1 ? 1 : ENDS;
    return [
      { text: `${lines.slice(0, head).join('\n')}\n`, changed: false },
      { hidden: lines.length - head - tail, piece: k },
      { text: lines.slice(lines.length - tail).join('\n'), changed: false },
    ];
  });
}
