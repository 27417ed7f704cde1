import type { Json } from '../model/json.ts';
import type { Problem } from '../model/result.ts';
import type { Draft, Place, Trajectory } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { containerFor } from './detect.ts';
import { type Container, type Importer, LogError, type LogFile, type LogRecord, type RecordImporter } from './importer.ts';
import { parseRecord, type RecordItem, recordsOf } from './records.ts';

/**
 * Where the next read of a growing file starts. Plain JSON, so it can be kept across restarts. Valid as long as the
 * file only grew; a file that shrank or was replaced is read from the start.
 */
export interface Cursor {
  readonly container: Container;
  /** Byte offset, start of a line. */
  readonly offset: number;
  /** 1-based line at `offset`. */
  readonly line: number;
  /** Records before it. */
  readonly index: number;
  /** Next sample number per group (by hash of run and group), for logs that do not number their samples. */
  readonly samples: readonly (readonly [group: string, next: number])[];
}

/**
 * What a read yields: trajectories and problems in file order, and last, once, where the next read starts
 * (`undefined`: from the beginning).
 */
export type ReadItem = { readonly trajectory: Trajectory } | { readonly problem: Problem } | { readonly end: Cursor | undefined };

/**
 * Drives an importer over a file. A record that cannot be read becomes a problem with file, line, offset and remedy,
 * and the rest goes on; an unfinished last line waits for the next read. Never rejects for what is in the file.
 */
export async function* readLog(file: LogFile, importer: Importer, from?: Cursor): AsyncGenerator<ReadItem, void, void> {
  const numbering = new Map(from?.samples);
  let end: Cursor | undefined;
  try {
    for await (const item of importer.unit === 'record' ? readRecords(file, importer, from) : importer.read(file)) {
      if ('problem' in item) yield { problem: { file: file.path, ...item.problem } };
      else if ('end' in item) end = { ...item.end, samples: [...numbering] };
      else yield { trajectory: complete(item.draft, file, item.place, numbering) };
    }
  } catch (error) {
    yield { problem: asProblem(error, importer, { file: file.path }) };
  }
  if (file.warning !== undefined) yield { problem: file.warning };
  yield { end };
}

/** Reads one trajectory again. `sample` is its number as known from the first read. Rejects with a `LogError` when it is gone. */
export async function readAt(file: LogFile, importer: Importer, place: Place, sample: number): Promise<Trajectory> {
  try {
    const draft = importer.unit === 'record' ? await recordAt(file, importer, place) : await fileAt(file, importer, place);
    if (draft === undefined) throw gone();
    return complete({ ...draft, sample: draft.sample ?? sample }, file, place, new Map());
  } catch (error) {
    throw new LogError(asProblem(error, importer, { file: file.path, ...where(place) }));
  }
}

/** Stable id of a trajectory: its file and its place in it. */
export function trajectoryId(path: string, place: Place): string {
  const spot =
    place.kind === 'bytes'
      ? [place.offset, place.item]
      : place.kind === 'row'
        ? [place.row]
        : place.kind === 'member'
          ? [place.name, place.item]
          : place.kind === 'item'
            ? [place.item]
            : [];
  return shortHash([path, place.kind, ...spot], 20);
}

function complete(draft: Draft, file: LogFile, place: Place, numbering: Map<string, number>): Trajectory {
  const key = shortHash([draft.run, draft.group], 12);
  const next = numbering.get(key) ?? 0;
  if (draft.sample === undefined) numbering.set(key, next + 1);
  return { ...draft, id: trajectoryId(file.path, place), source: { file: file.path, place }, sample: draft.sample ?? next };
}

type RecordEvent =
  | { readonly draft: Draft; readonly place: Place }
  | { readonly problem: Problem }
  | { readonly end: Omit<Cursor, 'samples'> };

/** Records a format is checked against. */
const CHECKED = 20;

