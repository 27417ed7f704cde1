import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { verlLine } from './lines.ts';

/** What a writer does to one of its files. `seed` is brought into range when it is done. */
export interface Operation {
  readonly file: string;
  readonly kind: 'append' | 'half' | 'truncate' | 'cut' | 'overwrite' | 'replace' | 'delete' | 'rename' | 'garbage';
  readonly lines: number;
  readonly seed: number;
}

/** Writes like a trainer that is interrupted at any moment. Every line it writes has a task of its own. */
export function writer(folder: string): (operation: Operation) => void {
  let count = 0;
  const line = (seed: number): string => `${verlLine(`task ${++count} ${'é'.repeat(seed % 50)}`, { step: seed % 3 })}\n`;
  return ({ file, kind, lines, seed }) => {
    const path = `${folder}/${file}`;
    const text = (): string => Array.from({ length: lines }, (_, index) => line(seed + index)).join('');
    if (!existsSync(path)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text());
      return;
    }
    const bytes = readFileSync(path);
    if (kind === 'append') appendFileSync(path, text());
    if (kind === 'half') appendFileSync(path, Buffer.from(text()).subarray(0, -1 - (seed % 60)));
    if (kind === 'garbage') appendFileSync(path, 'not json at all\n');
    if (kind === 'truncate') truncateSync(path, seed % (bytes.length + 1));
    if (kind === 'cut') truncateSync(path, bytes.lastIndexOf(10, -2) + 1);
    if (kind === 'overwrite') writeFileSync(path, text());
    if (kind === 'delete') rmSync(path);
    if (kind === 'rename') renameSync(path, `${path.slice(0, -6)}-${seed % 2}.jsonl`);
    if (kind === 'replace') {
      writeFileSync(`${path}.tmp`, text());
      renameSync(`${path}.tmp`, path);
    }
  };
}

/** Started as a process of its own it writes to a folder at random, as fast as it can: `writer.ts FOLDER SEED MILLISECONDS`. */
if (import.meta.main) {
  const [folder = '', seed = '1', time = '1000'] = process.argv.slice(2);
  let state = Number(seed);
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const kinds = [
    'append',
    'append',
    'append',
    'append',
    'append',
    'half',
    'half',
    'half',
    'truncate',
    'cut',
    'overwrite',
    'replace',
    'delete',
    'rename',
    'garbage',
  ] as const;
  const write = writer(folder);
  let count = 0;
  for (const end = Date.now() + Number(time); Date.now() < end; count++) {
    const file = `${random(3) === 0 ? 'sub/' : ''}${random(6)}.jsonl`;
    write({ file, kind: kinds[random(kinds.length)] ?? 'append', lines: 1 + random(30), seed: random(1000) });
    if (random(4) === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, random(15));
  }
  console.log(count);
}
