import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogError } from '../../../src/core/importers/importer.ts';
import { openLogFile } from '../../../src/node/files/open.ts';
import { openTable } from '../../../src/node/files/table.ts';
import { toJson } from '../../../src/node/files/table-values.ts';
import { bytesSource, problemOf } from './helpers.ts';

const fixture = (name: string): string => `test/fixtures/parquet/types.${name}.parquet`;

describe('a parquet table', () => {
  it.each(['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4'])('compressed with %s gives its rows as JSON values', async (codec) => {
    const table = await (await openLogFile(fixture(codec))).table();
    expect(table.columns).toEqual(['id', 'big', 'score', 'flag', 'text', 'at', 'day', 'raw', 'tokens', 'messages', 'info']);
    expect(table.rows).toBe(10);
    const [third, fourth] = await table.read(3, 5);
    expect(third).toEqual({
      id: 3,
      big: '1152921504606846979',
      score: null,
      flag: false,
      text: `row 3 é 漢 ${'x'.repeat(50)}`,
      at: '2026-01-05T03:04:05.006Z',
      day: '2026-01-02T00:00:00.000Z',
      raw: 'data:application/octet-stream;base64,//4D',
      tokens: [0, 1, 2],
      messages: [
        { role: 'user', content: 'q3' },
        { role: 'assistant', content: null },
      ],
      info: { a: 3, b: { c: '3' } },
    });
    expect(fourth?.score).toBeNaN();
  });

  it('gives any window, across row groups and past the end', async () => {
    const table = await (await openLogFile(fixture('snappy'))).table();
    const ids = async (start: number, end: number) => (await table.read(start, end)).map((row) => row.id);
    expect(await ids(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await ids(3, 9)).toEqual([3, 4, 5, 6, 7, 8]);
    expect(await ids(9, 100)).toEqual([9]);
    expect(await ids(10, 20)).toEqual([]);
    expect(await ids(4, 4)).toEqual([]);
  });
});

describe('a damaged parquet file', () => {
  const whole = readFileSync(fixture('snappy'));

  it('without its end says that it may be in the making', async () => {
    const problem = await problemOf(openTable(bytesSource(whole.subarray(0, whole.length - 1)), 'x'));
    expect(problem.code).toBe('parquet-unfinished');
    expect(problem.remedy).toContain('still being written');
  });

  it('whose footer claims too much is refused', async () => {
    const lying = Buffer.from(whole);
    lying.writeUInt32LE(0xfffffff0, lying.length - 8);
    expect((await problemOf(openTable(bytesSource(lying), 'x'))).code).toBe('parquet-footer');
  });

  it('whose page claims more values than its footer is refused before an array of them is made', async () => {
    const lying = readFileSync(fixture('none'));
    // A page of the first column: field 1 of its data header, 4 values, zigzag-coded as 8. It becomes 63.
    const values = lying.indexOf(Buffer.from([0x15, 0x08, 0x15]), 4) + 1;
    expect(values).toBeGreaterThan(0);
    lying[values] = 0x7e;
    const problem = await problemOf(openTable(bytesSource(lying), 'x').then((table) => table.read(0, 10)));
    expect(problem).toMatchObject({ code: 'parquet-damaged', message: expect.stringContaining('claim more values') });
  });

  it('ends in a LogError or in rows, whatever bytes are changed', async () => {
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 });
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        try {
          const table = await openTable(bytesSource(bytes), 'x');
          await table.read(0, Math.min(table.rows, 100));
        } catch (error) {
          refused++;
          expect(error).toBeInstanceOf(LogError);
        }
      }),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(0);
  }, 30_000);
});

describe('toJson', () => {
  it('keeps whole numbers exact: as a number while it can, as digits when it cannot', () => {
    expect([2n ** 53n - 1n, 2n ** 53n, -(2n ** 63n)].map((value) => toJson(value))).toEqual([
      9007199254740991,
      '9007199254740992',
      '-9223372036854775808',
    ]);
  });

  it('has a floor under nesting', () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 10_000; level++) deep = [deep];
    expect(JSON.stringify(toJson(deep))).not.toContain('bottom');
  });
});
