import { describe, expect, test } from 'vitest';
import { detect } from '../../../src/core/importers/detect.ts';
import { toRow } from '../../../src/core/importers/export.ts';
import { readAt } from '../../../src/core/importers/read.ts';
import { importerById, importers } from '../../../src/core/importers/table.ts';
import { folderOf } from '../../../src/core/text/path.ts';
import { memoryFile, underPath } from './memory-file.ts';
import { picture } from './picture.ts';
import { type Fixture, fixturesOf, openFixture, readAll, withoutPlace } from './proofs.ts';

describe.each(importers.map((importer) => importer.id))('%s', (format) => {
  const fixtures = fixturesOf(format);

  test('has fixtures', () => {
    expect(fixtures.length).toBeGreaterThan(0);
  });

  describe.each(fixtures.map((fixture) => [fixture.path, fixture] as const))('%s', (path, fixture) => {
    test('reads as it did', async () => {
      const contents = await readAll(await openFixture(fixture));
      expect(contents.format).toBe(format);
      await expect(picture(contents)).toMatchFileSnapshot(`__snapshots__/${path.replaceAll('/', '__')}.txt`);
    });

    test('is recognised by its content alone', async () => {
      const file = await openFixture(fixture);
      const neutral = underPath(file, `${folderOf(file.path)}/data.bin`);
      const [named, unnamed] = [await readAll(file), await readAll(neutral)];
      expect(unnamed.format).toBe(format);
      const fromNeutral = (id: string | undefined) => id === neutral.path || id === 'data';
      const ids = unnamed.trajectories.map(({ run, group, task }) => [run, group, task.id].some(fromNeutral));
      const fromFile = (id: string | undefined) => id !== undefined && (id === file.path || file.name.startsWith(id));
      expect(unnamed.trajectories.map((trajectory) => withoutPlace(trajectory, fromNeutral))).toEqual(
        named.trajectories.map((trajectory, k) => withoutPlace(trajectory, (id) => ids[k] === true && fromFile(id))),
      );
    });

    test('survives export and import', async () => {
      const { trajectories } = await readAll(await openFixture(fixture));
      const lines = trajectories.map((trajectory) => `${JSON.stringify(toRow(trajectory))}\n`).join('');
      const again = await readAll(memoryFile('export.jsonl', lines));
      if (trajectories.length > 0) expect(again.format).toBe('rollout-lens');
      expect(again.problems).toEqual([]);
      expect(again.trajectories.map(withoutIdentity)).toEqual(trajectories.map(withoutIdentity));
    });

    test('gives each trajectory again from its place', async () => {
      await expectPlaces(fixture);
    });
  });
});

const withoutIdentity = ({ id: _id, source: _source, ...rest }: Awaited<ReturnType<typeof readAll>>['trajectories'][number]) => rest;

async function expectPlaces(fixture: Fixture): Promise<void> {
  const file = await openFixture(fixture);
  const importer = importerById((await detect(file)).format ?? '');
  if (importer === undefined) throw new Error(`${fixture.path} was not recognised`);
  const { trajectories } = await readAll(file);
  expect(new Set(trajectories.map((trajectory) => trajectory.id)).size).toBe(trajectories.length);
  for (const trajectory of trajectories.slice(0, 8)) {
    expect(await readAt(file, importer, trajectory.source.place, trajectory.sample)).toEqual(trajectory);
  }
}
