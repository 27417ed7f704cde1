import { resolve } from 'node:path';
import type { Archive, LogFile, Table } from '../../core/importers/importer.ts';
import { openArchive } from './archive.ts';
import { decodedSource } from './decoded.ts';
import { compressionOf } from './decoder.ts';
import { SIBLING_BYTES } from './limits.ts';
import { toLogPath } from './log-path.ts';
import { siblingPath } from './sibling.ts';
import { type ByteSource, fileFacts, fileSource } from './source.ts';
import { openTable } from './table.ts';

export interface OpenOptions {
  /** The watched folder. Neighbours are looked for inside it, and a little above it (see `siblingPath`). */
  readonly root?: string;
}

/**
 * Opens a log for reading: plain, gzip or zstd by its first bytes, whatever its name. Holds no file handle, so there is
 * nothing to close. Rejects with a `LogError` that says what is wrong and what to do.
 */
export async function openLogFile(path: string, options: OpenOptions = {}): Promise<LogFile> {
  const shown = toLogPath(path);
  const facts = await fileFacts(path, shown);
  const raw = fileSource(path, shown, facts);
  const compression = compressionOf(await raw.read(0, 4));
  const source = compression ? await decodedSource(raw, compression, shown) : raw;
  return logFile(path, shown, source, options);
}

function logFile(path: string, shown: string, source: ByteSource, options: OpenOptions): LogFile {
  let table: Promise<Table> | undefined;
  let archive: Promise<Archive> | undefined;
  return {
    path: shown,
    name: shown.slice(shown.lastIndexOf('/') + 1),
    get size() {
      return source.size;
    },
    get warning() {
      return source.warning;
    },
    bytes: (offset, length) => source.read(offset, length),
    table() {
      table ??= openTable(source, shown);
      return table;
    },
    archive() {
      archive ??= openArchive(source, shown);
      return archive;
    },
    sibling: (relativePath) => openSibling(path, relativePath, options),
  };
}

async function openSibling(path: string, relativePath: string, options: OpenOptions): Promise<LogFile | undefined> {
  const target = await siblingPath(path, relativePath, options.root);
  if (target === undefined) return undefined;
  try {
    if ((await fileFacts(target)).size > SIBLING_BYTES) return undefined;
    const root = options.root ?? resolve(path, '..');
    return await openLogFile(target, { root });
  } catch {
    return undefined;
  }
}
