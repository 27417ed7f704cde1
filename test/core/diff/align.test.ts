import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { align, type Row } from '../../../src/core/diff/align.ts';
import { decisiveDivergence, firstDivergence } from '../../../src/core/diff/divergence.ts';
import { fingerprint } from '../../../src/core/diff/fingerprint.ts';
import { type Aligned, alignRange, type Scoring } from '../../../src/core/diff/gaps.ts';
import { explainSimilarity, similarity } from '../../../src/core/diff/similarity.ts';
import { trajectory } from '../credit/make.ts';

const prints = (...steps: readonly (readonly [string, string])[]) => trajectory('t', steps).steps.map(fingerprint);

function score(s: Scoring, alignment: readonly Aligned[]): number {
  let total = 0;
  let open: 'a' | 'b' | undefined;
  for (const [i, j] of alignment) {
    const gap = i === undefined ? 'b' : j === undefined ? 'a' : undefined;
    if (gap === undefined) total += s.pair(i as number, j as number);
    else total -= s.extend + (gap === open ? 0 : s.open);
    open = gap;
  }
  return total;
}

/** All alignments of n and m positions, by brute force. */
function bestByForce(s: Scoring, n: number, m: number): number {
  const visit = (i: number, j: number, sofar: readonly Aligned[]): number => {
    if (i === n && j === m) return score(s, sofar);
    const options = [Number.NEGATIVE_INFINITY];
    if (i < n && j < m) options.push(visit(i + 1, j + 1, [...sofar, [i, j]]));
    if (i < n) options.push(visit(i + 1, j, [...sofar, [i, undefined]]));
    if (j < m) options.push(visit(i, j + 1, [...sofar, [undefined, j]]));
    return Math.max(...options);
  };
  return visit(0, 0, []);
}

function covers(alignment: readonly Aligned[], n: number, m: number): boolean {
  const [a, b] = [alignment.flatMap(([i]) => (i === undefined ? [] : [i])), alignment.flatMap(([, j]) => (j === undefined ? [] : [j]))];
  return a.length === n && b.length === m && a.every((v, k) => v === k) && b.every((v, k) => v === k);
}

const table = (n: number, m: number) => fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: m, maxLength: m }), { minLength: n, maxLength: n }); // biome-ignore format: one line

describe('affine alignment', () => {
  test('is the best of all alignments', () => {
    const cases = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })).chain(([n, m]) => fc.tuple(fc.constant(n), fc.constant(m), table(n, m))); // biome-ignore format: one line
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 2 }), ([n, m, t], open, extend) => {
        const s: Scoring = { open, extend, pair: (i, j) => t[i]?.[j] as number };
        const got = alignRange(s, 0, n, 0, m);
        return covers(got, n, m) && Math.abs(score(s, got) - bestByForce(s, n, m)) < 1e-9;
      }),
      { numRuns: 300 },
    );
  });

  test('split in linear space it is as good as in one piece', () => {
    const [n, m] = [700, 900]; // 630,000 cells: more than one piece
    const s: Scoring = { open: 2, extend: 0.5, pair: (i, j) => (((i * 2654435761 + j * 40503) >>> 7) % 17) - 9 };
    const got = alignRange(s, 0, n, 0, m);
    expect(covers(got, n, m)).toBe(true);
    expect(score(s, got)).toBeCloseTo(plainBest(s, n, m), 6);
  });
});

/** The value of the best alignment by the textbook recurrence, without a trace. */
function plainBest(s: Scoring, n: number, m: number): number {
  let best = Array.from({ length: m + 1 }, (_, k) => (k === 0 ? 0 : -s.open - k * s.extend));
  let down = new Array<number>(m + 1).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < n; i++) {
    const nextBest = [-s.open - (i + 1) * s.extend];
    const nextDown = [nextBest[0] as number];
    let across = Number.NEGATIVE_INFINITY;
    for (let k = 1; k <= m; k++) {
      nextDown[k] = Math.max(down[k] as number, (best[k] as number) - s.open) - s.extend;
      across = Math.max(across, (nextBest[k - 1] as number) - s.open) - s.extend;
      nextBest[k] = Math.max((best[k - 1] as number) + s.pair(i, k - 1), nextDown[k] as number, across);
    }
    [best, down] = [nextBest, nextDown];
  }
  return best[m] as number;
}

