import { LogError, type LogFile } from '../../../src/core/importers/importer.ts';
import { folderOf, nameOf } from '../../../src/core/text/path.ts';
import { encodeUtf8 } from '../../../src/core/text/utf8.ts';

export type Contents = string | Uint8Array;

/** A log file in memory, with its neighbours. Knows neither tables nor archives. */
export function memoryFile(path: string, contents: Contents, neighbours: Readonly<Record<string, Contents>> = {}): LogFile {
  const bytes = typeof contents === 'string' ? encodeUtf8(contents) : contents;
  const refuse = (what: string) =>
    Promise.reject(new LogError({ severity: 'error', code: 'memory-file', message: `no ${what} in memory` }));
  return {
    path,
    name: nameOf(path),
    size: bytes.length,
    bytes: async (offset, length) => bytes.slice(offset, offset + length),
    table: () => refuse('tables'),
    archive: () => refuse('archives'),
    sibling: async (relative) => {
      const found = neighbours[relative];
      return found === undefined ? undefined : memoryFile(`${folderOf(path)}/${relative}`, found);
    },
  };
}

/** The same file under another path. Neighbours are still found where they were. */
export const underPath = (file: LogFile, path: string): LogFile => ({ ...file, path, name: nameOf(path) });
