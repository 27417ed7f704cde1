import type { Importer, LogFile } from '../../core/importers/importer.ts';
import { readAt, readLog } from '../../core/importers/read.ts';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import type { Trajectory } from '../../core/model/trajectory.ts';

type Wanted = Pick<TrajectorySummary, 'id' | 'place' | 'sample'>;

/**
 * Several trajectories of one file: each from its place where the format has places, in the order of the file, else all
 * in one reading. What cannot be read any more is left out.
 */
export async function* readMany(file: LogFile, importer: Importer, wanted: readonly Wanted[]): AsyncGenerator<Trajectory, void, void> {
  if (importer.unit === 'file' && !importer.readAt && wanted.length > 1) {
    const ids = new Set(wanted.map(({ id }) => id));
    for await (const item of readLog(file, importer)) if ('trajectory' in item && ids.has(item.trajectory.id)) yield item.trajectory;
    return;
  }
  for (const { place, sample } of [...wanted].sort((a, b) => offset(a) - offset(b))) {
    const read = await readAt(file, importer, place, sample).catch(() => undefined);
    if (read) yield read;
  }
}

const offset = ({ place }: Wanted): number => (place.kind === 'bytes' ? place.offset : place.kind === 'row' ? place.row : 0);
