import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLogFile } from '../../../src/node/files/open.ts';
import { asLogError } from '../../../src/node/files/problems.ts';
import { problemOf, temporaryFolder, textOf } from './helpers.ts';

const folder = temporaryFolder();
const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

describe('a plain file', () => {
  it('is read by byte range, cut at its end', async () => {
    const file = await openLogFile(write('plain.jsonl', 'äbc\ndef'));
    expect([file.name, file.size, file.path.endsWith('/plain.jsonl')]).toEqual(['plain.jsonl', 8, true]);
    expect(textOf(await file.bytes(2, 3))).toBe('bc\n');
    expect(textOf(await file.bytes(5, 100))).toBe('def');
    expect(await file.bytes(8, 1)).toHaveLength(0);
    expect(await file.bytes(1000, 1)).toHaveLength(0);
  });

  it('of no bytes is a file without content, and neither table nor archive', async () => {
    const file = await openLogFile(write('empty', ''));
    expect(file.size).toBe(0);
    expect(await file.bytes(0, 10)).toHaveLength(0);
    expect((await problemOf(file.table())).code).toBe('parquet-unfinished');
    expect((await problemOf(file.archive())).code).toBe('zip-damaged');
  });

  it('keeps the size it was opened with while it grows; opened again it has grown', async () => {
    const path = write('growing.jsonl', 'one\n');
    const before = await openLogFile(path);
    appendFileSync(path, 'two\n');
    expect(before.size).toBe(4);
    expect(textOf(await before.bytes(0, 100))).toBe('one\n');
    expect(textOf(await (await openLogFile(path)).bytes(4, 100))).toBe('two\n');
  });

  it('that shrank is read as far as it goes', async () => {
    const path = write('shrinking.jsonl', '0123456789');
    const file = await openLogFile(path);
    truncateSync(path, 4);
    expect(textOf(await file.bytes(2, 8))).toBe('23');
  });

  it('that was replaced in between is refused, so that two files are never mixed', async () => {
    const path = write('replaced.jsonl', 'old content');
    const file = await openLogFile(path);
    renameSync(write('new.jsonl', 'new content'), path);
    expect(await problemOf(file.bytes(0, 5))).toMatchObject({ code: 'file-replaced', severity: 'warning', file: path });
  });

  it('with a name of any Unicode form is found as it is written', async () => {
    const path = write('Ergebnis-ü-u\u0308-漢字 \u202e.jsonl', 'x');
    expect((await openLogFile(path)).path).toBe(path);
  });
});

describe('what cannot be read says so', () => {
  it('a missing file', async () => {
    expect(await problemOf(openLogFile(join(folder, 'nowhere')))).toMatchObject({ code: 'file-missing', severity: 'error' });
    expect((await problemOf(openLogFile(join(write('file', ''), 'below')))).code).toBe('file-missing');
  });

  it('a folder', async () => {
    mkdirSync(join(folder, 'sub'));
    const problem = await problemOf(openLogFile(join(folder, 'sub')));
    expect(problem).toMatchObject({ code: 'file-kind', message: 'This is a folder, not a file.' });
    expect(problem.remedy).toBeTruthy();
  });

  it('a loop of links', async () => {
    symlinkSync(join(folder, 'loop-b'), join(folder, 'loop-a'));
    symlinkSync(join(folder, 'loop-a'), join(folder, 'loop-b'));
    expect((await problemOf(openLogFile(join(folder, 'loop-a')))).code).toBe('file-link-loop');
  });

  it.skipIf(process.platform === 'win32')(
    'a pipe or a device, without waiting for it',
    async () => {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      expect((await problemOf(openLogFile(pipe))).code).toBe('file-kind');
      expect((await problemOf(openLogFile('/dev/zero'))).code).toBe('file-kind');
    },
    5000,
  );

  it.skipIf(process.platform === 'win32')('a file without permission, as the user nobody where the tests run as root', async () => {
    const path = write('secret.jsonl', 'x');
    chmodSync(path, 0);
    chmodSync(folder, 0o755);
    const root = process.geteuid?.() === 0;
    if (root) process.seteuid?.(65534);
    try {
      expect(await problemOf(openLogFile(path))).toMatchObject({ code: 'file-permission', file: path });
    } finally {
      if (root) process.seteuid?.(0);
    }
  });

  it('an error of the system nobody foresaw keeps its words and its code', () => {
    const error = Object.assign(new Error('EXDEV: odd'), { code: 'EXDEV' });
    expect(asLogError(error, 'a').problem).toMatchObject({
      code: 'file-unreadable',
      message: 'The file could not be read: EXDEV: odd',
      detail: 'EXDEV',
    });
  });
});
