import type { Json } from '../model/json.ts';
import type { Problem } from '../model/result.ts';
import type { Draft, Place } from '../model/trajectory.ts';

/** Read access to one log file. The host gives an implementation; importers never see a file system. */
export interface LogFile {
  /** Path as given, forward slashes. */
  readonly path: string;
  /** Last path segment. */
  readonly name: string;
  /** Bytes, at the time of opening. For a compressed file: of its decoded content when known, else NaN. */
  readonly size: number;
  /** What is wrong with the file although it could be read, e.g. its compressed data end early. Known once its end was read. */
  readonly warning?: Problem;
  /** Bytes [offset, offset + length), cut at the end of the file. */
  bytes(offset: number, length: number): Promise<Uint8Array>;
  /** The file as a parquet table. Rejects with a `LogError` when it is none. */
  table(): Promise<Table>;
  /** The file as a zip archive. Rejects with a `LogError` when it is none. */
  archive(): Promise<Archive>;
  /** A neighbour, e.g. `metadata.json` or `../result.json`; undefined where there is none or it may not be read. */
  sibling(relativePath: string): Promise<LogFile | undefined>;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: number;
  /** Rows [start, end), each an object by column name. */
  read(start: number, end: number): Promise<readonly Readonly<Record<string, Json>>[]>;
}

export interface Archive {
  /** Member names in directory order, each once (the last copy of a name wins). */
  readonly members: readonly string[];
  /** Decoded bytes of a member. Rejects with a `LogError` past the size limits (zip bombs) or on an unknown method. */
  member(name: string): Promise<Uint8Array>;
}

/** An error whose `problem` is fit to be shown. Everything a reader throws on purpose is one of these. */
export class LogError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** What detection sees: the beginning of a file, already decoded. */
export interface Probe {
  readonly path: string;
  readonly name: string;
  readonly container: Container;
  /** First complete records: lines of JSONL, elements of a JSON array (up to 20), or the one document. */
  readonly records: readonly Json[];
  /** Columns of a table, members of an archive. */
  readonly entries: readonly string[];
  /** Start of the text, at most 64 KiB, for formats that are not JSON. */
  readonly text: string;
}

/**
 * `lines`: one JSON value a line. `elements`: one JSON array of values. `document`: one JSON value that is no array.
 * A JSON file that is one array offers both `elements` and `document` (the importer says which it reads).
 */
export type Container = 'lines' | 'elements' | 'document' | 'table' | 'archive' | 'text';

/** How sure a detector is. `sure`: its required keys are there and its excluding keys are not. */
export type Detection = 'sure' | 'maybe' | 'no';

/** One trajectory found in a file, or what kept one from being read. */
export type Imported = { readonly draft: Draft; readonly place: Place } | { readonly problem: Problem };

/** A record and where it stands. */
export interface LogRecord {
  readonly value: Json;
  readonly place: Place;
  /** Position among the records of the file, from 0; -1 when one record is read again from its place and it is not known. */
  readonly index: number;
}

interface ImporterBase {
  /** Stable id, e.g. `verl-rollout`. */
  readonly id: string;
  readonly name: string;
  /** Where the outcome and rewards come from; shown in `formats` and the docs. */
  readonly rewards: string;
  /** What makes a group; shown in `formats` and the docs. */
  readonly groups: string;
  readonly containers: readonly Container[];
  /** How the writer touches the file; decides how changes are followed. */
  readonly writes: 'append' | 'rewrite' | 'replace' | 'once';
  /** Mapped by the user: where it is sure, no built-in format is a rival. */
  readonly own?: true;
  detect(probe: Probe): Detection;
}

/**
 * A format whose records stand alone: each record (line, array element, table row) holds whole trajectories, so a
 * growing file is read from where it grew and one trajectory is read from its own place.
 */
export interface RecordImporter extends ImporterBase {
  readonly unit: 'record';
  /** Reads sidecars and the like once per file; its value is handed to every `read`. */
  prepare?(file: LogFile): Promise<unknown>;
  /** What the first records of a file say against the format as it is defined; told once, when a file is read from its start. */
  check?(records: readonly Json[]): readonly Problem[];
  /** The trajectories of one record. Throws `LogError` when the record is not what the format promises. */
  read(record: LogRecord, file: LogFile, prepared: unknown): readonly Draft[];
}

/** A format that is read as a whole (one document, one archive, many lines that make one trajectory). */
export interface FileImporter extends ImporterBase {
  readonly unit: 'file';
  /** All trajectories of the file, in order. Bad parts come as problems; only a file that is unreadable as a whole throws. */
  read(file: LogFile): AsyncIterable<Imported>;
  /** One trajectory again, from its place. Without it the file is read up to that trajectory. */
  readAt?(file: LogFile, place: Place): Promise<Draft | undefined>;
}

export type Importer = RecordImporter | FileImporter;
