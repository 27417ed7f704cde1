import { stat } from 'node:fs/promises';
import { LogError } from '../../core/importers/importer.ts';
import type { FileStamp } from '../store/rows.ts';

/** Size, time and identity of a file; undefined where there is no regular file. Throws `LogError` where the system will not say. */
export async function stampOf(path: string): Promise<FileStamp | undefined> {
  try {
    const stats = await stat(path);
    return stats.isFile() ? { size: stats.size, mtime: stats.mtimeMs, identity: `${stats.dev}:${stats.ino}` } : undefined;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined;
    throw new LogError({
      severity: 'error',
      code: 'file-unreadable',
      message: `The file cannot be looked at (${code}).`,
      remedy: 'Check the permissions of its folder, or the mount.',
      file: path,
    });
  }
}

export const sameStamp = (a: FileStamp | undefined, b: FileStamp | undefined): boolean =>
  a?.size === b?.size && a?.mtime === b?.mtime && a?.identity === b?.identity;
