import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, until } from '../watch/folder.ts';
import { type Watched, watched } from './harness.ts';
import { writer } from './writer.ts';

/** Numbers are seeds; see the writer. */
const operation = fc.record({
  file: fc.constantFrom('1.jsonl', '2.jsonl', 'sub/3.jsonl'),
  kind: fc.oneof(
    { weight: 8, arbitrary: fc.constant('append' as const) },
    { weight: 4, arbitrary: fc.constant('half' as const) },
    {
      weight: 3,
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
  seed: fc.nat(1000),
  pause: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 40 })),
});

describe('the index and what is on disk', () => {
  it('agree at the end, whatever a writer does', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 40 }), async (operations) => {
        using folder = temporaryFolder();
        using live = await watched([folder.path], { settle: 100 });
        const shown = listening(live);
        const write = writer(folder.path);
        for (const { pause, ...one } of operations) {
          write(one);
          if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
        }
        await agree(live, shown, folder.path);
      }),
      { numRuns: Number(process.env.TRUTH_RUNS ?? 15), endOnFailure: true },
    );
  });

  it('agree when the writer is another process that never waits', { timeout: 120_000 }, async () => {
    using folder = temporaryFolder();
    using live = await watched([folder.path], { settle: 100 });
    const shown = listening(live);
    for (const seed of (process.env.TRUTH_SEEDS ?? '1,2').split(',')) {
      const child = spawn(process.execPath, [fileURLToPath(new URL('writer.ts', import.meta.url)), folder.path, seed, '1500'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [written] = await once(child.stdout, 'data');
      expect(Number(String(written))).toBeGreaterThan(50);
      await agree(live, shown, folder.path);
    }
  });
});

/** What somebody knows who only listens to changes. */
function listening({ library }: Watched): ReadonlyMap<string, string> {
  const shown = new Map<string, string>();
  library.onDidChange(({ removed, trajectories }) => {
    for (const id of removed) shown.delete(id);
    for (const id of trajectories) shown.set(id, library.summary(id)?.contentHash ?? 'missing');
  });
  return shown;
}

/** The live index comes to say what a fresh one says, without being asked to look; every trajectory opens from its place. */
async function agree(live: Watched, shown: ReadonlyMap<string, string>, folder: string): Promise<void> {
  using fresh = await watched([folder], { settle: 0 });
  const truth = everything(fresh);
  await until(() => JSON.stringify(everything(live)) === JSON.stringify(truth)).catch(() => expect(everything(live)).toEqual(truth));
  await live.library.refresh();
  await live.library.idle();
  expect(everything(live)).toEqual(truth);
  expect([...shown].sort()).toEqual(truth.map(({ id, contentHash }) => [id, contentHash]).sort());
  for (const { id, task } of truth) expect((await live.library.trajectory(id)).task.text).toBe(task);
  await until(() => JSON.stringify(problems(live)) === JSON.stringify(problems(fresh))).catch(() =>
    expect(problems(live)).toEqual(problems(fresh)),
  );
}

/** A log that was cut down to less than a record is a problem only for who knew it before. */
const problems = ({ library }: Watched) =>
  library
    .problems()
    .filter(({ code }) => code !== 'no-record')
    .map(({ file, code, line, detail }) => ({ file, code, line, detail }));

function everything({ library }: Watched) {
  return library
    .runs()
    .flatMap(({ run }) => library.trajectories(run))
    .map(({ task, ...rest }) => ({ ...rest, task: task.text }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
