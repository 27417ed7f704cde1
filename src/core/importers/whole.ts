import type { Json } from '../model/json.ts';
import { parseJson } from '../text/json.ts';
import { join } from '../text/lines.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { LogError, type LogFile } from './importer.ts';

/**
 * Largest single JSON value (a line, an array element, a document) that is read, in bytes. A value has to be held as
 * text and as objects at once, several times its size; the largest real lines seen (token ids, log-probs, images) are
 * some 60 MB. What is larger is walked over and reported, and the rest of the file is read.
 */
export const MAX_VALUE_BYTES = 128 * 1024 * 1024;

/** How much is read from a file at a time. */
export const CHUNK_BYTES = 1024 * 1024;

/** The bytes of a file from an offset on, chunk by chunk. */
export async function* chunksOf(file: LogFile, from = 0, chunk = CHUNK_BYTES): AsyncGenerator<Uint8Array, void, void> {
  for (let offset = from; ; ) {
    const bytes = await file.bytes(offset, chunk);
    if (bytes.length > 0) yield bytes;
    if (bytes.length < chunk) return;
    offset += bytes.length;
  }
}

/** All bytes of a file. Throws `LogError` past the limit. */
export async function wholeBytes(file: LogFile, limit = MAX_VALUE_BYTES): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(file)) {
    length += chunk.length;
    if (length > limit) throw new LogError(tooLarge(file.path, limit));
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
    severity: 'error',
    code: cut ? 'json-cut' : 'json-syntax',
    message: `The document ${message} (line ${line}, column ${column})`,
    remedy: cut
      ? 'The file is cut, or still being written: it is read again when it changes.'
      : 'Mend or delete the file; other files are not affected.',
    file: file.path,
    line,
  });
}

const tooLarge = (path: string, limit: number) =>
  ({
    severity: 'error',
    code: 'too-large',
    message: `The file is larger than ${Math.round(limit / 1024 / 1024)} MB and this format can only be read as a whole`,
    remedy: 'Split the log, or write one rollout per line.',
    file: path,
  }) as const;
