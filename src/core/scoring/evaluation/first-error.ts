/** A trajectory with step labels: which step is the first bad one, and what a guess could go by. */
export interface LabelledSteps {
  /** Index of the first bad step. */
  readonly bad: number;
  /** A score a step. */
  readonly values: readonly (number | undefined)[];
  /** Characters a step. */
  readonly sizes: readonly number[];
}

/** Shares of trajectories in which the guess is the bad step, at most one, at most three steps off. */
export interface Hits {
  readonly exact: number;
  readonly within1: number;
  readonly within3: number;
}

export interface FirstErrors {
  /** Trajectories with a labelled bad step and a score a step. */
  readonly n: number;
  readonly scorer: Hits;
  readonly baselines: {
    /** Expected when every step is as likely. */
    readonly random: Hits;
    readonly longest: Hits;
    readonly last: Hits;
    /** The one index that is right most often in this very data: chosen with the answers in sight. */
    readonly fixed: Hits;
  };
}

/** Takes the step with the largest fall of the score for the first bad one; for a score of single steps, the lowest. Undefined without labels. */
export function firstErrors(all: readonly LabelledSteps[], lowest: boolean): FirstErrors | undefined {
  const usable = all.filter(({ values }) => values.length > 0 && values.every((value) => value !== undefined));
  if (usable.length === 0) return undefined;
  const guess = (of: (one: LabelledSteps) => number): Hits => hits(usable.map((one) => [Math.abs(of(one) - one.bad)]));
  const most = Math.max(...usable.map(({ values }) => values.length));
  const counts = new Array<number>(most).fill(0);
  for (const { bad } of usable) counts[bad] = (counts[bad] ?? 0) + 1;
  const index = counts.indexOf(Math.max(...counts));
  return {
    n: usable.length,
    scorer: guess((one) => (lowest ? least(one.values as readonly number[]) : largestFall(one.values as readonly number[]))),
    baselines: {
      random: hits(usable.map(({ values, bad }) => values.map((_, step) => Math.abs(step - bad)))),
      longest: guess(({ sizes }) => least(sizes.map((size) => -size))),
      last: guess(({ values }) => values.length - 1),
      fixed: guess(({ values }) => Math.min(index, values.length - 1)),
    },
  };
}

/** Steps from the second on: the first has no change. */
function largestFall(values: readonly number[]): number {
  if (values.length === 1) return 0;
  return 1 + least(values.slice(1).map((value, i) => value - (values[i] as number)));
}

const least = (values: readonly number[]): number => values.reduce((best, value, i) => (value < (values[best] as number) ? i : best), 0);

/** Each trajectory's guesses share its weight of one. */
function hits(distances: readonly (readonly number[])[]): Hits {
  const within = (most: number): number =>
    distances.reduce((sum, guesses) => sum + guesses.filter((distance) => distance <= most).length / guesses.length, 0) / distances.length;
  return { exact: within(0), within1: within(1), within3: within(3) };
}
