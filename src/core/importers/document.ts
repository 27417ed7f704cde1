import type { Json } from '../model/json.ts';
import { parseJson } from '../text/json.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { LogError, type LogFile } from './importer.ts';

/** A file that is one JSON document. Throws `LogError` when it is not, with the place. */
export async function readDocument(file: LogFile): Promise<Json> {
  const bytes = await file.bytes(0, Number.isNaN(file.size) ? Number.POSITIVE_INFINITY : file.size);
  return parseDocument(bytes, file.path);
}

/** `detail` names the member when the bytes come out of an archive. */
export function parseDocument(bytes: Uint8Array, path: string, detail?: string): Json {
  const parsed = parseJson(decodeUtf8(bytes));
  if (parsed.ok) return parsed.value;
  const { message, line, column, cut } = parsed.fault;
  throw new LogError({
    severity: cut ? 'warning' : 'error',
    code: cut ? 'json-cut' : 'json-syntax',
    message: cut ? 'The document ends in the middle.' : `The document ${message} (column ${column}).`,
    remedy: cut ? 'It is read again when its writer goes on.' : 'Check what wrote the file.',
    file: path,
    line,
    detail,
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
