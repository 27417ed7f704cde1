import { type Ranked, type Ranking, ranking } from '../../stats/ranking.ts';

/** A trajectory with known outcome and the scores of the steps its policy decided. */
export interface Judged {
  readonly task: string;
  readonly policy?: string;
  readonly success: boolean;
  readonly values: readonly (number | undefined)[];
}

/** After a number of the policy's own steps, among trajectories that go on; or at a percentage of the whole, which reads the length too. */
export type Place = { readonly after: number } | { readonly percent: number };

export const PLACES: readonly Place[] = [...[1, 2, 4, 8].map((after) => ({ after })), ...[25, 50, 75, 100].map((percent) => ({ percent }))];

export const placeName = (place: Place): string => ('after' in place ? `after ${place.after}` : `at ${place.percent} %`);

/**
 * Index of a trajectory's step at a place; undefined where it does not count. Stopping often tells the outcome, so after
 * k steps only trajectories that go on are compared; at the first step nothing is selected and all are.
 */
export function stepAt(place: Place, steps: number): number | undefined {
  if (steps === 0) return undefined;
  if ('percent' in place) return Math.max(0, Math.ceil((steps * place.percent) / 100) - 1);
  return place.after === 1 || steps > place.after ? (place.after <= steps ? place.after - 1 : undefined) : undefined;
}

export interface Shares {
  /** Solved and failed trajectories there; with fewer than five of either nothing is said of the ranking. */
  readonly n: number;
  readonly solved: number;
  readonly all?: Ranking;
  /** Only pairs of the same task, or of the same policy: with at least 20 of them. */
  readonly withinTask?: Ranking;
  readonly withinPolicy?: Ranking;
}

const NEEDED = 5;
const NEEDED_PAIRS = 20;

/** How scores rank solved above failed trajectories at one place. `score` gives another number than the step's score, for baselines. */
export function sharesAt<T extends Judged>(
  judged: readonly T[],
  place: Place,
  score: (one: T, step: number) => number | undefined = (one, step) => one.values[step],
): Shares {
  const samples = judged.flatMap((one): (Ranked & { readonly policy: string })[] => {
    const step = stepAt(place, one.values.length);
    const value = step === undefined ? undefined : score(one, step);
    if (value === undefined || !Number.isFinite(value)) return [];
    return [{ score: value, positive: one.success, cluster: one.task, policy: one.policy ?? '' }];
  });
  const solved = samples.filter((sample) => sample.positive).length;
  const counts = { n: samples.length, solved };
  if (solved < NEEDED || samples.length - solved < NEEDED) return counts;
  return {
    ...counts,
    all: ranking(samples),
    withinTask: enough(ranking(samples.map((sample) => ({ ...sample, stratum: sample.cluster })))),
    withinPolicy: enough(ranking(samples.map((sample) => ({ ...sample, stratum: sample.policy })))),
  };
}

const enough = (found: Ranking | undefined): Ranking | undefined => (found && found.pairs >= NEEDED_PAIRS ? found : undefined);
