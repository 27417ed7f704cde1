import type { LogFile } from './importer.ts';

/**
 * Largest single JSON value (a line, an array element, a document) that is read, in bytes. A value has to be held as
 * text and as objects at once, several times its size; the largest real lines known (token ids, log-probs, images) are
 * some 60 MB. What is larger is walked over and reported, and the rest of the file is read.
 */
export const MAX_VALUE_BYTES = 128 * 1024 * 1024;

/** How much is read from a file at a time. */
const CHUNK_BYTES = 1024 * 1024;

/** The bytes of a file from an offset on, chunk by chunk. */
export async function* chunksOf(file: LogFile, from = 0, size = CHUNK_BYTES): AsyncGenerator<Uint8Array, void, void> {
  for (let offset = from; ; ) {
    const bytes = await file.bytes(offset, size);
    if (bytes.length > 0) yield bytes;
    if (bytes.length < size) return;
    offset += bytes.length;
  }
}
