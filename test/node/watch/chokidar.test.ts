import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createChokidarWatcher } from '../../../src/node/watch/chokidar.ts';
import type { Watcher } from '../../../src/node/watch/watcher.ts';
import { temporaryFolder, until } from './folder.ts';

async function watching(entries: readonly string[], polling?: number) {
  const files: string[] = [];
  const gone: string[] = [];
  const problems: string[] = [];
  const watcher: Watcher = createChokidarWatcher(
    { entries, polling },
    { file: (path) => files.push(path), folderGone: (path) => gone.push(path), problem: (it) => problems.push(it.code) },
  );
  await watcher.ready;
  const first = [...new Set(files)].sort();
  await until(() => files.filter((path) => path === files[0]).length > 1 || files.length === 0);
  await new Promise((resolve) => setTimeout(resolve, 3 * (polling ?? 0)));
  files.length = 0;
  return { files, gone, problems, first, watcher, [Symbol.asyncDispose]: () => watcher.close() };
}

describe.each([
  ['events', undefined],
  ['polling', 50],
])('watching by %s', (_, polling) => {
  it('tells of files that are there, and of changes', async () => {
    using folder = temporaryFolder();
    const [old, beside] = [folder.write('a/1.jsonl', 'x'), folder.write('a/readme.md')];
    await using it = await watching([folder.path], polling);
    expect(it.first).toEqual([old]);

    appendFileSync(old, 'y');
    await until(() => it.files.includes(old));
    it.files.length = 0;
    appendFileSync(beside, 'y');
    const fresh = folder.write('a/2.jsonl');
    await until(() => it.files.includes(fresh));
    expect(it.files).not.toContain(beside);

    it.files.length = 0;
    renameSync(fresh, `${folder.path}/a/3.jsonl`);
    await until(() => it.files.includes(fresh) && it.files.includes(`${folder.path}/a/3.jsonl`));

    it.files.length = 0;
    rmSync(old);
    await until(() => it.files.includes(old));
  });

  it('sees replacement by another file', async () => {
    using folder = temporaryFolder();
    const log = folder.write('log.eval', 'old');
    const temporary = folder.write('tmp', 'newer');
    await using it = await watching([folder.path], polling);
    renameSync(temporary, log);
    await until(() => it.files.includes(log));
    it.files.length = 0;
    appendFileSync(log, 'more');
    await until(() => it.files.includes(log));
  });

  it('follows new folders at any depth, and says when they go', async () => {
    using folder = temporaryFolder();
    folder.write('1.json');
    await using it = await watching([folder.path], polling);
    const deep = folder.write('new/very/deep/1.jsonl');
    await until(() => it.files.includes(deep));
    await new Promise((resolve) => setTimeout(resolve, 100));
    it.files.length = 0;
    appendFileSync(deep, 'x');
    await until(() => it.files.includes(deep));
    rmSync(`${folder.path}/new`, { recursive: true });
    await until(() => it.gone.includes(`${folder.path}/new`));
  });

  it('waits for an entry that does not exist yet', async () => {
    using folder = temporaryFolder();
    await using it = await watching([`${folder.path}/later/runs`], polling);
    expect(it.problems).toContain('path-missing');
    mkdirSync(`${folder.path}/later/runs`, { recursive: true });
    writeFileSync(`${folder.path}/later/runs/1.jsonl`, 'x');
    await until(() => it.files.includes(`${folder.path}/later/runs/1.jsonl`));

    rmSync(`${folder.path}/later`, { recursive: true });
    await until(() => it.gone.includes(`${folder.path}/later/runs`));
    const again = folder.write('later/runs/2.jsonl', 'x');
    await until(() => it.files.includes(again));
    await new Promise((resolve) => setTimeout(resolve, 200));
    it.files.length = 0;
    appendFileSync(again, 'y');
    await until(() => it.files.includes(again));
  });
});

describe('watching', () => {
  it("sees changes behind links that lead out, under the link's name", async () => {
    using folder = temporaryFolder();
    using outside = temporaryFolder();
    const target = outside.write('runs/1.jsonl', 'x');
    const single = outside.write('single.jsonl', 'x');
    symlinkSync(`${outside.path}/runs`, `${folder.path}/link`);
    symlinkSync(single, `${folder.path}/one.jsonl`);
    symlinkSync(folder.path, `${folder.path}/loop`);
    await using it = await watching([folder.path]);
    expect(it.first).toEqual([`${folder.path}/link/1.jsonl`, `${folder.path}/one.jsonl`]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    appendFileSync(target, 'y');
    await until(() => it.files.includes(`${folder.path}/link/1.jsonl`));
    appendFileSync(single, 'y');
    await until(() => it.files.includes(`${folder.path}/one.jsonl`));
  });

  it('sees changes in and below a crowded folder, from the start or grown so', { timeout: 40_000 }, async () => {
    using folder = temporaryFolder();
    for (let index = 0; index < 1100; index++) folder.write(`full/${index}.json`);
    const deep = folder.write('full/sub/deep.json');
    folder.write('grows/0.json');
    await using it = await watching([folder.path]);
    expect(it.first).toHaveLength(1102);
    const seesAll = async (...paths: string[]) => {
      it.files.length = 0;
      for (const path of paths) appendFileSync(path, 'x');
      await until(() => paths.every((path) => it.files.includes(path)));
    };
    await seesAll(`${folder.path}/full/7.json`, `${folder.path}/grows/0.json`, deep);
    const later = folder.write('full/new/later.json');
    await until(() => it.files.includes(later));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await seesAll(later);

    for (let index = 1; index < 1100; index++) folder.write(`grows/${index}.json`);
    await until(() => it.files.includes(`${folder.path}/grows/1099.json`));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await seesAll(`${folder.path}/grows/500.json`, `${folder.path}/full/7.json`, deep, later);
    rmSync(`${folder.path}/full`, { recursive: true });
    await until(() => it.gone.includes(`${folder.path}/full`));
  });

  it('watches a single named file', async () => {
    using folder = temporaryFolder();
    const log = folder.write('rollouts.log', 'x');
    await using it = await watching([log]);
    expect(it.first).toEqual([log]);
    appendFileSync(log, 'y');
    await until(() => it.files.includes(log));
  });

  it('is silent once closed', async () => {
    using folder = temporaryFolder();
    const log = folder.write('1.jsonl', 'x');
    const it = await watching([folder.path]);
    await it.watcher.close();
    it.files.length = 0;
    appendFileSync(log, 'y');
    folder.write('2.jsonl', 'x');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(it.files).toEqual([]);
  });
});