async function* readRecords(file: LogFile, importer: RecordImporter, from: Cursor | undefined): AsyncGenerator<RecordEvent, void, void> {
  const container = from?.container ?? (await containerFor(file, importer));
  if (container === undefined) {
    throw new LogError({
      severity: 'error',
      code: 'wrong-format',
      message: `Nothing in this file can be read as ${importer.name}`,
      remedy: 'Let the format be detected, or choose another one.',
    });
  }
  const prepared = await importer.prepare?.(file);
  const first: Json[] = [];
  let checked = importer.check === undefined || (from?.index ?? 0) > 0;
  const check = function* (): Generator<RecordEvent, void, void> {
    if (checked) return;
    checked = true;
    for (const problem of importer.check?.(first) ?? []) yield { problem };
  };
  for await (const item of recordsOf(file, container, from)) {
    if ('record' in item) {
      if (!checked) first.push(item.record.value);
      yield* draftsOf(item.record, importer, file, prepared);
      if (first.length >= CHECKED) yield* check();
    } else {
      if ('end' in item) yield* check();
      yield item;
    }
  }
  yield* check();
}

function* draftsOf(record: LogRecord, importer: RecordImporter, file: LogFile, prepared: unknown): Generator<RecordEvent, void, void> {
  try {
    const drafts = importer.read(record, file, prepared);
    for (const [item, draft] of drafts.entries()) yield { draft, place: drafts.length > 1 ? withItem(record.place, item) : record.place };
  } catch (error) {
    yield { problem: asProblem(error, importer, { file: file.path, ...where(record.place) }) };
  }
}

const withItem = (place: Place, item: number): Place => (place.kind === 'bytes' || place.kind === 'member' ? { ...place, item } : place);

async function recordAt(file: LogFile, importer: RecordImporter, place: Place): Promise<Draft | undefined> {
  const value = await valueAt(file, place);
  const record: LogRecord = { value, place, index: place.kind === 'row' ? place.row : -1 };
  const drafts = importer.read(record, file, await importer.prepare?.(file));
  return drafts[place.kind === 'bytes' ? (place.item ?? 0) : 0];
}

async function valueAt(file: LogFile, place: Place): Promise<Json> {
  if (place.kind === 'row') {
    const table = await file.table();
    const row = (await table.read(place.row, place.row + 1))[0];
    if (row === undefined) throw gone();
    return row;
  }
  if (place.kind !== 'bytes') throw gone();
  const bytes = await file.bytes(place.offset, place.length);
  if (bytes.length < place.length) throw gone();
  const item: RecordItem = parseRecord(bytes, place, -1);
  if ('record' in item) return item.record.value;
  throw gone();
}

async function fileAt(file: LogFile, importer: Exclude<Importer, RecordImporter>, place: Place): Promise<Draft | undefined> {
  if (importer.readAt !== undefined) return importer.readAt(file, place);
  for await (const item of importer.read(file)) {
    if ('draft' in item && trajectoryId('', item.place) === trajectoryId('', place)) return item.draft;
  }
  return undefined;
}

const gone = (): LogError =>
  new LogError({
    severity: 'error',
    code: 'gone',
    message: 'The trajectory is no longer where it was read',
    remedy: 'The file was changed by its writer: refresh the rollouts.',
  });

interface Spot {
  readonly file: string;
  readonly line?: number;
  readonly offset?: number;
  readonly detail?: string;
}

function where(place: Place): Omit<Spot, 'file'> {
  if (place.kind === 'bytes') return { line: place.line, offset: place.offset };
  if (place.kind === 'row') return { detail: `row ${place.row + 1}` };
  return place.kind === 'member' ? { detail: place.name } : {};
}

/** What an importer throws on purpose says what is wrong; anything else is a fault of the importer, and says so. */
function asProblem(error: unknown, importer: Importer, spot: Spot): Problem {
  if (error instanceof LogError) return { ...spot, ...error.problem, file: error.problem.file ?? spot.file };
  return {
    severity: 'error',
    code: 'importer-failed',
    message: `The ${importer.id} reader failed: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'This is a bug in Rollout Lens; please report it with the log line.',
    ...spot,
  };
}
