import type { Problem } from '../model/result.ts';
import type { Place } from '../model/trajectory.ts';
import { parseJson } from '../text/json.ts';
import { splitLines } from '../text/lines.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { type ByteValue, splitValues } from '../text/values.ts';
import { chunksOf, MAX_VALUE_BYTES } from './chunks.ts';
import type { Container, LogFile, LogRecord } from './importer.ts';

/** Where reading may resume. */
interface Mark {
  readonly container: Container;
  readonly offset: number;
  readonly line: number;
  readonly index: number;
}

export type RecordItem = { readonly record: LogRecord } | { readonly problem: Problem };

/** The records of a file in order. Lines end with a mark from which a grown file is read on. */
export async function* recordsOf(
  file: LogFile,
  container: Container,
  from?: Omit<Mark, 'container'>,
): AsyncGenerator<RecordItem | { readonly end: Mark }, void, void> {
  if (container === 'lines') yield* lineRecords(file, from ?? { offset: 0, line: 1, index: 0 });
  else if (container === 'table') yield* rowRecords(file);
  else yield* valueRecords(file, container === 'elements' ? 1 : 0);
}

async function* lineRecords(file: LogFile, from: Omit<Mark, 'container'>): AsyncGenerator<RecordItem | { readonly end: Mark }, void, void> {
  let { offset, line, index } = from;
  for await (const found of splitLines(chunksOf(file, offset), { offset, line, limit: MAX_VALUE_BYTES })) {
    if (!isBlank(found.bytes)) {
      const item = found.bytes === undefined ? tooLarge(found) : parseRecord(found.bytes, placeOf(found), index);
      // A line without its newline counts once it is a whole object or array; nothing shorter of it would parse.
      if (!found.finished && !isWhole(item)) {
        yield { problem: unfinished(found, 'line') };
        break;
      }
      yield item;
      index++;
    }
    offset = found.offset + found.length + (found.finished ? 1 : 0);
    line = found.line + (found.finished ? 1 : 0);
  }
  yield { end: { container: 'lines', offset, line, index } };
}

async function* valueRecords(file: LogFile, level: 0 | 1): AsyncGenerator<RecordItem, void, void> {
  let index = 0;
  for await (const found of splitValues(chunksOf(file), { level, limit: MAX_VALUE_BYTES })) {
    if (!found.finished) yield { problem: unfinished(found, level === 0 ? 'document' : 'array') };
    else yield found.bytes === undefined ? tooLarge(found) : parseRecord(found.bytes, placeOf(found), index++);
  }
}

const ROWS_AT_ONCE = 256;

async function* rowRecords(file: LogFile): AsyncGenerator<RecordItem, void, void> {
  const table = await file.table();
  for (let start = 0; start < table.rows; start += ROWS_AT_ONCE) {
    const rows = await table.read(start, Math.min(start + ROWS_AT_ONCE, table.rows));
    for (const [k, value] of rows.entries()) yield { record: { value, place: { kind: 'row', row: start + k }, index: start + k } };
  }
}

/** One record from its bytes, or the problem with its place in the file. */
export function parseRecord(bytes: Uint8Array, place: Extract<Place, { kind: 'bytes' }>, index: number): RecordItem {
  const parsed = parseJson(decodeUtf8(bytes));
  if (parsed.ok) return { record: { value: parsed.value, place, index } };
  const { message, line, column, cut } = parsed.fault;
  return {
    problem: {
      severity: 'error',
      code: cut ? 'json-cut' : 'json-syntax',
      message: `This record ${message} (column ${column}); it was left out`,
      remedy: cut ? 'Its writer was probably stopped in the middle of it.' : 'Mend or delete it; the other records are read.',
      line: place.line + line - 1,
      offset: place.offset,
    },
  };
}

const placeOf = (found: ByteValue): Extract<Place, { kind: 'bytes' }> => ({
  kind: 'bytes',
  offset: found.offset,
  length: found.length,
  line: found.line,
});

const isWhole = (item: RecordItem): boolean => 'record' in item && typeof item.record.value === 'object' && item.record.value !== null;

const isBlank = (bytes: Uint8Array | undefined): boolean =>
  bytes?.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09) ?? false;

const unfinished = (found: ByteValue, what: string): Problem => ({
  severity: 'warning',
  code: 'unfinished',
  message: `The last ${what} is not finished (${found.length} bytes so far); it was left out`,
  remedy: 'If the file is being written, it is read on when it grows.',
  line: found.line,
  offset: found.offset,
});

const tooLarge = (found: ByteValue): RecordItem => ({
  problem: {
    severity: 'error',
    code: 'too-large',
    message: `This record has ${Math.round(found.length / 1e6)} MB, more than the ${Math.round(MAX_VALUE_BYTES / 1e6)} MB that are read at once; it was left out`,
    remedy: 'Let the writer leave out token ids, log-probs or images, or store them apart.',
    line: found.line,
    offset: found.offset,
  },
});
