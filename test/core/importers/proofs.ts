import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { detect } from '../../../src/core/importers/detect.ts';
import { toRow } from '../../../src/core/importers/export.ts';
import type { LogFile } from '../../../src/core/importers/importer.ts';
import { readLog } from '../../../src/core/importers/read.ts';
import { importerById } from '../../../src/core/importers/table.ts';
import type { Problem } from '../../../src/core/model/result.ts';
import type { Trajectory } from '../../../src/core/model/trajectory.ts';
import { openLogFile } from '../../../src/node/files/open.ts';
import { underPath } from './memory-file.ts';

/**
 * What the proofs of all formats share. A fixture is any file under `test/fixtures/<importer id>/`; drop a file there
 * and it is proven. Files that only accompany logs are listed in `SIDECARS`.
 */
export interface Fixture {
  /** Importer id, from the folder's name. */
  readonly format: string;
  /** Path below `test/fixtures`, forward slashes. */
  readonly path: string;
}

export const FIXTURES = join(import.meta.dirname, '../../fixtures');

/** Names of files that stand beside logs and hold no trajectory of their own. */
const SIDECARS = /^(?:.*\.(?:md|txt|png|cast)|(?:metadata|run_metadata|debug|config|result|report|ctrf|preds)\.json|all_preds\.jsonl)$/;

export function fixturesOf(format: string): readonly Fixture[] {
  const folder = join(FIXTURES, format);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !SIDECARS.test(entry.name))
    .map((entry) => ({ format, path: relative(FIXTURES, join(entry.parentPath, entry.name)).replaceAll('\\', '/') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The fixture as a log file whose path is the same on every machine. */
export const openFixture = async (fixture: Fixture): Promise<LogFile> =>
  underPath(await openLogFile(join(FIXTURES, fixture.path), { root: FIXTURES }), fixture.path);

export interface Contents {
  readonly format: string | null;
  readonly trajectories: readonly Trajectory[];
  readonly problems: readonly Problem[];
}

/** Detects a file's format and reads all of it. */
export async function readAll(file: LogFile): Promise<Contents> {
  const { format } = await detect(file);
  const importer = format === null ? undefined : importerById(format);
  const trajectories: Trajectory[] = [];
  const problems: Problem[] = [];
  if (importer === undefined) return { format, trajectories, problems };
  for await (const item of readLog(file, importer)) {
    if ('trajectory' in item) trajectories.push(item.trajectory);
    else if ('problem' in item) problems.push(item.problem);
  }
  return { format, trajectories, problems };
}

/** What remains of a trajectory when its file is called something else: all but its source and ids taken from the name. */
export function withoutPlace(trajectory: Trajectory, fromName: (id: string | undefined) => boolean): unknown {
  const { source: _source, ...row } = toRow(trajectory);
  const named = (id: string | undefined) => (fromName(id) ? '<file>' : id);
  return {
    ...row,
    run: named(trajectory.run),
    group: named(trajectory.group),
    task: { ...trajectory.task, id: named(trajectory.task.id) },
  };
}
