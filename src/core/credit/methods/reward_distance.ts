import type { CreditMethod } from '../method.ts';
import { mean, sum } from '../numeric.ts';
import { scalarMethod } from '../scalar-method.ts';

type Cube = readonly (readonly (readonly number[])[])[];

const map = (r: Cube, f: (x: number, s: number, a: number, next: number) => number): number[][][] =>
  r.map((actions, s) => actions.map((row, a) => row.map((x, next) => f(x, s, a, next))));

/** EPIC: Pearson distance of canonically shaped rewards under uniform states and actions; unknown for a constant reward. */
export const epic: CreditMethod = scalarMethod({
  id: 'epic',
  name: 'EPIC',
  paper: 'Quantifying Differences in Reward Functions (2006.13900)',
  source: 'HumanCompatibleAI/evaluating-rewards@7b99ec9b distances/tabular.py',
  status: 'reference',
  needs: ['transitions'],
  params: [{ id: 'gamma', name: 'discount', default: 0.99, min: 0, max: 1 }],
  unit: 'weight',
  flat: '0: the same up to shaping and scale; 1: opposite.',
  learn: 'Whether two reward functions order behaviour alike.',
  formula: (inputs, params) => {
    const gamma = params.number('gamma');
    const a = inputs.cube('reward_a');
    const b = inputs.cube('reward_b');
    const [ca, cb] = [canonical(a, gamma), canonical(b, gamma)];
    return {
      canonical_a: ca,
      epic: pearsonDistance(ca.flat(2), cb.flat(2)),
      pearson: pearsonDistance(a.flat(2), b.flat(2)),
      canonical_l1: l1Distance(ca.flat(2), cb.flat(2)),
    };
  },
});

/** R + gamma m(s') - m(s) - gamma mean(m), m(s) the mean over actions and next states. */
function canonical(r: Cube, gamma: number): number[][][] {
  const m = r.map((actions) => mean(actions.flat()));
  const centre = mean(m);
  return map(r, (x, s, _, next) => x + gamma * (m[next] as number) - (m[s] as number) - gamma * centre);
}

function pearsonDistance(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  const dot = sum(x.map((v, i) => (v - mx) * ((y[i] as number) - my)));
  const [sx, sy] = [sum(x.map((v) => (v - mx) ** 2)), sum(y.map((v) => (v - my) ** 2))];
  if (sx < 1e-20 || sy < 1e-20) return Number.NaN;
  return Math.sqrt(Math.max(0, 1 - dot / Math.sqrt(sx * sy)) / 2);
}

/** Half the mean absolute difference of rewards divided by their mean absolute value. */
function l1Distance(x: readonly number[], y: readonly number[]): number {
  const unit = (v: readonly number[]): number[] => {
    const size = mean(v.map(Math.abs));
    return v.map((value) => (size < 1e-12 ? 0 : value / size));
  };
  const [ux, uy] = [unit(x), unit(y)];
  return mean(ux.map((v, i) => Math.abs(v - (uy[i] as number)))) / 2;
}

/** STARC: half the L2 distance of value-adjusted, L2-normalised rewards, V of the uniform policy under given transitions. */
export const starc: CreditMethod = scalarMethod({
  id: 'starc',
  name: 'STARC',
  paper: 'STARC: A General Framework For Quantifying Differences Between Reward Functions (2309.15257)',
  source: 'paper text',
  status: 'derived',
  needs: ['transitions'],
  params: [{ id: 'gamma', name: 'discount', default: 0.9, min: 0, max: 1 }],
  unit: 'weight',
  flat: '0: the same ordering of policies; 1: opposite.',
  learn: 'Whether two reward functions order policies alike.',
  formula: (inputs, params) => {
    const gamma = params.number('gamma');
    const transition = inputs.cube('transition');
    const c = ['reward_a', 'reward_b'].map((n) => valueAdjusted(inputs.cube(n), transition, gamma)) as [number[][], number[][]];
    const unit = c.map((m) => {
      const norm = Math.sqrt(sum(m.flat().map((x) => x * x)));
      return m.flat().map((x) => (norm < 1e-12 ? 0 : x / norm));
    }) as [number[], number[]];
    const [ua, ub] = unit;
    return { canonical_a: c[0], distance: 0.5 * Math.sqrt(sum(ua.map((x, i) => (x - (ub[i] as number)) ** 2))) };
  },
});

/** E[R + gamma V(s')] - V(s) for every state and action; V solves the uniform policy's Bellman equation. */
function valueAdjusted(r: Cube, transition: Cube, gamma: number): number[][] {
  const n = r.length;
  const expected = r.map((actions, s) => actions.map((row, a) => sum(row.map((x, k) => x * (transition[s]?.[a]?.[k] as number)))));
  const p = transition.map((actions) => Array.from({ length: n }, (_, k) => mean(actions.map((row) => row[k] as number))));
  const v = solve(
    p.map((row, s) => row.map((x, k) => (s === k ? 1 : 0) - gamma * x)),
    expected.map(mean),
  );
  return expected.map((row, s) =>
    row.map((q, a) => q + gamma * sum(v.map((value, k) => value * (transition[s]?.[a]?.[k] as number))) - (v[s] as number)),
  );
}

/** Gaussian elimination with partial pivoting. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i] as number]);
  const n = a.length;
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(a[r]?.[c] as number) > Math.abs(a[pivot]?.[c] as number)) pivot = r;
    [a[c], a[pivot]] = [a[pivot] as number[], a[c] as number[]];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = (a[r]?.[c] as number) / (a[c]?.[c] as number);
      a[r] = (a[r] as number[]).map((x, k) => x - factor * (a[c]?.[k] as number));
    }
  }
  return a.map((row, i) => (row[n] as number) / (row[i] as number));
}