describe('steps', () => {
  test('a small edit in one step, an extra step on one side', () => {
    const a = prints(['ls src', 'a.py'], ['cat src/a.py', 'def f(): pass'], ['pytest -q', '1 failed'], ['submit', 'ok']);
    const b = prints(['ls src', 'a.py'], ['cat src/a.py', 'def f(): pass'], ['git status', 'clean'], ['pytest -q -x', '1 failed'], ['submit', 'ok']); // biome-ignore format: a picture
    expect(align(a, b).map((r) => r.kind)).toEqual(['same', 'same', 'only-b', 'changed', 'same']);
    expect(firstDivergence(align(a, b))).toBe(2);
  });

  const step = fc.tuple(fc.constantFrom('ls', 'cat a', 'cat b', 'pytest', 'rm -rf x', ''), fc.constantFrom('', 'ok', 'error', 'a b c'));
  const steps = fc.array(step, { maxLength: 12 });

  test('covers both sides in order; equal sequences are all the same; so too with the sides swapped', () => {
    fc.assert(
      fc.property(steps, steps, (x, y) => {
        const [a, b] = [prints(...x), prints(...y)];
        const rows = align(a, b);
        const back = align(b, a);
        return (
          covers(rows.map((r) => [r.a, r.b] as const), a.length, b.length) && // biome-ignore format: one call
          align(a, a).every((r) => r.kind === 'same') &&
          covers(back.map((r) => [r.b, r.a] as const), a.length, b.length) // biome-ignore format: one call
        );
      }),
    );
  });

  test('likeness is symmetric, in [0, 1], 1 for equal steps, and its parts add up', () => {
    fc.assert(
      fc.property(step, step, (x, y) => {
        const [a] = prints(x);
        const [b] = prints(y);
        if (!a || !b) return false;
        const value = similarity(a, b);
        const parts = explainSimilarity(a, b);
        const sum = parts.parts.reduce((t, p) => t + p.weight * p.value, 0);
        return value >= 0 && value <= 1 && value === similarity(b, a) && similarity(a, a) === 1 && Math.abs(sum - parts.value) < 1e-9 && Math.abs(parts.value - value) < 1e-9; // biome-ignore format: one line
      }),
    );
  });

  test('ten thousand steps against ten', () => {
    const many = prints(...Array.from({ length: 10_000 }, (_, i) => [`step ${i}`, `out ${i % 7}`] as const));
    const few = [3, 500, 5000, 9999].map((i) => many[i]).filter((f) => f !== undefined);
    const rows = align(many, few);
    expect(rows.filter((r) => r.kind === 'same').map((r) => r.a)).toEqual([3, 500, 5000, 9999]);
  });
});

describe('decisive divergence', () => {
  const rows: Row[] = [
    { kind: 'same', a: 0, b: 0 },
    { kind: 'changed', a: 1, b: 1 },
    { kind: 'only-b', b: 2 },
    { kind: 'changed', a: 2, b: 3 },
  ];
  test('is where the sides separate most, not where they first differ', () => {
    expect(decisiveDivergence(rows, [0.5, 0.45, 0.1], [0.5, 0.5, 0.55, 0.9])).toMatchObject({ row: 3 });
    expect(decisiveDivergence(rows, [0.5, 0.1, 0.1], [0.5, 0.6, 0.6, 0.7])).toMatchObject({ row: 1 });
  });
  test('is unknown without values, or when both end alike', () => {
    expect(decisiveDivergence(rows, [undefined, undefined, undefined], [0.5, 0.5, 0.5, 0.5])).toBeUndefined();
    expect(decisiveDivergence(rows, [0.1, 0.9, 0.5], [0.1, 0.2, 0.3, 0.5])).toBeUndefined();
  });
});
