import type { Json } from '../model/json.ts';
import { parseJson } from '../text/json.ts';
import { join } from '../text/lines.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { chunksOf, MAX_VALUE_BYTES } from './chunks.ts';
import { LogError, type LogFile } from './importer.ts';

/** A file that is one JSON document. Throws `LogError` when it is not, or is too large to be held, with the place. */
export async function readDocument(file: LogFile): Promise<Json> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(file)) {
    parts.push(chunk);
    length += chunk.length;
    if (length > MAX_VALUE_BYTES) throw tooLarge(file.path);
  }
  return parseDocument(join(parts, length), file.path);
}

/** `member` names the document inside an archive. */
export function parseDocument(bytes: Uint8Array, path: string, member?: string): Json {
  const parsed = parseJson(decodeUtf8(bytes));
  if (parsed.ok) return parsed.value;
  const { message, line, column, cut } = parsed.fault;
  throw new LogError({
    severity: cut && member === undefined ? 'warning' : 'error',
    code: cut ? 'json-cut' : 'json-syntax',
    message: `${member === undefined ? 'The document' : 'A member of the archive'} ${message} (line ${line}, column ${column})`,
    remedy: member === undefined ? 'If it is being written, it is read again when it changes.' : 'The other members are read.',
    file: path,
    line: member === undefined ? line : undefined,
    detail: member,
  });
}

/** A neighbour that is one JSON document; `undefined` when there is none or it cannot be parsed: sidecars are optional. */
export async function readSidecar(file: LogFile, relativePath: string): Promise<Json | undefined> {
  const sidecar = await file.sibling(relativePath);
  if (!sidecar) return undefined;
  try {
    return await readDocument(sidecar);
  } catch {
    return undefined;
  }
}

const tooLarge = (path: string): LogError =>
  new LogError({
    severity: 'error',
    code: 'too-large',
    message: `The document is larger than the ${Math.round(MAX_VALUE_BYTES / 1e6)} MB that are read at once`,
    remedy: 'Let the writer leave out token ids, log-probs or images, or split the log.',
    file: path,
  });
