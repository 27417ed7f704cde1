import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, until } from '../watch/folder.ts';
import { verlLine, watched } from './harness.ts';

/** What a writer may do to one of its files. Numbers are seeds that are brought into range when it is done. */
const operation = fc.record({
  file: fc.constantFrom('1.jsonl', '2.jsonl', 'sub/3.jsonl'),
  kind: fc.oneof(
    { weight: 8, arbitrary: fc.constant('append' as const) },
    { weight: 4, arbitrary: fc.constant('half' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        'truncate' as const,
        'cut' as const,
        'overwrite' as const,
        'replace' as const,
        'delete' as const,
        'rename' as const,
        'garbage' as const,
      ),
    },
  ),
  lines: fc.integer({ min: 1, max: 12 }),
  seed: fc.nat(),
  pause: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 40 })),
});

type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** Writes like a trainer that is interrupted at any moment. Every line it writes has a task of its own. */
function writer(folder: { readonly path: string; write(name: string, text?: string): string }) {
  let count = 0;
  const line = (seed: number): string => `${verlLine(`task ${++count} ${'é'.repeat(seed % 50)}`, { step: seed % 3 })}\n`;
  const text = ({ lines, seed }: Operation): string => Array.from({ length: lines }, (_, index) => line(seed + index)).join('');
  return ({ file, kind, ...rest }: Operation): void => {
    const path = `${folder.path}/${file}`;
    const some = () => text({ file, kind, ...rest });
    if (!existsSync(path)) {
      folder.write(file, some());
      return;
    }
    const bytes = readFileSync(path);
    if (kind === 'append') appendFileSync(path, some());
    if (kind === 'half') appendFileSync(path, Buffer.from(some()).subarray(0, -1 - (rest.seed % 60)));
    if (kind === 'garbage') appendFileSync(path, 'not json at all\n');
    if (kind === 'truncate') truncateSync(path, rest.seed % (bytes.length + 1));
    if (kind === 'cut') truncateSync(path, bytes.lastIndexOf(10, -2) + 1);
    if (kind === 'overwrite') writeFileSync(path, some());
    if (kind === 'delete') rmSync(path);
    if (kind === 'rename') renameSync(path, `${path.slice(0, -6)}-${rest.seed % 2}.jsonl`);
    if (kind === 'replace') {
      writeFileSync(`${path}.tmp`, some());
      renameSync(`${path}.tmp`, path);
    }
  };
}

describe('the index and what is on disk', () => {
  it('agree at the end, whatever a writer does and however fast', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 40 }), async (operations) => {
        using folder = temporaryFolder();
        folder.write('1.jsonl', '');
        using live = await watched([folder.path], { settle: 100 });
        const shown = new Map<string, string>();
        live.library.onDidChange(({ removed, trajectories }) => {
          for (const id of removed) shown.delete(id);
          for (const id of trajectories) shown.set(id, live.library.summary(id)?.contentHash ?? 'missing');
        });
        const write = writer(folder);
        for (const one of operations) {
          write(one);
          if (one.pause > 0) await new Promise((resolve) => setTimeout(resolve, one.pause));
        }
        using fresh = await watched([folder.path], { settle: 0 });
        const truth = everything(fresh);
        await until(() => JSON.stringify(everything(live)) === JSON.stringify(truth), 4000).catch(() =>
          expect(everything(live)).toEqual(truth),
        );
        live.library.refresh();
        await live.library.idle();
        expect(everything(live)).toEqual(truth);
        // Who only listens knows the same.
        expect([...shown].sort()).toEqual(truth.map(({ id, contentHash }) => [id, contentHash]).sort());
        // And every trajectory can be opened from its place.
        for (const { id, task } of truth) expect((await live.library.trajectory(id)).task.text).toBe(task);
      }),
      { numRuns: Number(process.env.TRUTH_RUNS ?? 25), endOnFailure: true },
    );
  });
});

function everything({ library }: Awaited<ReturnType<typeof watched>>) {
  return library
    .runs()
    .flatMap(({ run }) => library.trajectories(run))
    .map(({ id, file, place, run, group, sample, task, outcome, contentHash }) => ({
      id,
      file,
      place,
      run,
      group,
      sample,
      task: task.text,
      outcome,
      contentHash,
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
