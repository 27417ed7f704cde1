import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Piece, wordDiff } from '../../../src/core/diff/words.ts';

const marked = (pieces: readonly Piece[]): string => pieces.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('');
const both = (a: string, b: string): string[] => {
  const diff = wordDiff(a, b);
  return [marked(diff.a), marked(diff.b)];
};

test('marks the words that differ, not the line', () => {
  expect(both('open the red door now please', 'open the blue door now please')).toEqual([
    'open the [red] door now please',
    'open the [blue] door now please',
  ]);
});

test('lines that are the same hold the rest together', () => {
  expect(both('one\ntwo\nthree\n', 'one\nthree\nfour\n')).toEqual(['one\n[two\n]three\n', 'one\nthree\n[four\n]']);
});

test('a small word in common between larger changes belongs to the change', () => {
  expect(both('Unfortunately I cannot', 'Certainly I will gladly')).toEqual(['[Unfortunately I cannot]', '[Certainly I will gladly]']);
});

test('nothing and something', () => {
  expect(both('', 'x')).toEqual(['', '[x]']);
  expect(both('same', 'same')).toEqual(['same', 'same']);
});

test('pieces joined are the text, and what is called the same is the same', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'word', ' ', '\n', '.', 'ß', '🙂'), { maxLength: 60 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const diff = wordDiff(a, b);
      const join = (pieces: readonly Piece[], all: boolean): string => pieces.flatMap((p) => (all || !p.changed ? p.text : [])).join('');
      expect([join(diff.a, true), join(diff.b, true)]).toEqual([a, b]);
      expect(join(diff.a, false)).toBe(join(diff.b, false));
    }),
  );
});

test('two long texts with nothing in common are told apart quickly', () => {
  const long = (word: string): string => Array.from({ length: 8000 }, (_, i) => `${word}${i}`).join(' ');
  const started = performance.now();
  expect(wordDiff(long('a'), long('b')).a.every(({ changed }) => changed)).toBe(true);
  expect(performance.now() - started).toBeLessThan(2000);
});
