import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Trajectory } from '../../../src/core/model/trajectory.ts';
import { openLogFile } from '../../../src/node/files/open.ts';
import { FIXTURES, readAll } from '../../core/importers/proofs.ts';
import { temporaryFolder } from './helpers.ts';

const folder = temporaryFolder();
const log = readFileSync(join(FIXTURES, 'verl-rollout/verl-1dda039/rollout_data/1.jsonl'));
const content = (trajectories: readonly Trajectory[]) => trajectories.map(({ id: _id, source: _source, run: _run, ...rest }) => rest);

async function read(name: string, bytes: Uint8Array) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return readAll(await openLogFile(path));
}

describe.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
] as const)('a log compressed with %s', (name, compress) => {
  it('reads like the log itself', async () => {
    const [plain, packed] = [await read('1.jsonl', log), await read(`1.jsonl.${name}`, compress(log))];
    expect(packed.problems).toEqual([]);
    expect(packed.format).toBe('verl-rollout');
    expect(content(packed.trajectories)).toEqual(content(plain.trajectories));
  });

  it('and cut in the middle gives its first rollouts and says what is missing', async () => {
    const lines = log.toString().trimEnd().split('\n');
    const [head, tail] = [lines.slice(0, 20), lines.slice(20)].map((part) => compress(Buffer.from(`${part.join('\n')}\n`)));
    const { trajectories, problems } = await read(
      `cut.${name}`,
      Buffer.concat([head ?? Buffer.of(), (tail ?? Buffer.of()).subarray(0, 40)]),
    );
    expect(trajectories).toHaveLength(20);
    expect(problems.map((problem) => problem.code)).toContain('compressed-truncated');
  });
});
