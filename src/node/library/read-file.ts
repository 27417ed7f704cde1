import { asProblem, containerFor, type Detected, detect } from '../../core/importers/detect.ts';
import type { Formats } from '../../core/importers/formats.ts';
import type { Container, Importer, LogFile } from '../../core/importers/importer.ts';
import { type Cursor as ReadCursor, readLog } from '../../core/importers/read.ts';
import type { Problem } from '../../core/model/result.ts';
import type { Trajectory } from '../../core/model/trajectory.ts';
import type { Cursor, FileRow, FileStamp } from '../store/rows.ts';
import { proofOf, sameProof } from './proof.ts';

export interface Plan {
  readonly importer: Importer;
  readonly container: Container;
  /** Set when only what was added since is read. */
  readonly from?: Cursor;
  /** Something to say of the choice of the format. */
  readonly remark?: Problem;
}

/** How a file is to be read: on from where it was read to, or anew; or why it is not read. */
export type Planned = { readonly plan: Plan } | { readonly refused: Problem | undefined; readonly code: string };

/** What any folder may hold without being about rollouts. */
const harmless = new Set(['not-a-rollout-log', 'no-record', 'empty', 'binary', 'pickle', 'torch']);
/** Names that only rollout logs have. */
const telling = /\.(?:eval|traj)$/i;

export async function planReading(file: LogFile, stamp: FileStamp, before: FileRow | undefined, formats: Formats): Promise<Planned> {
  const known = formats.byId(before?.format ?? '');
  if (known && before?.cursor && (await onlyGrew(file, stamp, before, before.cursor)))
    return { plan: { importer: known, container: before.cursor.at.container, from: before.cursor } };
  const chosen = formats.chosenFor(file.path);
  const forced = chosen?.by === 'file' ? await containerFor(file, chosen.importer) : undefined;
  if (chosen?.by === 'file')
    return forced
      ? { plan: { importer: chosen.importer, container: forced } }
      : { refused: misread(chosen.importer, file.path), code: 'wrong-format' };
  const detected = await detect(file, formats.importers);
  const claim = detected.candidates.find(({ format }) => format === chosen?.importer.id);
  if (chosen && claim) return { plan: { importer: chosen.importer, container: claim.container } };
  const importer = formats.byId(detected.format ?? '');
  if (importer && detected.container)
    return { plan: { importer, container: detected.container, remark: ambiguous(detected, importer, formats, file.path) } };
  const expected = detected.code === 'no-record' ? before?.format !== undefined : telling.test(file.name) && detected.code !== 'empty';
  return {
    refused: harmless.has(detected.code) && !expected ? undefined : { ...asProblem(detected, file.path), severity: 'warning' },
    code: detected.code,
  };
}

const misread = ({ name }: Importer, file: string): Problem => ({
  severity: 'warning',
  code: 'wrong-format',
  message: `Nothing in this file can be read as ${name}, which was chosen for it`,
  remedy: 'Choose another format, or let it be detected, with “Rollout Lens: Read As…”.',
  file,
});

function ambiguous({ rivals }: Detected, importer: Importer, formats: Formats, file: string): Problem | undefined {
  if (rivals === undefined) return undefined;
  const names = rivals.map((id) => formats.byId(id)?.name ?? id);
  return {
    severity: 'info',
    code: 'ambiguous-format',
    message: `This file could as well be ${names.join(' or ')}; it is read as ${importer.name}`,
    remedy: 'Choose with “Rollout Lens: Read As…”; the choice is remembered.',
    file,
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
