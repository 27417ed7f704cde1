import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ByteLine, splitLines } from '../../../src/core/text/lines.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src/core/text/utf8.ts';
import { type ByteValue, splitValues } from '../../../src/core/text/values.ts';

async function* chunked(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0, k = 0; at < bytes.length; k++) {
    const size = sizes[k % sizes.length] ?? bytes.length;
    yield bytes.slice(at, at + size);
    at += size;
  }
}

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });

describe('splitLines', () => {
  const lines = (text: string, cut: readonly number[], limit?: number): Promise<ByteLine[]> =>
    collect(splitLines(chunked(encodeUtf8(text), cut), { limit }));

  test('agrees with split, in any chunks, with offsets and numbers that lead back', async () => {
    const letters = fc.string({ unit: fc.constantFrom('a', '\n', '\r', 'é', '🍎', '\u2028') });
    await fc.assert(
      fc.asyncProperty(letters, sizes, async (text, cut) => {
        const bytes = encodeUtf8(text);
        const found = await lines(text, cut);
        const expected = text.split('\n');
        if (expected.at(-1) === '') expected.pop();
        expect(found.map((line) => decodeUtf8(line.bytes ?? new Uint8Array()))).toEqual(expected);
        expect(found.map(({ line }) => line)).toEqual(expected.map((_, k) => k + 1));
        for (const { offset, length, bytes: own } of found)
          expect(bytes.slice(offset, offset + length)).toEqual(Uint8Array.from(own ?? []));
        expect(found.every(({ finished }) => finished)).toBe(text === '' || text.endsWith('\n'));
      }),
    );
  });

  test('walks over lines past the limit and keeps the others', async () => {
    const found = await lines('ab\nabcdef\nxy', [4], 3);
    expect(found.map(({ bytes, length, offset, line, finished }) => [bytes && decodeUtf8(bytes), length, offset, line, finished])).toEqual([
      ['ab', 2, 0, 1, true],
      [undefined, 6, 3, 2, true],
      ['xy', 2, 10, 3, false],
    ]);
  });

  test('goes on from an offset and a line', async () => {
    const found = await collect(splitLines(chunked(encodeUtf8('c\nd'), [2]), { offset: 100, line: 7 }));
    expect(found.map(({ offset, line }) => [offset, line])).toEqual([
      [100, 7],
      [102, 8],
    ]);
  });

  test('holds one line of 200 MB at a time, no more', async () => {
    const chunk = new Uint8Array(1 << 20).fill(0x61);
    async function* long(): AsyncGenerator<Uint8Array, void, void> {
      for (let k = 0; k < 200; k++) yield chunk.slice();
      yield encodeUtf8('\nend\n');
    }
    const found = await collect(splitLines(long()));
    expect(found.map(({ length }) => length)).toEqual([200 << 20, 3]);
  });
});

describe('splitValues', () => {
  const values = (text: string, level: 0 | 1, cut: readonly number[], limit?: number): Promise<ByteValue[]> =>
    collect(splitValues(chunked(encodeUtf8(text), cut), { level, limit }));
  const texts = (found: readonly ByteValue[]) => found.map(({ bytes }) => (bytes === undefined ? undefined : decodeUtf8(bytes)));

  test('finds the elements of any array, compact or pretty, in any chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue({ maxDepth: 3 })), fc.constantFrom(0, 2), sizes, async (array, indent, cut) => {
        const text = JSON.stringify(array, null, indent);
        const found = await values(text, 1, cut);
        expect(texts(found).map((element) => JSON.parse(element ?? ''))).toEqual(JSON.parse(text));
        for (const { offset, line } of found) expect(line).toBe(decodeUtf8(encodeUtf8(text).slice(0, offset)).split('\n').length);
      }),
    );
  });

  test('finds values written one after another', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.object({ maxDepth: 2 }), fc.array(fc.jsonValue({ maxDepth: 1 })))),
        sizes,
        async (documents, cut) => {
          const text = `\ufeff${documents.map((document) => JSON.stringify(document, null, 1)).join('\n\n')}\n`;
          const found = await values(text, 0, cut);
          expect(texts(found).map((document) => JSON.parse(document ?? ''))).toEqual(JSON.parse(JSON.stringify(documents)));
          expect(found.every(({ finished }) => finished)).toBe(true);
        },
      ),
    );
  });

  test.each([
    ['[1, {"a": "cut', 1, ['1', '{"a": "cut']],
    ['[{"a": 1}  ', 1, ['{"a": 1}']],
    ['{"a": [1,', 0, ['{"a": [1,']],
  ] as const)('reports the end of %j as unfinished', async (text, level, expected) => {
    for (const size of [1, 2, 100]) {
      const found = await values(text, level, [size]);
      expect(texts(found)).toEqual(expected);
      expect(found.map(({ finished }) => finished)).toEqual(expected.map((_, k) => k < expected.length - 1));
    }
  });

  test('walks over values past the limit and keeps the others', async () => {
    const found = await values('[1,"abcdef",  2 ,[3,4,5,6]]', 1, [3], 4);
    expect(texts(found)).toEqual(['1', undefined, '2', undefined]);
    expect(found.map(({ length }) => length)).toEqual([1, 8, 1, 9]);
  });

  test('never throws on bytes of any kind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(0, 1), sizes, async (bytes, level, cut) => {
        for (const { offset, length } of await collect(splitValues(chunked(bytes, cut), { level: level as 0 | 1 }))) {
          expect(offset >= 0 && length > 0 && offset + length <= bytes.length).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
