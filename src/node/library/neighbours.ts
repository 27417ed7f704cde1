import { posix } from 'node:path';
import type { LogFile } from '../../core/importers/importer.ts';
import type { Neighbour } from '../store/rows.ts';
import { sameStamp, stampOf } from './stamp.ts';

/**
 * A log file that remembers which neighbours were asked for, there or not, so that the log is read again when one of
 * them comes, changes or goes.
 */
export function rememberingNeighbours(
  file: LogFile,
  asked = new Set<string>(),
): { readonly file: LogFile; readonly asked: ReadonlySet<string> } {
  const wrapped: LogFile = {
    path: file.path,
    name: file.name,
    get size() {
      return file.size;
    },
    get warning() {
      return file.warning;
    },
    bytes: (offset, length) => file.bytes(offset, length),
    table: () => file.table(),
    archive: () => file.archive(),
    async sibling(relativePath) {
      asked.add(posix.join(posix.dirname(file.path), relativePath));
      const sibling = await file.sibling(relativePath);
      return sibling && rememberingNeighbours(sibling, asked).file;
    },
  };
  return { file: wrapped, asked };
}

/** Take the stamps before the neighbours are read, or as soon as it is known which: a change in between is then seen. */
export const stampNeighbours = (paths: Iterable<string>): Promise<readonly Neighbour[]> =>
  Promise.all([...paths].map(async (path) => ({ path, stamp: await stampOf(path).catch(() => undefined) })));

export async function sameNeighbours(neighbours: readonly Neighbour[]): Promise<boolean> {
  const now = await stampNeighbours(neighbours.map((it) => it.path));
  return neighbours.every((it, index) => sameStamp(it.stamp, now[index]?.stamp));
}
