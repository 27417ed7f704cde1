import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detect } from '../../../src/core/importers/detect.ts';
import { toRow } from '../../../src/core/importers/export.ts';
import type { Container, Importer, LogFile } from '../../../src/core/importers/importer.ts';
import { readLog } from '../../../src/core/importers/read.ts';
import { importers } from '../../../src/core/importers/table.ts';
import { contentHash } from '../../../src/core/model/content-hash.ts';
import type { Json } from '../../../src/core/model/json.ts';
import type { Problem } from '../../../src/core/model/result.ts';
import type { Trajectory } from '../../../src/core/model/trajectory.ts';
import { parseJson } from '../../../src/core/text/json.ts';
import { splitLines } from '../../../src/core/text/lines.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src/core/text/utf8.ts';
import { damaged, damages, swapped, swaps } from './fuzz.ts';
import { memoryFile } from './memory-file.ts';
import { fixturesOf, openFixture, readAll } from './proofs.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 60);
/** Larger fixtures only make the fuzzing slower. */
const MAX_BYTES = 60_000;

/** What must hold for anything that calls itself a trajectory. */
function expectSound(trajectory: Trajectory): void {
  expect(trajectory.steps.map(({ index }) => index)).toEqual(trajectory.steps.map((_, k) => k));
  expect(trajectory.id).toMatch(/^[0-9a-f]{20}$/);
  for (const text of [trajectory.format, trajectory.run, trajectory.group]) expect(text).toBeTypeOf('string');
  expect(Number.isSafeInteger(trajectory.sample) && trajectory.sample >= 0).toBe(true);
  expect(['scored', 'unscored', 'error', 'truncated', 'running']).toContain(trajectory.status);
  for (const number of [trajectory.outcome.reward, ...Object.values(trajectory.outcome.rewards ?? {}), trajectory.policy.update]) {
    if (number !== undefined) expect(number).toSatisfy(Number.isFinite);
  }
  for (const step of trajectory.steps) {
    for (const text of [step.thought, step.text]) if (text !== undefined) expect(text).toBeTypeOf('string');
    for (const action of step.actions) expect(action.tool).toBeTypeOf('string');
    for (const seen of step.observations) expect(seen.text).toBeTypeOf('string');
    if (step.reward !== undefined) expect(step.reward).toSatisfy(Number.isFinite);
  }
  expect(contentHash(trajectory)).toMatch(/^[0-9a-f]{32}$/);
}

/** Reads with a given importer whatever the file is; only problems that say what and where may come of it. */
async function expectCalm(file: LogFile, importer: Importer, container?: Container): Promise<readonly Trajectory[]> {
  const detected = await detect(file);
  expect(detected.reason).not.toBe('');
  const trajectories: Trajectory[] = [];
  const problems: Problem[] = [];
  const from = container === undefined || importer.unit === 'file' ? undefined : { container, offset: 0, line: 1, index: 0, samples: [] };
  for await (const item of readLog(file, importer, from)) {
    if ('trajectory' in item) trajectories.push(item.trajectory);
    else if ('problem' in item) problems.push(item.problem);
  }
  trajectories.forEach(expectSound);
  for (const problem of problems) {
    expect(problem.code, problem.message).not.toBe('importer-failed');
    expect(problem.message).not.toBe('');
    expect(problem.file).toBe(file.path);
  }
  return trajectories;
}

interface Seed {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The first records, or the one document. */
  readonly documents: readonly Json[];
}

async function seedsOf(format: string): Promise<readonly Seed[]> {
  const seeds: Seed[] = [];
  for (const fixture of fixturesOf(format)) {
    const file = await openFixture(fixture);
    const bytes = await file.bytes(0, MAX_BYTES);
    if (bytes.length < MAX_BYTES || seeds.length === 0) seeds.push({ path: fixture.path, bytes, documents: await documentsOf(bytes) });
  }
  return seeds;
}

async function documentsOf(bytes: Uint8Array): Promise<readonly Json[]> {
  const whole = parseJson(decodeUtf8(bytes));
  if (whole.ok) return Array.isArray(whole.value) ? (whole.value as readonly Json[]).slice(0, 3) : [whole.value];
  const documents: Json[] = [];
  for await (const line of splitLines(once(bytes))) {
    const parsed = line.bytes === undefined ? undefined : parseJson(decodeUtf8(line.bytes));
    if (parsed?.ok && documents.length < 3) documents.push(parsed.value);
  }
  return documents;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes;
}

describe.each(importers.map((importer) => [importer.id, importer] as const))('%s', (format, importer) => {
  test('stays calm on damaged files', async () => {
    const seeds = await seedsOf(format);
    const check = fc.asyncProperty(fc.constantFrom(...seeds), damages, async (seed, changes) => {
      const file = memoryFile(seed.path, damaged(seed.bytes, changes));
      await expectCalm(file, importer);
    });
    await fc.assert(check, { numRuns: RUNS });
  }, 120_000);

  test('stays calm on records of wrong types, and what it reads survives export', async () => {
    const seeds = (await seedsOf(format)).filter(({ documents }) => documents.length > 0);
    if (seeds.length === 0) return;
    const check = fc.asyncProperty(fc.constantFrom(...seeds), swaps, fc.boolean(), async (seed, changes, asArray) => {
      const documents = seed.documents.map((document) => JSON.stringify(swapped(document, changes)));
      const text = asArray ? `[${documents.join(',\n')}]` : `${documents.join('\n')}\n`;
      const container = asArray ? 'elements' : importer.containers.includes('lines') ? 'lines' : 'document';
      const trajectories = await expectCalm(memoryFile(seed.path, encodeUtf8(text)), importer, container);
      const lines = trajectories.map((trajectory) => `${JSON.stringify(toRow(trajectory))}\n`).join('');
      const again = await readAll(memoryFile('export.jsonl', lines));
      expect(again.problems).toEqual([]);
      expect(again.trajectories.map((trajectory) => ({ ...toRow(trajectory), source: null }))).toEqual(
        trajectories.map((trajectory) => ({ ...toRow(trajectory), source: null })),
      );
    });
    await fc.assert(check, { numRuns: RUNS * 2 });
  }, 120_000);
});
