import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold, foldProse, LINE_CHARS, portions } from '../../webview/parts/fold.ts';
import * as format from '../../webview/parts/format.ts';
import { jsonRows, jsonText } from '../../webview/parts/json-rows.ts';
import { matches } from '../../webview/parts/matches.ts';
import { proseBlocks, proseParts } from '../../webview/parts/prose.ts';
import { windows } from '../../webview/parts/ranges.ts';

const lines = (n: number): string => Array.from({ length: n }, (_, i) => `line ${i + 1}`).join('\n');

describe('fold', () => {
  test('keeps the first six and the last three lines', () => {
    expect(fold(`${lines(212)}\n`)).toEqual({ head: lines(6), tail: 'line 210\nline 211\nline 212', hidden: 203, lines: 212, shown: 9 });
  });
  test('leaves short texts alone', () => {
    expect(fold(lines(12))).toBeUndefined();
    expect(fold('')).toBeUndefined();
  });
  test('talk is folded at its end, and only when it is long', () => {
    expect(foldProse(lines(24))).toBeUndefined();
    expect(foldProse(lines(30))).toMatchObject({ head: lines(14), tail: '', hidden: 16, shown: 14 });
  });
  test('cuts a single endless line', () => {
    const folded = fold('x'.repeat(100_000));
    expect(folded?.head).toHaveLength(LINE_CHARS);
    expect(folded?.hidden).toBe(0);
  });
  test('portions put together are the text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'bc\n', '\n', 'd'.repeat(50))), (parts) => {
        const text = parts.join('');
        expect(portions(text, 20).join('')).toBe(text);
        expect(portions(text, 20).every((p) => p.length > 0 && p.length <= 80)).toBe(true);
      }),
    );
  });
});

describe('numbers', () => {
  test('have a real minus sign and no false precision', () => {
    expect([0.4, -0.334, 12.34, 1204.4, -0.001].map(format.score)).toEqual(['0.40', '−0.33', '12.3', '1,204', '0.00']);
    expect([0.08, -0.33, 0, 0.001].map(format.change)).toEqual(['+0.08', '−0.33', '0.00', '0.00']);
    expect([640, 1840, 41_200, 999_960, 1_240_000].map(format.count)).toEqual(['640', '1.8k', '41.2k', '1M', '1.2M']);
    expect([340, 4200, 372_000, 7_500_000].map(format.duration)).toEqual(['340 ms', '4.2 s', '6 min 12 s', '2 h 5 min']);
    expect(format.plural(1, 'step')).toBe('1 step');
    expect(format.plural(5000, 'step')).toBe('5,000 steps');
    expect([0.0042, 0.31, 12].map(format.dollars)).toEqual(['$0.0042', '$0.31', '$12.00']);
  });
});

describe('matches', () => {
  test('take the query literally and ignore case', () => {
    expect(matches('a.b A.B axb', 'a.b')).toEqual([
      { text: 'a.b', hit: true },
      { text: ' ', hit: false },
      { text: 'A.B', hit: true },
      { text: ' axb', hit: false },
    ]);
  });
  test('lose nothing, whatever is looked for', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 3 }), (text, query) => {
        expect(
          matches(text, query)
            .map((p) => p.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});

describe('JSON', () => {
  test('becomes indented rows; short lists stay on one', () => {
    expect(jsonRows({ a: 1, b: { c: 'x', d: [1, 2] }, e: [{ f: null }], g: {} })).toEqual([
      { depth: 0, key: 'a', value: '1', type: 'number' },
      { depth: 0, key: 'b', type: 'object' },
      { depth: 1, key: 'c', value: 'x', type: 'string' },
      { depth: 1, key: 'd', value: '1, 2', type: 'list' },
      { depth: 0, key: 'e', type: 'list' },
      { depth: 1, key: '1', type: 'object' },
      { depth: 2, key: 'f', value: 'null', type: 'null' },
      { depth: 0, key: 'g', value: '{ }', type: 'object' },
    ]);
  });
  test('is bounded in rows and depth', () => {
    let deep: object = {};
    for (let i = 0; i < 5000; i++) deep = { a: deep };
    expect(jsonRows(deep as never).length).toBeLessThan(20);
    expect(
      jsonRows(
        Array.from({ length: 9000 }, () => ({ a: 1 })),
        100,
      ),
    ).toHaveLength(100);
  });
  test('is only taken for JSON when it is an object or list as a whole', () => {
    expect(jsonText(' {"a": 1} ')).toEqual({ a: 1 });
    expect(jsonText('[INFO] started')).toBeUndefined();
    expect(jsonText('3')).toBeUndefined();
  });
});

test('prose: fences and code in a line, nothing else', () => {
  expect(proseBlocks('see `x`\n\n```py\nif a:\n  b\n```\n**bold** stays')).toEqual([
    { kind: 'text', text: 'see `x`' },
    { kind: 'code', text: 'if a:\n  b' },
    { kind: 'text', text: '**bold** stays' },
  ]);
  expect(proseBlocks('```\nopen end')).toEqual([{ kind: 'code', text: 'open end' }]);
  expect(proseParts('a `**b**` **c d** 2 ** 3 ** 4')).toEqual([
    { text: 'a ', kind: 'text' },
    { text: '**b**', kind: 'code' },
    { text: ' ', kind: 'text' },
    { text: 'c d', kind: 'bold' },
    { text: ' 2 ** 3 ** 4', kind: 'text' },
  ]);
});

test('windows bridge small gaps and stay small', () => {
  expect(windows([9, 3, 4, 6, 40], 24)).toEqual([
    [3, 10],
    [40, 41],
  ]);
  expect(
    windows(
      Array.from({ length: 50 }, (_, i) => i),
      24,
    ),
  ).toEqual([
    [0, 24],
    [24, 48],
    [48, 50],
  ]);
});
