import type { LogFile } from '../../../src/core/importers/importer.ts';
import { openArchive } from '../../../src/node/files/archive.ts';
import { openTable } from '../../../src/node/files/table.ts';
import { bytesSource } from '../../node/files/helpers.ts';
import { makeZip, type ZipMember } from '../../node/files/make-zip.ts';
import { memoryFile } from './memory-file.ts';

/** A file in memory that can also be an archive or a table, read as the one on disk is. */
export function binaryFile(path: string, bytes: Uint8Array): LogFile {
  return {
    ...memoryFile(path, bytes),
    archive: () => openArchive(bytesSource(bytes), path),
    table: () => openTable(bytesSource(bytes), path),
  };
}

export const zipFile = (path: string, members: readonly ZipMember[]): LogFile => binaryFile(path, makeZip(members));
