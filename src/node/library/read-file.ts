import { asProblem, detect } from '../../core/importers/detect.ts';
import type { Container, Importer, LogFile } from '../../core/importers/importer.ts';
import { type Cursor as ReadCursor, readLog } from '../../core/importers/read.ts';
import { importerById } from '../../core/importers/table.ts';
import type { Problem } from '../../core/model/result.ts';
import type { Trajectory } from '../../core/model/trajectory.ts';
import type { Cursor, FileRow, FileStamp } from '../store/rows.ts';
import { proofOf, sameProof } from './proof.ts';

export interface Plan {
  readonly importer: Importer;
  readonly container: Container;
  /** Set when only what was added since is read. */
  readonly from?: Cursor;
}

/** How a file is to be read: on from where it was read to, or anew; or why it is not read. */
export type Planned = { readonly plan: Plan } | { readonly refused: Problem | undefined; readonly code: string };

/** What any folder may hold without being about rollouts. */
const harmless = new Set(['not-a-rollout-log', 'no-record', 'empty', 'binary', 'pickle', 'torch']);
/** Names that only rollout logs have. */
const telling = /\.(?:eval|traj)$/i;

export async function planReading(file: LogFile, stamp: FileStamp, before: FileRow | undefined): Promise<Planned> {
  const known = importerById(before?.format ?? '');
  if (known && before?.cursor && (await onlyGrew(file, stamp, before, before.cursor)))
    return { plan: { importer: known, container: before.cursor.at.container, from: before.cursor } };
  const detected = await detect(file);
  const importer = importerById(detected.format ?? '');
  if (importer && detected.container) return { plan: { importer, container: detected.container } };
  const expected = detected.code === 'no-record' ? before?.format !== undefined : telling.test(file.name) && detected.code !== 'empty';
  return {
    refused: harmless.has(detected.code) && !expected ? undefined : { ...asProblem(detected, file.path), severity: 'warning' },
    code: detected.code,
  };
}

async function onlyGrew(file: LogFile, stamp: FileStamp, before: FileRow, cursor: Cursor): Promise<boolean> {
  if (stamp.identity !== before.identity || stamp.size < before.size) return false;
  if (stamp.size === before.size && stamp.mtime !== before.mtime) return false;
  return sameProof(cursor.proof, await proofOf(file, cursor.at.offset));
}

export type Read =
  | { readonly trajectory: Trajectory }
  | { readonly problem: Problem }
  /** Last. `cursor` is missing where the file must be read anew next time. */
  | { readonly end: { readonly cursor: Cursor | undefined } }
  /** Last. The file was written anew while it was read: nothing of this reading holds. */
  | { readonly torn: true };

/** Reads by plan. Sample numbers start at 0 with every reading: the index counts them through. */
export async function* readByPlan(file: LogFile, plan: Plan): AsyncGenerator<Read> {
  const size = Number.isNaN(file.size) ? 0 : file.size;
  const start = await proofOf(file, plan.from?.at.offset ?? Math.min(size, 4096));
  let trajectories = plan.from?.trajectories ?? 0;
  let end: ReadCursor | undefined;
  for await (const item of readLog(file, plan.importer, {
    ...(plan.from?.at ?? { container: plan.container, offset: 0, line: 1, index: 0 }),
    samples: [],
  })) {
    if ('end' in item) end = item.end;
    else {
      if ('trajectory' in item) trajectories++;
      yield item;
    }
  }
  const cursor = end && {
    at: { container: end.container, offset: end.offset, line: end.line, index: end.index },
    trajectories,
    proof: await proofOf(file, end.offset),
  };
  // The new proof is taken first: if the old one still holds after it, both were taken from the same content.
  const now = await proofOf(file, plan.from?.at.offset ?? Math.min(size, 4096));
  if (sameProof(start, now)) yield { end: { cursor } };
  else yield { torn: true };
}
