import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openLibrary } from '../../src/node/library/library.ts';
import type { Library } from '../../src/node/library/types.ts';
import { createListing } from '../../src/node/watch/listing.ts';
import { verlLine } from '../node/library/lines.ts';
import type { Bench } from './bench.ts';
import { bigLog, scratch } from './files.ts';

const manyFiles = 10_000;

/** What the index costs: to build, to start with again, and from a written line to the event that tells of it. */
export function benches(): readonly Bench[] {
  const log = bigLog(20e6);
  const lines = readFileSync(log, 'utf8').split('\n').length - 1;
  const many = scratch();
  for (let index = 0; index < manyFiles; index++) writeFileSync(join(many, `${index}.jsonl`), `${verlLine(`task ${index % 500}`)}\n`);
  const databases = scratch();
  let count = 0;
  const fresh = () => join(databases, `${++count}.db`);
  const database = fresh();
  const growing = growingLog();
  return [
    {
      name: `index ${lines} chats with 20 steps each into a new database`,
      work: { amount: statSync(log).size / 1e6, unit: 'MB' },
      rounds: 3,
      variants: {
        'JSON.parse of every line': () =>
          readFileSync(log, 'utf8')
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line)).length,
        'index, with database': () => indexOnce(log, fresh()),
      },
    },
    {
      name: `start on ${manyFiles} files that are indexed`,
      work: { amount: manyFiles, unit: 'files' },
      rounds: 3,
      variants: {
        'list and stat': async () => {
          for (const name of await readdir(many)) await stat(join(many, name));
        },
        'first start': () => indexOnce(many, fresh()),
        'second start': async () => {
          await indexOnce(many, database);
          const start = performance.now();
          await indexOnce(many, database);
          return { ms: performance.now() - start };
        },
      },
    },
    {
      name: 'from an appended line to the change event',
      rounds: 100,
      variants: { 'one line to a log of 2,000': growing.append },
      done: growing.close,
    },
  ];
}

async function indexOnce(path: string, database: string): Promise<number> {
  const library = openLibrary({ database, createWatcher: createListing });
  await library.watch([path]);
  await library.idle();
  const found = library.runs().reduce((sum, run) => sum + run.trajectories, 0);
  library.dispose();
  return found;
}

function growingLog() {
  const folder = scratch();
  const log = join(folder, '1.jsonl');
  const line = (index: number) => `${verlLine(`task ${index % 100}`, { output: 'word '.repeat(200) })}\n`;
  writeFileSync(log, Array.from({ length: 2000 }, (_, index) => line(index)).join(''));
  let library: Promise<Library> | undefined;
  const open = async (): Promise<Library> => {
    const opened = openLibrary({ database: join(scratch(), 'index.db') });
    await opened.watch([folder]);
    await opened.idle();
    await new Promise((resolve) => setTimeout(resolve, 500));
    return opened;
  };
  return {
    async append() {
      library ??= open();
      const watching = await library;
      await new Promise((resolve) => setTimeout(resolve, 60 + Math.random() * 60));
      const told = new Promise<number>((resolve) => {
        const listening = watching.onDidChange(({ trajectories }) => {
          if (trajectories.size === 0) return;
          listening.dispose();
          resolve(performance.now());
        });
      });
      const start = performance.now();
      appendFileSync(log, line(0));
      return { ms: (await told) - start };
    },
    close: async () => (await library)?.dispose(),
  };
}
