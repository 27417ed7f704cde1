import type { TrajectorySummary } from '../../core/model/summary.ts';
import type { Step } from '../../core/model/trajectory.ts';

const BINARY: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/\.parquet$/i, 'a parquet table'],
  [/\.(eval|zip)$/i, 'a zip archive'],
  [/\.(gz|tgz)$/i, 'compressed with gzip'],
  [/\.zst$/i, 'compressed with zstd'],
];

/** Why a log cannot be opened as text; undefined when it can. */
export function textReason(file: string): string | undefined {
  const what = BINARY.find(([pattern]) => pattern.test(file))?.[1];
  return what && `The log is ${what} and cannot be opened as text.`;
}

/** The 1-based line of a step, or where its trajectory begins, as far as the log's format lets one know. */
export function rawLine({ place }: Pick<TrajectorySummary, 'place'>, step: Pick<Step, 'line'> | undefined): number {
  return step?.line ?? (place.kind === 'bytes' ? place.line : 1);
}
