import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type FullText, openFullText } from '../../../src/node/library/full-text.ts';
import type { Library } from '../../../src/node/library/types.ts';
import { temporaryFolder, until } from '../watch/folder.ts';
import { watched } from './harness.ts';
import { tauElement, verlLine } from './lines.ts';

const open = (library: Library, path: string, limit: number | undefined = 1e8): FullText & Disposable => {
  const onError = (error: unknown) => expect.unreachable(String((error as Error).stack ?? error));
  const full = openFullText({ library, path, limit, onError, rest: 0, calm: 0 });
  return { ...full, [Symbol.dispose]: () => full.dispose(), get state() { return full.state; } }; // biome-ignore format: one line
};
const never = new AbortController().signal;
/** Tasks of the trajectories that hold a text; `?` and the task where it is not known. */
async function found(full: FullText, library: Library, text: string): Promise<string[]> {
  const holds = await full.find('text', [text], never);
  const all = library.runs().flatMap(({ run }) => library.trajectories(run));
  return all
    .flatMap(({ contentHash, task }) => {
      const held = holds(contentHash);
      return held === false ? [] : [`${held ? '' : '?'}${task.text}`];
    })
    .sort();
}
const said = (task: string, output: string) => `${verlLine(task, { output })}\n`;

describe('full text', () => {
  it('finds what is in logs of every kind of place, as they grow, change and leave', async () => {
    using folder = temporaryFolder();
    const log = folder.write('1.jsonl', said('a', 'find the needle') + said('b', 'nothing here'));
    writeFileSync(join(folder.path, '2.jsonl.gz'), gzipSync(said('c', 'a needle, zipped') + said('d', 'hay')));
    folder.write('run.json', JSON.stringify([tauElement(1, 0), tauElement(2, 0)]));
    using it = await watched([folder.path]);
    using full = open(it.library, ':memory:');
    await full.idle();
    expect(full.state).toEqual({ kind: 'ready', searched: 6, of: 6 });
    expect(await found(full, it.library, 'needle')).toEqual(['a', 'c']);
    expect(await found(full, it.library, 'one')).toHaveLength(2);

    appendFileSync(log, said('e', 'one more needle'));
    await until(() => full.state.of === 7 && full.state.searched === 7);
    expect(await found(full, it.library, 'needle')).toEqual(['a', 'c', 'e']);

    rmSync(join(folder.path, '2.jsonl.gz'));
    folder.write('1.jsonl', said('b', 'hay now'));
    await until(() => full.state.of === 3 && full.state.searched === 3);
    expect(await found(full, it.library, 'needle')).toEqual([]);
    expect(await found(full, it.library, 'hay')).toEqual(['b']);
  });

  it('after a restart, only what is new is read', async () => {
    using folder = temporaryFolder();
    using storage = temporaryFolder();
    const path = join(storage.path, 'search');
    const log = folder.write('1.jsonl', said('a', 'old needle'));
    {
      using it = await watched([folder.path]);
      using full = open(it.library, path);
      await full.idle();
    }
    appendFileSync(log, said('b', 'new needle'));
    using it = await watched([folder.path]);
    const read: string[] = [];
    const library: Library = {
      ...it.library,
      get progress() {
        return it.library.progress;
      },
      read(file, ids) {
        read.push(...ids);
        return it.library.read(file, ids);
      },
    };
    using full = open(library, path);
    await full.idle();
    expect(read).toHaveLength(1);
    expect(await found(full, library, 'needle')).toEqual(['a', 'b']);
  });

  it('stops at its limit and says so; what it does not hold is not known', async () => {
    using folder = temporaryFolder();
    const noise = (n: number) => Array.from({ length: 20_000 }, (_, i) => ((i * 2654435761 * n) >>> 7).toString(36)).join(' ');
    folder.write('1.jsonl', Array.from({ length: 12 }, (_, n) => said(`t${n}`, `${noise(n + 1)} needle`)).join(''));
    using it = await watched([folder.path]);
    using storage = temporaryFolder();
    using full = open(it.library, join(storage.path, 'search'), 800_000);
    await full.idle();
    expect(full.state).toMatchObject({ kind: 'capped', of: 12 });
    expect(full.state.searched).toBeGreaterThan(0);
    expect(full.state.searched).toBeLessThan(12);
    expect(readFileSync(join(storage.path, 'search.sqlite')).length).toBeLessThan(1_600_000);
    const seen = await found(full, it.library, 'needle');
    expect(seen).toHaveLength(12);
    expect(seen.filter((task) => task.startsWith('?'))).toHaveLength(12 - full.state.searched);

    full.configure(1e8);
    await full.idle();
    expect(full.state).toEqual({ kind: 'ready', searched: 12, of: 12 });
  });

  it('switched off it leaves nothing on disk and knows nothing', async () => {
    using folder = temporaryFolder();
    using storage = temporaryFolder();
    folder.write('1.jsonl', said('a', 'needle'));
    using it = await watched([folder.path]);
    using full = open(it.library, join(storage.path, 'search'));
    await full.idle();
    full.configure(undefined);
    expect(existsSync(join(storage.path, 'search.sqlite'))).toBe(false);
    expect(full.state.kind).toBe('off');
    expect(await found(full, it.library, 'needle')).toEqual(['?a']);
  });

  it('two windows with one storage each have an index', async () => {
    using folder = temporaryFolder();
    using storage = temporaryFolder();
    folder.write('1.jsonl', said('a', 'needle'));
    using it = await watched([folder.path]);
    using one = open(it.library, join(storage.path, 'search'));
    using two = open(it.library, join(storage.path, 'search'));
    await Promise.all([one.idle(), two.idle()]);
    expect([await found(one, it.library, 'needle'), await found(two, it.library, 'needle')]).toEqual([['a'], ['a']]);
  });

  it('a search is given up when nobody waits for it', async () => {
    using folder = temporaryFolder();
    folder.write('1.jsonl', said('a', 'needle'));
    using it = await watched([folder.path]);
    using full = open(it.library, ':memory:');
    await full.idle();
    await expect(full.find('text', ['x'], AbortSignal.abort())).rejects.toThrow();
  });
});
