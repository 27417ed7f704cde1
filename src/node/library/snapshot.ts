import type { LogFile } from '../../core/importers/importer.ts';

/** Files up to this size are read once, in one go, and served from memory. Bytes. */
const small = 256 * 1024;

/**
 * A small file as it is at the first read: detection, reading and proof then speak of the same content, and cost one
 * read instead of a dozen. Larger files pass through.
 */
export function snapshotOfSmall(file: LogFile): LogFile {
  if (!(file.size <= small)) return file;
  let content: Promise<Uint8Array> | undefined;
  return {
    path: file.path,
    name: file.name,
    size: file.size,
    async bytes(offset, length) {
      content ??= file.bytes(0, file.size);
      return (await content).subarray(offset, offset + length);
    },
    table: () => file.table(),
    archive: () => file.archive(),
    sibling: (relativePath) => file.sibling(relativePath),
  };
}
