import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineDiff, patchLines } from '../../webview/parts/line-diff.ts';

const shown = (before: string, after: string, context?: number): string[] =>
  lineDiff(before, after, context).map(({ sign, text }) => sign + text);

test('lines that go and come, with their neighbours', () => {
  expect(shown('a\nb\nc', 'a\nx\ny\nc')).toEqual([' a', '-b', '+x', '+y', ' c']);
  expect(shown('', 'a\nb\n')).toEqual(['+a', '+b']);
  expect(shown('a', '')).toEqual(['-a']);
  expect(shown('same', 'same')).toEqual([]);
});

test('far lines are counted, not shown', () => {
  const text = Array.from({ length: 20 }, (_, i) => `l${i}`);
  expect(shown(text.join('\n'), text.with(10, 'new').join('\n'), 1)).toEqual([
    '@9 unchanged',
    ' l9',
    '-l10',
    '+new',
    ' l11',
    '@8 unchanged',
  ]);
});

test('both texts can be read back from a diff with enough context', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 14 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after, 100);
      const side = (sign: string): string =>
        lines
          .filter((l) => l.sign === sign || l.sign === ' ')
          .map((l) => l.text)
          .join('\n');
      const whole = (t: string): string => t.replace(/\n$/, '');
      if (lines.length === 0) expect(whole(before)).toBe(whole(after));
      else {
        expect(side('-')).toBe(whole(before));
        expect(side('+')).toBe(whole(after));
      }
    }),
  );
});

test('a large rewrite is shown without comparing every pair of lines', () => {
  const many = (word: string): string => Array.from({ length: 5000 }, (_, i) => `${word}${i}`).join('\n');
  const started = performance.now();
  expect(lineDiff(many('a'), many('b'))).toHaveLength(10_000);
  expect(performance.now() - started).toBeLessThan(1000);
});

test('patches of both manners', () => {
  expect(patchLines('*** Begin Patch\n*** Update File: a.py\n@@ def f():\n same\n-old\n+new\n*** End Patch')).toEqual([
    { sign: '@', text: '*** Update File: a.py' },
    { sign: '@', text: '@@ def f():' },
    { sign: ' ', text: 'same' },
    { sign: '-', text: 'old' },
    { sign: '+', text: 'new' },
  ]);
  expect(
    patchLines('diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-1\n+2')
      .map((l) => l.sign)
      .join(''),
  ).toBe('@@@@-+');
});
