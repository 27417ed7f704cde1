import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Problem } from '../../core/model/result.ts';
import { READ_BYTES } from './limits.ts';
import { asLogError, refusal } from './problems.ts';

/** Random access to bytes, wherever they come from. */
export interface ByteSource {
  /** Bytes there are; NaN while unknown (a compressed file that was not decoded to its end). */
  readonly size: number;
  /** What is wrong although bytes can be read; known once the end was read. */
  readonly warning?: Problem;
  /** Bytes [offset, offset + length), cut at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export interface FileFacts {
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** Changes when the file is replaced rather than written to. */
  readonly identity: string;
}

const identity = (stats: Stats): string => `${stats.dev}:${stats.ino}`;

/** Size, time and identity of a regular file. Folders, pipes, sockets and devices are refused with a `LogError`, unopened. */
export async function fileFacts(path: string, shown = path): Promise<FileFacts> {
  try {
    const stats = await stat(path);
    demandRegular(stats, shown);
    return { size: stats.size, modified: stats.mtimeMs, identity: identity(stats) };
  } catch (error) {
    throw asLogError(error, shown);
  }
}

function demandRegular(stats: Stats, shown: string): void {
  if (stats.isFile()) return;
  if (stats.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
  throw refusal(shown, 'file-kind', 'This is a pipe, socket or device, not a regular file.', { remedy: 'Name a regular file.' });
}

/**
 * A file as bytes. It is opened anew for every read: nothing is held between reads, so writers on Windows are not
 * locked out and there is nothing to dispose. A file replaced in between is noticed and refused, because bytes of two
 * files must not be mixed; a file that merely grew or shrank is read as it is.
 */
export function fileSource(path: string, shown: string, facts: FileFacts): ByteSource {
  return {
    size: facts.size,
    async read(offset, length) {
      const wanted = Math.max(0, Math.min(length, facts.size - offset));
      if (wanted > READ_BYTES) throw tooLarge(shown, wanted);
      if (wanted === 0) return new Uint8Array(0);
      let handle: FileHandle | undefined;
      try {
        handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
        const stats = await handle.stat();
        demandRegular(stats, shown);
        if (identity(stats) !== facts.identity) throw replaced(shown);
        return await readFully(handle, offset, wanted);
      } catch (error) {
        throw asLogError(error, shown);
      } finally {
        await handle?.close();
      }
    },
  };
}

async function readFully(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled === length ? bytes : bytes.slice(0, filled);
}

/** Refusal of one read past `READ_BYTES`. */
export const tooLarge = (shown: string, bytes: number) =>
  refusal(
    shown,
    'read-too-large',
    `One piece of this file has ${mebibytes(bytes)} MiB; at most ${mebibytes(READ_BYTES)} MiB are read at once.`,
    {
      remedy: 'Split the file, or write one record per line.',
    },
  );

const replaced = (shown: string) =>
  refusal(shown, 'file-replaced', 'The file was replaced while it was read.', {
    severity: 'warning',
    remedy: 'It is read again with the next change.',
  });

export const mebibytes = (bytes: number): number => Math.ceil(bytes / (1024 * 1024));
