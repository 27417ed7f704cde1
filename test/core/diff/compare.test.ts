import { describe, expect, test } from 'vitest';
import { compareTrajectories } from '../../../src/core/diff/compare.ts';
import { rowFields } from '../../../src/core/diff/fields.ts';
import { type Fingerprint, fingerprint } from '../../../src/core/diff/fingerprint.ts';
import { pairedHeaders } from '../../../src/core/diff/headers.ts';
import { likenessRows } from '../../../src/core/diff/likeness-rows.ts';
import { alignMany } from '../../../src/core/diff/many.ts';
import { similarity } from '../../../src/core/diff/similarity.ts';
import { diffTrajectories } from '../../../src/core/diff/trajectories.ts';
import { TRANSCRIPT_LIMITS, transcribe } from '../../../src/core/transcript/transcript.ts';
import { trajectory } from '../credit/make.ts';

const run = (id: string, ...commands: string[]) => trajectory(id, commands.map((c) => [`${c} the file ${c}`, `printed by ${c}`])); // biome-ignore format: one call
const letters = (sides: string[]) => alignMany(sides.map((text, k) => run(String(k), ...text.split('')).steps.map(fingerprint)));
const columns = (sides: string[]) => letters(sides).map((row) => row.map((at, k) => (at === undefined ? '-' : sides[k]?.[at])).join(''));

describe('many sides', () => {
  test('by hand: a step two of three share stands in one row', () => {
    expect(columns(['abd', 'abcd', 'acd'])).toEqual(['aaa', 'bb-', '-cc', 'ddd']);
  });

  test('every step of every side once and in order', () => {
    const sides = ['abcdefg', 'acdxfg', 'bcde', '', 'zabcg', 'gfedcba', 'abcdefg', 'q'];
    const rows = letters(sides);
    for (const [k, side] of sides.entries()) {
      const order = rows.flatMap((row) => (row[k] === undefined ? [] : [row[k]]));
      expect(order).toEqual([...side].map((_, i) => i));
    }
    expect(rows.every((row) => row.length === sides.length && row.some((at) => at !== undefined))).toBe(true);
  });

  test('two sides are aligned as ever', () => {
    const [a, b] = [run('a', 'a', 'b', 'c', 'd'), run('b', 'a', 'x', 'c', 'c', 'd')];
    expect(compareTrajectories([a, b]).rows.map(({ steps }) => steps)).toEqual(diffTrajectories(a, b).rows.map((r) => [r.a, r.b]));
  });
});

describe('a comparison', () => {
  const a = run('a', 'ls', 'cat', 'sed');
  const b = run('b', 'ls', 'grep', 'sed', 'make');

  test('rows say what they are, and the first that differs is named', () => {
    const { rows, first, same, partly } = compareTrajectories([a, b]);
    expect(rows[0]).toEqual({ kind: 'same', steps: [0, 0], differs: [] });
    expect([first, rows.at(-1)?.steps, rows.at(-1)?.kind]).toEqual([1, [undefined, 3], 'partly']);
    expect([same, partly]).toEqual([2, rows.length - 2 - rows.filter((r) => r.kind === 'changed').length]);
  });

  test('identical sides differ in nothing', () => {
    const { rows, first, decisive } = compareTrajectories([a, a, a], [[0.1, 0.2, 0.3], [0.1, 0.2, 0.3], [0.1, 0.2, 0.3]]); // biome-ignore format: one call
    expect([first, decisive, rows.every(({ kind }) => kind === 'same')]).toEqual([undefined, undefined, true]);
  });

  test('the decisive row is between the sides that end furthest apart', () => {
    const values = [
      [0.5, 0.5, 0.4],
      [0.5, 0.45, 0.45],
      [0.5, 0.9, 0.95],
    ];
    const three = compareTrajectories([a, a, run('c', 'ls', 'cat', 'rm')], values);
    expect(three.decisive).toMatchObject({ row: 1, sides: [0, 2], changeA: 0 });
    expect(three.decisive?.separation).toBeCloseTo(0.4, 12);
  });

  test('empty sides are no trouble', () => {
    expect(compareTrajectories([run('x'), run('y')])).toMatchObject({ rows: [], same: 0, partly: 0 });
    expect(compareTrajectories([run('x'), a]).rows.map(({ kind }) => kind)).toEqual(['partly', 'partly', 'partly']);
  });
});

test('likeness by rows is likeness by pairs', () => {
  const [a, b] = [run('a', 'ls', 'cat', '', 'sed', 'ls'), run('b', 'cat', 'make', 'ls', '')].map(({ steps }) => steps.map(fingerprint)) as [
    Fingerprint[],
    Fingerprint[],
  ];
  const rows = likenessRows(a, b, 1, 5, 1, 4);
  for (let i = 1; i < 5; i++)
    for (let j = 1; j < 4; j++) expect(rows(i, j)).toBeCloseTo(similarity(a[i] as Fingerprint, b[j] as Fingerprint), 6);
});

test('fields of a row are those any side has, cut where asked', () => {
  const [a, b] = [run('a', 'ls').steps[0], run('b', 'cat').steps[0]];
  expect(rowFields([a, undefined, b]).map(({ label, texts }) => [label, texts])).toEqual([
    ['action', ['bash\n$ ls the file ls', undefined, 'bash\n$ cat the file cat']],
    ['result', ['printed by ls', undefined, 'printed by cat']],
  ]);
  expect(rowFields([a], 10)[1]).toEqual({ label: 'result', texts: ['printed by'], cut: 13 });
});

describe('headers side by side', () => {
  test('a pair has the very same line on both sides, with both numbers; the rest says it is alone', () => {
    const [a, b] = [run('a', 'ls', 'cat'), run('b', 'make', 'ls', 'cat')];
    const headers = pairedHeaders(a, b);
    expect(headers.a).toEqual(['Step 1 ⇄ 2 · bash · ls the file ls', 'Step 2 ⇄ 3 · bash · cat the file cat']);
    expect(headers.b[0]).toBe('Step 1 · only here · bash · make the file make');
    expect(headers.b.slice(1)).toEqual(headers.a);
    const lines = transcribe(a, TRANSCRIPT_LIMITS, headers.a).text.split('\n');
    expect(headers.a.every((header) => lines.includes(header))).toBe(true);
  });

  test('titles that differ are left to the lines below', () => {
    const a = trajectory('a', [['grep alpha in the notes', 'found in notes']]);
    const b = trajectory('b', [['grep beta in the notes', 'found in notes']]);
    expect(pairedHeaders(a, b)).toEqual({ a: ['Step 1 · bash'], b: ['Step 1 · bash'] });
  });
});
