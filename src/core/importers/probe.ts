import type { Json } from '../model/json.ts';
import { parseJson } from '../text/json.ts';
import { splitLines } from '../text/lines.ts';
import { decodeUtf8, withoutBom } from '../text/utf8.ts';
import { splitValues } from '../text/values.ts';
import { chunksOf, MAX_VALUE_BYTES } from './chunks.ts';
import { isObject } from './fields.ts';
import type { Container, LogFile, Probe } from './importer.ts';
import { kindOf, type Refusal, torchIn } from './magic.ts';

/** What the beginning of a file can be taken for, likeliest first; or why it cannot be a log at all. */
export type Looked = { readonly probes: readonly Probe[] } | { readonly refused: Refusal };

const HEAD_BYTES = 64 * 1024;
const RECORDS = 20;
/** After the first record, no more than this is read for the others. */
const MORE_BYTES = 4 * 1024 * 1024;
/** How far the end of an array is looked for, to tell one array from one array per line. */
const ARRAY_BYTES = 16 * 1024 * 1024;

/** Looks at the beginning of a file: magic bytes, then its first records. Rejects with a `LogError` when it cannot be read. */
export async function look(file: LogFile): Promise<Looked> {
  const head = await file.bytes(0, HEAD_BYTES);
  const kind = kindOf(head);
  if (kind === 'parquet') return { probes: [await tableProbe(file)] };
  if (kind === 'zip') return archiveProbe(file);
  if (kind !== undefined) return { refused: kind };
  const text = withoutBom(decodeUtf8(head));
  if (looksBinary(text)) return { refused: { code: 'binary', reason: 'Binary data, not a rollout log.' } };
  const probe = (container: Container, records: readonly Json[]): Probe => ({
    path: file.path,
    name: file.name,
    container,
    records,
    entries: [],
    text,
  });
  const start = text.trimStart()[0];
  if (start === '[') return { probes: await arrayProbes(file, probe) };
  if (start === '{') return { probes: await objectProbes(file, probe) };
  if (start === undefined) return { refused: { code: 'empty', reason: 'The file has no content but white space.' } };
  // The first line may be damaged and the others sound.
  const lines = await firstLines(file);
  return { probes: [probe(lines.records.length > 1 ? 'lines' : 'text', lines.records.length > 1 ? lines.records : [])] };
}

async function tableProbe(file: LogFile): Promise<Probe> {
  const { columns } = await file.table();
  return { path: file.path, name: file.name, container: 'table', records: [], entries: columns, text: '' };
}

async function archiveProbe(file: LogFile): Promise<Looked> {
  const { members } = await file.archive();
  const torch = torchIn(members);
  if (torch !== undefined) return { refused: torch };
  return { probes: [{ path: file.path, name: file.name, container: 'archive', records: [], entries: members, text: '' }] };
}

type MakeProbe = (container: Container, records: readonly Json[]) => Probe;

/** One array; or one array per line. */
async function arrayProbes(file: LogFile, probe: MakeProbe): Promise<readonly Probe[]> {
  if (await hasSecondValue(file)) return [probe('lines', (await firstLines(file)).records), probe('document', await firstValues(file, 0))];
  const elements = await firstValues(file, 1);
  return [probe('elements', elements), probe('document', elements.length > 0 ? [elements] : [])];
}

/** Lines, each an object; or one object over many lines (or several such, one after another). */
async function objectProbes(file: LogFile, probe: MakeProbe): Promise<readonly Probe[]> {
  const lines = await firstLines(file);
  if (lines.firstIsRecord && lines.records.length > 1) return [probe('lines', lines.records)];
  if (lines.firstIsRecord) return [probe('lines', lines.records), probe('document', lines.records)];
  const documents = await firstValues(file, 0);
  if (documents.length > 0) return [probe('document', documents)];
  return [probe('lines', lines.records)];
}

async function firstLines(file: LogFile): Promise<{ readonly records: readonly Json[]; readonly firstIsRecord: boolean }> {
  const records: Json[] = [];
  let seen = 0;
  let firstIsRecord = false;
  for await (const line of splitLines(chunksOf(file, 0, HEAD_BYTES), { limit: MAX_VALUE_BYTES })) {
    if (line.length === 0) continue;
    const value = line.bytes === undefined ? undefined : parsedValue(line.bytes);
    if (isRecord(value)) records.push(value);
    if (seen++ === 0) firstIsRecord = isRecord(value);
    if (records.length >= RECORDS || seen >= 10 * RECORDS || line.offset + line.length > MORE_BYTES) break;
  }
  return { records, firstIsRecord };
}

async function firstValues(file: LogFile, level: 0 | 1): Promise<readonly Json[]> {
  const records: Json[] = [];
  for await (const value of splitValues(chunksOf(file, 0), { level, limit: MAX_VALUE_BYTES })) {
    const parsed = value.finished && value.bytes !== undefined ? parsedValue(value.bytes) : undefined;
    if (parsed !== undefined) records.push(parsed);
    if (records.length >= RECORDS || value.offset + value.length > MORE_BYTES) break;
  }
  return records;
}

async function hasSecondValue(file: LogFile): Promise<boolean> {
  let values = 0;
  for await (const value of splitValues(firstBytes(file, ARRAY_BYTES), { level: 0, limit: 0 })) {
    if (++values === 2) return true;
    if (!value.finished) return false;
  }
  return false;
}

async function* firstBytes(file: LogFile, limit: number): AsyncGenerator<Uint8Array, void, void> {
  let read = 0;
  for await (const chunk of chunksOf(file)) {
    yield chunk;
    read += chunk.length;
    if (read >= limit) return;
  }
}

function parsedValue(bytes: Uint8Array): Json | undefined {
  const parsed = parseJson(decodeUtf8(bytes));
  return parsed.ok ? parsed.value : undefined;
}

const isRecord = (value: Json | undefined): value is Json => isObject(value) || Array.isArray(value);

/** Text in which every tenth character of the beginning could not be decoded, or is a control character. */
function looksBinary(text: string): boolean {
  const start = text.slice(0, 4096);
  let odd = 0;
  for (let i = 0; i < start.length; i++) {
    const code = start.charCodeAt(i);
    if (code === 0xfffd || (code < 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09 && code !== 0x1b)) odd++;
  }
  return odd * 10 > start.length;
}
