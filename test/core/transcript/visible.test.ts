import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, oneLine, visible } from '../../../src/core/transcript/visible.ts';

describe('visible', () => {
  test.each([
    ['plain äöü 漢字 👩‍💻', 'plain äöü 漢字 👩‍💻'],
    ['\x1b[1;31mred\x1b[0m', 'red'],
    ['\x1b]0;title\x07after', 'after'],
    ['\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\', 'link'],
    ['\x9b31mred', 'red'],
    ['a\r\nb\rc', 'a\nb\nc'],
    ['bell\x07 null\x00 del\x7f', 'bell␇ null␀ del␡'],
    ['admin\u202egpj.exe', 'admin⟨U+202E⟩gpj.exe'],
    ['zero\u200bwidth\ufeff', 'zero⟨U+200B⟩width⟨U+FEFF⟩'],
    ['line\u2028sep', 'line⟨U+2028⟩sep'],
    ['tag\u{e0041}', 'tag⟨U+E0041⟩'],
    ['lone \ud800 half', 'lone \ufffd half'],
    ['tab\tstays', 'tab\tstays'],
  ])('%j', (text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  test('nothing that controls a terminal or reorders text is left', () => {
    const nasty = fc.constantFrom('\x1b', '[', ']', '31m', '\x07', '\u202e', '\x9b', 'a', '\n', '\r', '\x00', '\ud800', '\u2066', '8;;');
    fc.assert(
      fc.property(
        fc.array(nasty).map((parts) => parts.join('')),
        (text) => {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: the point of the test
          expect(visible(text)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
        },
      ),
    );
  });

  test('takes linear time on unfinished escapes', () => {
    const started = performance.now();
    visible('\x1b]'.repeat(500_000));
    visible(`\x1b]${'x'.repeat(1_000_000)}`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

test('oneLine joins lines and cuts with an ellipsis', () => {
  expect(oneLine('  a\n\n b\tc  ', 20)).toBe('a b c');
  expect(oneLine('abcdef', 4)).toBe('abc…');
});

test('cut never leaves half a pair', () => {
  expect(cut('ab😀cd', 4)).toBe('ab…');
});
