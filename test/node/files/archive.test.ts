import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogError } from '../../../src/core/importers/importer.ts';
import { type ArchiveBounds, openArchive } from '../../../src/node/files/archive.ts';
import { openLogFile } from '../../../src/node/files/open.ts';
import { bytesSource, problemOf, temporaryFolder, textOf } from './helpers.ts';
import { makeZip, type ZipMember } from './make-zip.ts';

const folder = temporaryFolder();
const open = (members: readonly ZipMember[], bounds: ArchiveBounds = {}) => openArchive(bytesSource(makeZip(members)), 'x.zip', bounds);

describe('an archive', () => {
  it.each([[0], [8], [93]] as const)('gives members compressed with method %d', async (method) => {
    const archive = await open([{ name: 'a.json', data: '{"a":1}'.repeat(1000), method }]);
    expect(archive.members).toEqual(['a.json']);
    expect(textOf(await archive.member('a.json'))).toBe('{"a":1}'.repeat(1000));
  });

  it('with a comment and members without bytes', async () => {
    const archive = await openArchive(bytesSource(makeZip([{ name: 'none', data: '' }], { comment: 'PK\x05\x06 in the comment' })), 'x');
    expect(await archive.member('none')).toHaveLength(0);
  });

  it('of zip64 form', async () => {
    const archive = await openArchive(
      bytesSource(
        makeZip(
          [
            { name: 'a', data: 'one' },
            { name: 'b', data: 'two' },
          ],
          { zip64: true },
        ),
      ),
      'x',
    );
    expect(textOf(await archive.member('b'))).toBe('two');
  });

  it('lists each name once, in order of its last copy, and reads that copy', async () => {
    const archive = await open([
      { name: 's/1.json', data: 'old' },
      { name: 's/2.json', data: 'two' },
      { name: 's/', data: '' },
      { name: 's/1.json', data: 'new' },
    ]);
    expect(archive.members).toEqual(['s/2.json', 's/1.json']);
    expect(textOf(await archive.member('s/1.json'))).toBe('new');
  });

  it('keeps names as names: none of them is ever a path', async () => {
    const names = ['../../escaped.txt', '/etc/escaped.txt', 'C:\\escaped.txt', 'a\\..\\b', '漢字 \u202e.json', '__proto__'];
    const path = join(folder, 'names.zip');
    writeFileSync(path, makeZip(names.map((name) => ({ name, data: name }))));
    const archive = await (await openLogFile(path)).archive();
    expect(archive.members).toEqual(names);
    for (const name of names) expect(textOf(await archive.member(name))).toBe(name);
    expect(existsSync(join(folder, '../../escaped.txt'))).toBe(false);
    expect((await problemOf(archive.member('constructor'))).code).toBe('zip-member-missing');
  });

  it('inside a gzip file is read as long as that is small', async () => {
    const path = join(folder, 'inner.zip.gz');
    writeFileSync(path, gzipSync(makeZip([{ name: 'a', data: 'deep' }])));
    expect(textOf(await (await (await openLogFile(path)).archive()).member('a'))).toBe('deep');
  });
});

describe('an archive that lies is refused, and says why', () => {
  const zeros = Buffer.alloc(20 * 1024 * 1024);
  it.each<[string, ZipMember, ArchiveBounds]>([
    ['zip-encrypted', { name: 'a', data: 'x', flags: 1 }, {}],
    ['zip-method', { name: 'a', data: 'x', declaredMethod: 12 }, {}],
    ['zip-member-too-large', { name: 'a', data: 'x'.repeat(100) }, { memberBytes: 50 }],
    ['zip-member-too-large', { name: 'a', data: 'x', declaredSize: 300 * 1024 * 1024 }, {}],
    ['zip-bomb', { name: 'a', data: zeros }, {}],
    ['zip-member-damaged', { name: 'a', data: zeros, declaredSize: 100 }, {}],
    ['zip-member-damaged', { name: 'a', data: zeros, declaredSize: 100, method: 93 }, {}],
    ['zip-member-damaged', { name: 'a', data: 'xyz', declaredSize: 1000 }, {}],
    ['zip-member-damaged', { name: 'a', data: 'xyz', declaredSize: 2, method: 0 }, {}],
    ['zip-member-damaged', { name: 'a', data: 'xyz', declaredCrc: 1 }, {}],
    ['zip-member-damaged', { name: 'a', data: 'plain', method: 0, declaredMethod: 8 }, {}],
  ])('%s', async (code, member, bounds) => {
    const archive = await open([member, { name: 'good', data: 'y' }], { ...bounds });
    expect(await problemOf(archive.member('a'))).toMatchObject({ code, file: 'x.zip', detail: 'a' });
    expect(textOf(await archive.member('good'))).toBe('y');
  });

  it('too many members', async () => {
    const problem = await problemOf(
      open(
        [
          { name: 'a', data: '' },
          { name: 'b', data: '' },
        ],
        { members: 1 },
      ),
    );
    expect(problem.code).toBe('zip-too-many-members');
  });

  it('no end', async () => {
    const zip = makeZip([{ name: 'a', data: 'x'.repeat(1000), method: 0 }]);
    expect(await problemOf(openArchive(bytesSource(zip.subarray(0, zip.length - 30)), 'x'))).toMatchObject({
      code: 'zip-damaged',
      severity: 'error',
    });
  });

  it('any damage at all ends in a LogError or in bytes, never in anything else', async () => {
    const zip = makeZip([
      { name: 'samples/1.json', data: '{"a":1}'.repeat(50) },
      { name: 'samples/2.json', data: '{"b":2}'.repeat(50), method: 93 },
      { name: 'header.json', data: '{}', method: 0 },
    ]);
    const damage = fc.array(fc.tuple(fc.nat(zip.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(damage, fc.nat(zip.length), async (changes, length) => {
        const bytes = Buffer.from(zip);
        for (const [at, byte] of changes) bytes[at] = byte;
        try {
          const archive = await openArchive(bytesSource(bytes.subarray(0, Math.max(length, zip.length - 40))), 'x');
          for (const name of archive.members) await archive.member(name);
        } catch (error) {
          expect(error).toBeInstanceOf(LogError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
