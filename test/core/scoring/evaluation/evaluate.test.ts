import { describe, expect, test } from 'vitest';
import { type Case, evaluate } from '../../../../src/core/scoring/evaluation/evaluate.ts';
import { firstErrors } from '../../../../src/core/scoring/evaluation/first-error.ts';
import { stepAt } from '../../../../src/core/scoring/evaluation/places.ts';

describe('places', () => {
  test.each([
    [{ after: 1 }, 1, 0],
    [{ after: 2 }, 2, undefined],
    [{ after: 2 }, 3, 1],
    [{ after: 8 }, 3, undefined],
    [{ percent: 25 }, 8, 1],
    [{ percent: 50 }, 3, 1],
    [{ percent: 100 }, 3, 2],
    [{ percent: 25 }, 1, 0],
    [{ after: 1 }, 0, undefined],
  ])('%j of %i steps', (place, steps, index) => expect(stepAt(place, steps)).toBe(index));
});

/** Twelve solved and twelve failed of six tasks; failed ones are longer, scores rise with success only in source `a`. */
const cases = ['a', 'b'].flatMap((source) =>
  Array.from({ length: 24 }, (_, i): Case => {
    const success = i % 2 === 0;
    const length = success ? 4 : 6;
    return {
      source,
      task: `t${i % 6}`,
      policy: i < 12 ? 'p' : 'q',
      success,
      values: Array.from({ length }, (_, step) => (source === 'a' ? (success ? 0.8 : 0.2) : 0.5) + step / 100),
    };
  }),
);

describe('evaluate', () => {
  const { sources, overall } = evaluate(cases, 'success-probability');
  const [a, b] = sources;
  const at = (source: typeof a, place: string) => source?.places.find((one) => one.place === place);

  test('ranks within each source', () => {
    expect(at(a, 'after 2')).toMatchObject({ n: 24, solved: 12, all: { value: 1 }, withinPolicy: { value: 1, pairs: 72 } });
    expect(at(b, 'after 2')?.all?.value).toBe(0.5);
    expect(overall.places.find(({ place }) => place === 'after 2')).toMatchObject({ sources: 2, n: 48, mean: 0.75 });
  });

  test('those that stopped are not compared, and too few of one kind says nothing', () => {
    expect(at(a, 'after 4')).toEqual({ place: 'after 4', n: 12, solved: 0 });
  });

  test('the step index shows what the length gives away', () => {
    expect(at(b, 'at 100 %')?.baselines).toMatchObject({ constant: 0.5, stepIndex: 1, policyName: 0.5 });
    expect(at(b, 'after 1')?.baselines?.stepIndex).toBe(0.5);
  });

  test('calibration leaves the last step out and counts steps', () => {
    expect(a?.calibration).toMatchObject({ n: 12 * 3 + 12 * 5 });
    expect(a?.calibration?.error).toBeCloseTo(0.2, 1);
    expect(evaluate(cases, 'reward').overall.calibration).toBeUndefined();
  });

  test('an unknown outcome is in no statistic', () => {
    const { overall: more } = evaluate([...cases, { source: 'a', task: 'x', values: [1, 1, 1] }], 'success-probability');
    expect(more).toMatchObject({ trajectories: 49, judged: 48, solved: 24 });
  });
});

describe('first error', () => {
  const one = { bad: 2, values: [0.9, 0.9, 0.3, 0.3, 0.2], sizes: [5, 50, 10, 10, 10] };

  test('is guessed where the score falls most', () => {
    expect(firstErrors([one], false)).toEqual({
      n: 1,
      scorer: { exact: 1, within1: 1, within3: 1 },
      baselines: {
        random: { exact: 0.2, within1: 0.6, within3: 1 },
        longest: { exact: 0, within1: 1, within3: 1 },
        last: { exact: 0, within1: 0, within3: 1 },
        fixed: { exact: 1, within1: 1, within3: 1 },
      },
    });
  });

  test('or at the lowest score of single steps', () => {
    expect(firstErrors([one], true)?.scorer).toEqual({ exact: 0, within1: 0, within3: 1 });
  });

  test('without labels there is nothing, and steps without a score do not count', () => {
    expect(firstErrors([], false)).toBeUndefined();
    expect(firstErrors([{ ...one, values: [undefined, 1] }], false)).toBeUndefined();
  });
});
