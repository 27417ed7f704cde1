import { randomBytes } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodedSource } from '../../../src/node/files/decoded.ts';
import type { Compression } from '../../../src/node/files/decoder.ts';
import { DECODE_CHUNK } from '../../../src/node/files/limits.ts';
import { openLogFile } from '../../../src/node/files/open.ts';
import { bytesSource, problemOf, temporaryFolder, textOf } from './helpers.ts';

const folder = temporaryFolder();
const compress: Readonly<Record<Compression, (data: Uint8Array) => Buffer>> = { gzip: gzipSync, zstd: zstdCompressSync };
const both: readonly Compression[] = ['gzip', 'zstd'];
/** Text that does not compress away. */
const lines = (count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, (_, k) => `{"k":${k},"r":"${(k * 2654435761) % 4294967296}"}\n`).join(''));

describe.each(both)('%s', (kind) => {
  const open = async (name: string, data: Uint8Array) => {
    const path = join(folder, `${kind}-${name}`);
    writeFileSync(path, data);
    return openLogFile(path);
  };

  it('is decoded whatever the file is called, and behaves like a plain file', async () => {
    const content = lines(1000);
    const file = await open('whole.jsonl', compress[kind](content));
    expect(file.size).toBe(content.length);
    expect(textOf(await file.bytes(100, 50))).toBe(textOf(content.subarray(100, 150)));
    expect(textOf(await file.bytes(0, 10))).toBe(textOf(content.subarray(0, 10)));
    expect(await file.bytes(content.length, 10)).toHaveLength(0);
    expect(file.warning).toBeUndefined();
  });

  it('joins parts written one after another', async () => {
    const parts = [lines(2000), Buffer.from('middle\n'), lines(300)];
    const file = await open('parts', Buffer.concat(parts.map(compress[kind])));
    expect(file.size).toBe(Buffer.concat(parts).length);
    expect(textOf(await file.bytes(0, file.size))).toBe(textOf(Buffer.concat(parts)));
  });

  it('cut in the middle gives what comes before, and a warning', async () => {
    const content = randomBytes(300_000);
    const file = await open('cut', compress[kind](content).subarray(0, 150_000));
    expect(file.size).toBeGreaterThan(100_000);
    expect(file.warning).toMatchObject({ code: 'compressed-truncated', severity: 'warning' });
    expect(content.subarray(0, file.size).equals(await file.bytes(0, 500_000))).toBe(true);
  });

  it('of which nothing can be decoded is refused', async () => {
    const head = compress[kind](lines(10)).subarray(0, 6);
    expect((await problemOf(open('nothing', head))).code).toBe('compressed-truncated');
  });

  it('that grew is longer when opened again', async () => {
    const path = join(folder, `${kind}-growing`);
    writeFileSync(path, compress[kind](Buffer.from('one\n')));
    const before = await openLogFile(path);
    appendFileSync(path, compress[kind](Buffer.from('two\n')));
    expect(textOf(await before.bytes(0, 100))).toBe('one\n');
    expect(textOf(await (await openLogFile(path)).bytes(0, 100))).toBe('one\ntwo\n');
  });

  it('gives the same bytes at any offset with a window much smaller than the content', async () => {
    const content = lines(20_000);
    const source = await decodedSource(bytesSource(compress[kind](content)), kind, 'x', { window: 4096 });
    expect(source.size).toBeNaN();
    const read = fc.tuple(fc.nat(content.length + 1000), fc.nat(20_000));
    await fc.assert(
      fc.asyncProperty(fc.array(read, { maxLength: 4 }), async (reads) => {
        for (const [offset, length] of reads) {
          expect(content.subarray(offset, offset + length).equals(await source.read(offset, length))).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('answers reads that overlap in time', async () => {
    const content = lines(20_000);
    const source = await decodedSource(bytesSource(compress[kind](content)), kind, 'x', { window: 4096 });
    const offsets = [500_000, 0, 400_000, 17, 300_000];
    const read = await Promise.all(offsets.map((offset) => source.read(offset, 1000)));
    expect(read.map(textOf)).toEqual(offsets.map((offset) => textOf(content.subarray(offset, offset + 1000))));
  });

  it('that decodes to more than its bound is refused there, and from then on everywhere', async () => {
    const source = await decodedSource(bytesSource(compress[kind](lines(100_000))), kind, 'large', { window: 1024, decoded: 1_000_000 });
    expect(await source.read(0, 10)).toHaveLength(10);
    expect(await problemOf(source.read(2_000_000, 10))).toMatchObject({ code: 'compressed-too-large', file: 'large' });
    expect((await problemOf(source.read(0, 10))).code).toBe('compressed-too-large');
  });

  it('that expands more than a thousand times is refused on opening', async () => {
    const bomb = compress[kind](Buffer.alloc(40 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(50_000);
    expect((await problemOf(open('bomb', bomb))).code).toBe('compressed-too-large');
  });
});

it('zstd frames that end where a read ends, and frames to be skipped, are passed over', async () => {
  const skip = (length: number): Buffer => {
    const frame = Buffer.alloc(length);
    frame.writeUInt32LE(0x184d2a50, 0);
    frame.writeUInt32LE(length - 8, 4);
    return frame;
  };
  const [one, two] = [zstdCompressSync(lines(100)), zstdCompressSync(lines(3000))];
  const packed = Buffer.concat([one, skip(DECODE_CHUNK - one.length), two, skip(9)]);
  const source = await decodedSource(bytesSource(packed), 'zstd', 'x');
  expect(source.warning).toBeUndefined();
  expect(textOf(await source.read(0, 1_000_000))).toBe(textOf(Buffer.concat([lines(100), lines(3000)])));
});

it('zstd data followed by something else are given up to there', async () => {
  const source = await decodedSource(
    bytesSource(Buffer.concat([zstdCompressSync(lines(100)), Buffer.from('something else')])),
    'zstd',
    'x',
  );
  expect(source.size).toBe(lines(100).length);
  expect(source.warning?.code).toBe('compressed-damaged');
});

it('gzip data damaged in the middle are given up to the damage', async () => {
  const content = randomBytes(400_000);
  const packed = gzipSync(content);
  packed.fill(0xff, 200_000, 200_400);
  const source = await decodedSource(bytesSource(packed), 'gzip', 'x');
  expect(source.warning?.code).toBe('compressed-damaged');
  const read = Buffer.from(await source.read(0, 1_000_000));
  expect(read.subarray(0, 190_000).equals(content.subarray(0, 190_000))).toBe(true);
});
