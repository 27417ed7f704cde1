import { LogError } from '../../core/importers/importer.ts';
import type { Problem } from '../../core/model/result.ts';

const REASONS: Readonly<Record<string, readonly [code: string, message: string, remedy: string]>> = {
  ENOENT: ['file-missing', 'The file does not exist.', 'It may have been moved or deleted; refresh the list of runs.'],
  EACCES: ['file-permission', 'The file may not be read.', 'Give your user read permission for it and for the folders above it.'],
  EPERM: ['file-permission', 'The file may not be read.', 'Give your user read permission for it and for the folders above it.'],
  EISDIR: ['file-kind', 'This is a folder, not a file.', 'Watch the folder, or name a file inside it.'],
  ENOTDIR: ['file-missing', 'A part of the path is not a folder.', 'Check the path.'],
  ELOOP: ['file-link-loop', 'The path is a loop of symbolic links.', 'Repair the link.'],
  ENAMETOOLONG: ['file-path', 'The path is longer than the system allows.', 'Shorten the path.'],
  EMFILE: ['file-busy', 'Too many files are open.', 'Close other programs, or raise the limit of open files.'],
  ENFILE: ['file-busy', 'Too many files are open.', 'Close other programs, or raise the limit of open files.'],
  EBUSY: ['file-busy', 'The file is locked by another program.', 'It is read again when it changes.'],
  EIO: ['file-io', 'The disk or the network file system failed to read the file.', 'Check the mount, then refresh.'],
  ESTALE: ['file-io', 'The network file system lost the file.', 'Check the mount, then refresh.'],
};

/** A refusal fit to be shown: what is wrong with which file, and what to do about it, one sentence each. */
export const refusal = (file: string, code: string, message: string, more: Partial<Problem> & { readonly remedy: string }): LogError =>
  new LogError({ severity: 'error', code, message, file, ...more });

/** Turns whatever a file-system call threw into a `LogError`; a `LogError` passes through. */
export function asLogError(error: unknown, file: string): LogError {
  if (error instanceof LogError) return error;
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException;
  const known = REASONS[code];
  if (known) return refusal(file, known[0], known[1], { remedy: known[2] });
  return refusal(file, 'file-unreadable', `The file could not be read: ${message}`, {
    detail: code || undefined,
    remedy: 'Check the disk or the mount, then refresh.',
  });
}

export const damagedTable = (file: string, why: string): LogError =>
  refusal(file, 'parquet-damaged', `The parquet file is damaged: ${why}.`, { remedy: 'Copy or write the file again.' });
