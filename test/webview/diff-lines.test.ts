import { describe, expect, test } from 'vitest';
import type { TaskRow } from '../../src/protocol/runs.ts';
import { lineOf, linesOf } from '../../webview/diff/lines.ts';
import { shownPieces } from '../../webview/diff/text-pieces.ts';
import { revive } from '../../webview/revive.ts';
import { shownTasks } from '../../webview/runs/order.ts';

const rows = (text: string) => [...text].map((c) => ({ kind: c === '=' ? 'same' : 'changed' }) as const);
const drawn = (text: string, ...unfolded: number[]) =>
  linesOf(rows(text), new Set(unfolded))
    .map((line) => ('row' in line ? line.row : `[${line.from}-${line.to}]`))
    .join(' ');

describe('lines of a diff', () => {
  test('long runs of the same fold, with a row left beside each difference', () => {
    expect(drawn('======x======x====')).toBe('[0-5] 5 6 7 [8-12] 12 13 14 15 16 17');
    expect(drawn('===x===')).toBe('0 1 2 3 4 5 6');
    expect(drawn('========')).toBe('[0-8]');
    expect(drawn('========', 0)).toBe('0 1 2 3 4 5 6 7');
    expect(drawn('')).toBe('');
  });

  test('a row is found, folded or not', () => {
    const lines = linesOf(rows('======x'), new Set());
    expect([lineOf(lines, 2), lineOf(lines, 6)]).toEqual([0, 2]);
  });
});

test('long unchanged text is shown by its ends and opens on demand', () => {
  const text = Array.from({ length: 20 }, (_, i) => `line ${i}`).join('\n');
  const pieces = [
    { text, changed: false },
    { text: 'new', changed: true },
  ];
  expect(shownPieces(pieces, () => false)).toEqual([
    { text: 'line 0\n', changed: false },
    { hidden: 17, piece: 0 },
    { text: 'line 18\nline 19', changed: false },
    { text: 'new', changed: true },
  ]);
  expect(shownPieces(pieces, () => true)).toEqual(pieces);
});

test('holes come back as unknown', () => {
  expect(revive(JSON.parse(JSON.stringify({ steps: [undefined, 2], low: Number.NaN, kept: [{ a: 0 }] })))).toEqual({
    steps: [undefined, 2],
    low: undefined,
    kept: [{ a: 0 }],
  });
});

describe('tasks of two runs', () => {
  const task = (title: string, a: number | undefined, b: number | undefined): TaskRow => ({
    task: title,
    title,
    verdict: a === undefined || b === undefined ? 'unknown' : a === b ? 'tie' : a < b ? 'win' : 'loss',
    ...(a === 1 && b === 0 ? { flip: 'lost' as const } : {}),
    a: { samples: 1, judged: a === undefined ? 0 : 1, solved: a ?? 0 },
    b: { samples: 1, judged: b === undefined ? 0 : 1, solved: b ?? 0 },
  });
  const all = [task('task 10', 0, 1), task('task 9', undefined, 1), task('task 2', 1, 0), task('task 1', 1, 1)];
  const shown = (text: string, kinds: readonly string[], by: 'task' | 'difference', descending = false) =>
    shownTasks(all, { text, kinds: new Set(kinds as never) }, { by, descending }).map(({ title }) => title);

  test('numbers in titles are counted, and what is unknown is last either way', () => {
    expect(shown('', [], 'task')).toEqual(['task 1', 'task 2', 'task 9', 'task 10']);
    expect(shown('', [], 'difference')).toEqual(['task 2', 'task 1', 'task 10', 'task 9']);
    expect(shown('', [], 'difference', true)).toEqual(['task 10', 'task 1', 'task 2', 'task 9']);
  });

  test('by words and by kind', () => {
    expect(shown('TASK 1', [], 'task')).toEqual(['task 1', 'task 10']);
    expect(shown('', ['lost', 'win'], 'task')).toEqual(['task 2', 'task 10']);
    expect(shown('nothing', [], 'task')).toEqual([]);
  });
});
