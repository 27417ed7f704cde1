import type { Json } from '../model/json.ts';
import { parseJson } from '../text/json.ts';
import { join } from '../text/lines.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { chunksOf, MAX_VALUE_BYTES } from './chunks.ts';
import { LogError, type LogFile } from './importer.ts';

/** All bytes of a file. Throws `LogError` past the limit. */
export async function wholeBytes(file: LogFile, limit = MAX_VALUE_BYTES): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(file)) {
    length += chunk.length;
    if (length > limit) throw tooLarge(file.path, limit);
    parts.push(chunk);
  }
  return join(parts, length);
}

/** The file as one JSON value. Throws `LogError` with the place of the fault. */
export async function wholeDocument(file: LogFile, limit = MAX_VALUE_BYTES): Promise<Json> {
  const parsed = parseJson(decodeUtf8(await wholeBytes(file, limit)));
  if (parsed.ok) return parsed.value;
  const { message, line, column, cut } = parsed.fault;
  throw new LogError({
    severity: cut ? 'warning' : 'error',
    code: cut ? 'json-cut' : 'json-syntax',
    message: `The document ${message} (line ${line}, column ${column})`,
    remedy: cut ? 'If it is being written, it is read again when it changes.' : 'Mend or delete the file; other files are not affected.',
    file: file.path,
    line,
  });
}

const tooLarge = (path: string, limit: number): LogError =>
  new LogError({
    severity: 'error',
    code: 'too-large',
    message: `The file is larger than ${Math.round(limit / 1e6)} MB, and its format can only be read as a whole`,
    remedy: 'Split the log, or let its writer leave out token ids, log-probs or images.',
    file: path,
  });
