import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLog } from '../../../src/core/importers/read.ts';
import { importerById } from '../../../src/core/importers/table.ts';
import type { Json } from '../../../src/core/model/json.ts';
import { binaryFile, zipFile } from './archive-file.ts';
import { damaged, damages, swapped, swaps } from './fuzz.ts';
import { FIXTURES, readAll } from './proofs.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 60);
const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, name));

describe.each([
  ['inspect-eval', 'inspect-eval/deflate/log_streaming.eval'],
  ['inspect-eval', 'inspect-eval/zstd/ais-decoder.eval'],
  ['trl-completions', 'trl-completions/run-chat/completions/completions_00002.parquet'],
])('%s from the bytes of %s, damaged', (format, name) => {
  it('gives trajectories and problems, and no bug of the reader', async () => {
    const bytes = fixture(name);
    const importer = importerById(format);
    if (!importer) throw new Error(`no importer ${format}`);
    await fc.assert(
      fc.asyncProperty(damages, async (changes) => {
        for await (const item of readLog(binaryFile(name, damaged(bytes, changes)), importer)) {
          if ('problem' in item) expect(item.problem.code, item.problem.message).not.toBe('importer-failed');
        }
      }),
      { numRuns: RUNS },
    );
  }, 120_000);
});

it('Inspect samples with values of any type in any place are read or reported', async () => {
  const archive = await binaryFile('x', fixture('inspect-eval/zstd-chunked/ais-decoder.eval')).archive();
  const chunked = await Promise.all(
    archive.members.map(async (name) => ({ name, value: JSON.parse(Buffer.from(await archive.member(name)).toString()) as Json })),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(chunked.length - 1), swaps, async (at, changes) => {
      const members = chunked.map(({ name, value }, k) => ({
        name,
        data: JSON.stringify(k === at ? swapped(value, changes) : value) ?? 'null',
        method: 0 as const,
      }));
      const { problems } = await readAll(zipFile('x.eval', members));
      for (const problem of problems) expect(problem.code, problem.message).not.toBe('importer-failed');
    }),
    { numRuns: RUNS },
  );
}, 120_000);
