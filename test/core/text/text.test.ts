// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what this file is about
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasher, shortHash } from '../../../src/core/text/hash.ts';
import { folderOf, nameOf, stemOf } from '../../../src/core/text/path.ts';
import { lineStarts, offsetAt, positionAt } from '../../../src/core/text/position.ts';
import { revealBidi, showable, stripTerminal } from '../../../src/core/text/show.ts';
import { decodeUtf8 } from '../../../src/core/text/utf8.ts';

describe('position', () => {
  test('leads there and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\u2028', '🍎') }), fc.nat(100), (text, at) => {
        const offset = Math.min(at, text.length);
        const starts = lineStarts(text);
        const position = positionAt(starts, offset);
        expect(offsetAt(starts, position)).toBe(offset);
        expect(position.line).toBe(text.slice(0, offset).split('\n').length);
      }),
    );
  });

  test('there is no offset in a line that is not there', () => {
    expect(offsetAt(lineStarts('a\nb'), { line: 3, column: 1 })).toBeUndefined();
  });
});

describe('hash', () => {
  test('never changes: ids and cache keys on disk are made of it', () => {
    expect(shortHash(['verl', 12, undefined], 32)).toBe('a0ab3813e65c8036238c1e49e0b60b0a');
    expect(shortHash([], 32)).toBe('b2d31fd14a1284289cf3ee56a846225f');
  });

  test('tells fields apart', () => {
    const all = [
      ['ab', 'c'],
      ['a', 'bc'],
      ['abc'],
      ['abc', ''],
      ['', 'abc'],
      ['1'],
      [1],
      ['undefined'],
      [undefined],
      ['\u0000'],
      ['\u0000\u0000'],
      ['é'],
      ['e\u0301'],
    ];
    expect(new Set(all.map((fields) => shortHash(fields))).size).toBe(all.length);
  });

  test('has no collisions among near texts, and uses all its bits', () => {
    const seen = new Set<string>();
    const ones = new Array<number>(128).fill(0);
    const count = 20_000;
    for (let k = 0; k < count; k++) {
      const hex = hasher().add(`rollout ${k}`).hex();
      seen.add(hex.slice(0, 16));
      for (let bit = 0; bit < 128; bit++)
        ones[bit] = (ones[bit] as number) + ((Number.parseInt(hex[bit >> 2] as string, 16) >> (bit & 3)) & 1);
    }
    expect(seen.size).toBe(count);
    // Six standard deviations of a fair coin.
    for (const one of ones) expect(Math.abs(one - count / 2)).toBeLessThan(3 * Math.sqrt(count));
  });
});

describe('text from a log', () => {
  test.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007shell', 'shell'],
    ['\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u009b2Jx', 'x'],
    ['a\u001b', 'a'],
    ['bell\u0007 back\u0008 nul\u0000', 'bell back nul'],
    ['tab\tline\nreturn\r', 'tab\tline\nreturn\r'],
    ['\u001bP+q544e\u001b\\x', 'x'],
    ['\u001b(B\u001b[?25lx', 'x'],
  ])('stripTerminal(%j)', (text, plain) => {
    expect(stripTerminal(text)).toBe(plain);
  });

  test('no escape survives, whatever surrounds it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\u001b', '\u009b', '[', ']', ';', '1', 'm', '\u0007', 'a', '\n') }), (text) => {
        expect(stripTerminal(text)).not.toMatch(/[\u001b\u009b\u0007]/);
      }),
      { numRuns: 1000 },
    );
  });

  test('marks that reorder text are made visible', () => {
    expect(revealBidi('a\u202eb\u2066c')).toBe('a[U+202E]b[U+2066]c');
    expect(showable('\u001b[1m\u202ex\ud800')).toBe('[U+202E]x\ufffd');
  });

  test('invalid UTF-8 becomes U+FFFD, byte by byte', () => {
    expect(decodeUtf8(new Uint8Array([0x61, 0xff, 0x62, 0xe2, 0x82]))).toBe('a\ufffdb\ufffd');
  });
});

test('paths', () => {
  expect(['/a/b.c', 'b.c', '/b', 'a/.hidden'].map((path) => [folderOf(path), nameOf(path), stemOf(path)])).toEqual([
    ['/a', 'b.c', 'b'],
    ['.', 'b.c', 'b'],
    ['/', 'b', 'b'],
    ['a', '.hidden', '.hidden'],
  ]);
});
