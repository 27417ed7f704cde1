/** A failed trajectory with the step people named as the first bad one, and the scores of all steps. */
export interface Labelled {
  readonly source: string;
  readonly step: number;
  readonly scores: readonly number[];
}

export interface FirstErrors {
  readonly source: string;
  readonly n: number;
  /** Share of a trajectory's other steps whose change of score lies above the bad step's, on average; 0.5 is chance. */
  readonly fallsMore: number;
  readonly interval: readonly [number, number];
  /** The same for a "score" that falls most at the start and ever less: what the bad step's position alone gives. */
  readonly positionOnly: number;
  /** Share of trajectories whose largest fall is at the bad step, and what a blind guess would give. */
  readonly exact: number;
  readonly chance: number;
}

/** Does the score fall where people saw the first error? Steps from the second on, since the first has no change; trajectories with one such step are left out. */
export function firstErrors(labelled: readonly Labelled[]): readonly FirstErrors[] {
  return [...Map.groupBy(labelled, (one) => one.source)].flatMap(([source, list]) => {
    const found = list.flatMap(({ step, scores }) => {
      const changes = scores.slice(1).map((score, i) => score - (scores[i] as number));
      const own = changes[step - 1];
      if (own === undefined || changes.length < 2) return [];
      const others = changes.filter((_, i) => i !== step - 1);
      const above = others.reduce((sum, change) => sum + (change > own ? 1 : change === own ? 0.5 : 0), 0) / others.length;
      const later = (changes.length - step) / others.length;
      return [{ above, later, first: Math.min(...changes) === own ? 1 : 0, chance: 1 / changes.length }];
    });
    if (found.length === 0) return [];
    const n = found.length;
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / n;
    const above = found.map((one) => one.above);
    const centre = mean(above);
    const half = 1.96 * Math.sqrt(mean(above.map((value) => (value - centre) ** 2)) / n);
    return [
      {
        source,
        n,
        fallsMore: centre,
        interval: [centre - half, centre + half],
        positionOnly: mean(found.map((one) => one.later)),
        exact: mean(found.map((one) => one.first)),
        chance: mean(found.map((one) => one.chance)),
      } satisfies FirstErrors,
    ];
  });
}
