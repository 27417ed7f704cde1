import { readFileSync, statSync } from 'node:fs';
import { openaiMessages } from '../../src/core/importers/openai-messages.ts';
import { readLog } from '../../src/core/importers/read.ts';
import { splitLines } from '../../src/core/text/lines.ts';
import { openLogFile } from '../../src/node/files/open.ts';
import type { Bench } from './bench.ts';
import { bigLog } from './files.ts';

const MEGABYTE = 1e6;

/** What our reading costs beside the least that anyone must do with the same bytes. */
export function benches(): readonly Bench[] {
  const file = bigLog(20 * MEGABYTE);
  const bytes = readFileSync(file);
  const work = { amount: statSync(file).size / MEGABYTE, unit: 'MB' };
  return [
    {
      name: 'read JSONL of chats with 20 steps each',
      work,
      variants: {
        'JSON.parse of every line': () =>
          readFileSync(file, 'utf8')
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line)).length,
        'our trajectories, with places': () => trajectories(file),
      },
    },
    {
      name: 'cut bytes into lines',
      work,
      variants: {
        'decode and split': () => bytes.toString('utf8').split('\n').length,
        'our lines, with offsets': () => lines(bytes),
      },
    },
  ];
}

async function trajectories(path: string): Promise<void> {
  const file = await openLogFile(path);
  for await (const item of readLog(file, openaiMessages)) if ('problem' in item) throw new Error(item.problem.message);
}

async function lines(bytes: Uint8Array): Promise<void> {
  for await (const _ of splitLines(chunks(bytes)));
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1 << 16) yield bytes.subarray(at, at + (1 << 16));
}
