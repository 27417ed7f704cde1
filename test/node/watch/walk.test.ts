import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resolveRoots, walk } from '../../../src/node/watch/walk.ts';
import { temporaryFolder } from './folder.ts';

async function found(entries: readonly string[], kind: 'file' | 'folder' = 'file'): Promise<string[]> {
  const paths: string[] = [];
  for await (const it of walk(await resolveRoots(entries), { sorted: true })) if (it.kind === kind) paths.push(it.path);
  return paths;
}

async function problems(entries: readonly string[]): Promise<string[]> {
  const codes: string[] = [];
  for await (const it of walk(await resolveRoots(entries))) if (it.kind === 'problem') codes.push(`${it.problem.code} ${it.problem.file}`);
  return codes;
}

describe('walk', () => {
  it('finds what may be a log, below folders worth looking into', async () => {
    using folder = temporaryFolder();
    for (const name of [
      'b/2.jsonl',
      'b/1.parquet',
      'a.eval',
      'c.traj',
      'd.py',
      'e.jsonl.zst',
      'f.log',
      'node_modules/x.json',
      '.git/y.json',
      'z/.venv/q.json',
      'z/.moatless/t.json',
    ])
      folder.write(name);
    const names = (await found([folder.path])).map((path) => path.slice(folder.path.length + 1));
    expect(names).toEqual(['a.eval', 'c.traj', 'e.jsonl.zst', 'b/1.parquet', 'b/2.jsonl', 'z/.moatless/t.json']);
  });

  it('takes a named file whatever its extension, and an ignored folder when it is named', async () => {
    using folder = temporaryFolder();
    const log = folder.write('rollouts.log');
    const inside = folder.write('node_modules/run/1.jsonl');
    expect(await found([log, `${folder.path}/node_modules`])).toEqual([log, inside]);
  });

  it('names a file once when entries overlap', async () => {
    using folder = temporaryFolder();
    const file = folder.write('a/b/1.jsonl');
    expect(await found([folder.path, `${folder.path}/a`, file, `${folder.path}/**/*.jsonl`])).toEqual([file]);
  });

  it('matches globs of files and of folders', async () => {
    using folder = temporaryFolder();
    const [one, two, deep, other] = ['run1/out/1.jsonl', 'run2/out/2.jsonl', 'run1/out/x/3.json', 'run1/other/4.json'].map((name) =>
      folder.write(name),
    ) as [string, string, string, string];
    const rare = folder.write('run1/out/5.rollout');
    expect(await found([`${folder.path}/*/out`])).toEqual([one, deep, two]);
    expect(await found([`${folder.path}/**/*.jsonl`])).toEqual([one, two]);
    expect(await found([`${folder.path}/run1/**/*.{json,rollout}`])).toEqual([other, rare, deep]);
    expect(await found([`${folder.path}/run[12]/o*`])).toEqual([other, one, deep, two]);
  });

  it('walks only folders that can lead to a match', async () => {
    using folder = temporaryFolder();
    for (const name of ['a/logs/1.json', 'a/data/deep/2.json', 'b/logs/more/3.json']) folder.write(name);
    const folders = (await found([`${folder.path}/*/logs`], 'folder')).map((path) => path.slice(folder.path.length));
    expect(folders).toEqual(['', '/a', '/a/logs', '/b', '/b/logs', '/b/logs/more']);
  });

  it('takes an entry with glob characters literally when it exists', async () => {
    using folder = temporaryFolder();
    const file = folder.write('run [1]/1.jsonl');
    expect(await found([`${folder.path}/run [1]`])).toEqual([file]);
  });

  it('ends in link loops and follows links that lead out', async () => {
    using folder = temporaryFolder();
    using outside = temporaryFolder();
    const file = folder.write('a/1.jsonl');
    outside.write('o/2.jsonl');
    symlinkSync(outside.path, `${outside.path}/o/round`);
    symlinkSync(folder.path, `${folder.path}/a/up`);
    symlinkSync(file, `${folder.path}/latest.jsonl`);
    symlinkSync(`${folder.path}/nowhere`, `${folder.path}/broken.jsonl`);
    symlinkSync(`${outside.path}/o`, `${folder.path}/link`);
    symlinkSync(`${outside.path}/o`, `${folder.path}/link2`);
    expect(await found([folder.path])).toEqual([file, `${folder.path}/link/2.jsonl`]);
  });

  it('says what does not exist', async () => {
    using folder = temporaryFolder();
    expect(await problems([`${folder.path}/gone`, `${folder.path}/no/*.json`])).toEqual([
      `path-missing ${folder.path}/gone`,
      `path-missing ${folder.path}/no`,
    ]);
  });

  it('says which folder may not be listed and goes on', () => {
    using folder = temporaryFolder();
    folder.write('after/1.jsonl');
    mkdirSync(`${folder.path}/closed`);
    chmodSync(`${folder.path}/closed`, 0);
    chmodSync(folder.path, 0o755);
    const script = `
      const { resolveRoots, walk } = await import(${JSON.stringify(new URL('../../../src/node/watch/walk.ts', import.meta.url).href)});
      if (process.getuid() === 0) process.setuid(65534);
      for await (const it of walk(await resolveRoots([process.argv[1]]))) if (it.kind !== 'folder') console.log(it.kind, it.path ?? it.problem.message);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, folder.path], { encoding: 'utf8' });
    expect(stdout.trim().split('\n').sort(), stderr).toEqual([
      `file ${folder.path}/after/1.jsonl`,
      `problem No permission to list ${folder.path}/closed.`,
    ]);
  });
});
