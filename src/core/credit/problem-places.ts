import type { TrajectorySummary } from '../model/summary.ts';
import type { Diagnosis } from './diagnose.ts';

export interface Spot {
  readonly file: string;
  /** Line of the log file, from 1; undefined where a place in the file is not a line. */
  readonly line: number | undefined;
}

/** A diagnosis as a list of problems shows it: once a file, at the first rollout it speaks of. */
export interface PlacedDiagnosis extends Spot {
  readonly diagnosis: Diagnosis;
  /** Other rollouts it names in the same file, as far as they are told. */
  readonly others: readonly Spot[];
}

/** Beyond this many a list of places helps nobody. */
const MOST_OTHERS = 20;

/**
 * Where in the log files diagnoses belong. One that speaks of the whole batch stands at the head of each file; that
 * recorded advantages are those of a known method is good news and stands nowhere.
 */
export function placed(diagnoses: readonly Diagnosis[], batch: readonly TrajectorySummary[]): readonly PlacedDiagnosis[] {
  return diagnoses.filter(({ code }) => code !== 'best-match').flatMap((diagnosis) => spotsOf(diagnosis, batch));
}

function spotsOf(diagnosis: Diagnosis, batch: readonly TrajectorySummary[]): PlacedDiagnosis[] {
  const named = new Set(diagnosis.trajectories);
  const meant = named.size === 0 ? batch : batch.filter(({ id }) => named.has(id));
  return [...Map.groupBy(meant, ({ file }) => file)].map(([file, members]) => {
    if (named.size === 0) return { diagnosis, file, line: undefined, others: [] };
    const spots = members.map(spotOf).sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    return { diagnosis, file, line: spots[0]?.line, others: spots.slice(1, 1 + MOST_OTHERS) };
  });
}

const spotOf = ({ file, place }: TrajectorySummary): Spot => ({ file, line: place.kind === 'bytes' ? place.line : undefined });
