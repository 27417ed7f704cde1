import type { Json, JsonObject } from '../../model/json.ts';
import type { CreditMethod } from '../method.ts';
import { sum } from '../numeric.ts';

/**
 * Reward of every predicted tool call by matching with the reference calls: greedy best-first as in the code, the best
 * total an optimal assignment would reach, and soft transport.
 */
export const matchtirMatch: CreditMethod = {
  id: 'matchtir_match',
  name: 'MatchTIR matching',
  paper: 'MatchTIR: Fine-Grained Supervision for Tool-Integrated Reasoning via Bipartite Matching (2601.10712)',
  source: 'quchangle1/MatchTIR@f614ce11 Code/verl/utils/reward_score/tool.py',
  status: 'reference',
  needs: ['tool-calls', 'reference'],
  params: [
    { id: 'unmatched', name: 'reward of an unmatched call', default: 0 },
    { id: 'reg', name: 'regularisation of the soft form', default: 0.1 },
  ],
  granularity: 'step',
  unit: 'reward',
  flat: '0: no reference call is like this one.',
  learn: 'Missing, duplicate and wrongly called tools against the reference.',
  scope: 'trajectory',
  comparesGroup: false,
  formula: (inputs, params) => {
    const reference = inputs.objects('reference');
    const similarity = inputs.objects('predicted').map((p) => reference.map((r) => similar(p, r)));
    return {
      similarity,
      hard_greedy: greedy(similarity, reference.length, params.number('unmatched')),
      hard_optimal_total: bestTotal(similarity, reference.length),
      soft: sinkhorn(similarity, reference.length, params.number('reg')),
    };
  },
};

function similar(predicted: JsonObject, reference: JsonObject): number {
  if (String(predicted.name).toLowerCase() !== String(reference.name).toLowerCase()) return 0;
  const p = (predicted.parameters ?? {}) as JsonObject;
  const r = (reference.parameters ?? {}) as JsonObject;
  const [pk, rk] = [Object.keys(p), Object.keys(r)];
  const shared = pk.filter((k) => k in r).length;
  const union = pk.length + rk.length - shared;
  const sameOrder = pk.length === rk.length && pk.every((k, i) => k === rk[i]);
  const jaccard = sameOrder ? 1 : union === 0 ? 1 : shared / union;
  const equal = rk.filter((k) => k in p && JSON.stringify(p[k] as Json) === JSON.stringify(r[k] as Json)).length;
  return (1 + jaccard + equal) / (2 + rk.length);
}

function greedy(similarity: readonly (readonly number[])[], references: number, unmatched: number): number[] {
  const pairs = similarity.flatMap((row, i) => row.map((s, j) => ({ i, j, s }))).filter((p) => p.s > 0);
  pairs.sort((a, b) => b.s - a.s || a.i - b.i || a.j - b.j);
  const out = similarity.map(() => unmatched);
  const usedP = new Set<number>();
  const usedR = new Set<number>();
  for (const { i, j, s } of pairs) {
    if (usedP.has(i) || usedR.has(j) || usedR.size === references) continue;
    usedP.add(i);
    usedR.add(j);
    out[i] = s;
  }
  return out;
}

/** Largest total of an assignment, each side used once: shortest augmenting paths (Jonker, Volgenant 1987) on cost -s. */
function bestTotal(similarity: readonly (readonly number[])[], references: number): number {
  const size = Math.max(similarity.length, references);
  const cost = (i: number, j: number): number => -(similarity[i]?.[j] ?? 0);
  const u = new Array<number>(size + 1).fill(0);
  const v = new Array<number>(size + 1).fill(0);
  const match = new Array<number>(size + 1).fill(0);
  for (let i = 1; i <= size; i++) {
    const way = new Array<number>(size + 1).fill(0);
    const least = new Array<number>(size + 1).fill(Number.POSITIVE_INFINITY);
    const done = new Array<boolean>(size + 1).fill(false);
    match[0] = i;
    let j0 = 0;
    do {
      done[j0] = true;
      const i0 = match[j0] as number;
      let delta = Number.POSITIVE_INFINITY;
      let j1 = 0;
      for (let j = 1; j <= size; j++) {
        if (done[j]) continue;
        const reduced = cost(i0 - 1, j - 1) - (u[i0] as number) - (v[j] as number);
        if (reduced < (least[j] as number)) {
          least[j] = reduced;
          way[j] = j0;
        }
        if ((least[j] as number) < delta) {
          delta = least[j] as number;
          j1 = j;
        }
      }
      for (let j = 0; j <= size; j++) {
        if (done[j]) {
          u[match[j] as number] = (u[match[j] as number] as number) + delta;
          v[j] = (v[j] as number) - delta;
        } else least[j] = (least[j] as number) - delta;
      }
      j0 = j1;
    } while (match[j0] !== 0);
    while (j0 !== 0) {
      const j1 = way[j0] as number;
      match[j0] = match[j1] as number;
      j0 = j1;
    }
  }
  return sum(match.slice(1).map((i, j) => -cost(i - 1, j)));
}

/** Row sums of T * S for the entropic transport T with uniform marginals and cost -S. */
function sinkhorn(similarity: readonly (readonly number[])[], references: number, reg: number): number[] {
  const n = similarity.length;
  if (n === 0 || references === 0) return similarity.map(() => 0);
  const kernel = similarity.map((row) => row.map((s) => Math.exp(s / reg)));
  let u = new Array<number>(n).fill(1 / n);
  let v = new Array<number>(references).fill(1 / references);
  for (let step = 0; step < 1000; step++) {
    v = v.map((_, j) => 1 / references / sum(kernel.map((row, i) => (row[j] as number) * (u[i] as number))));
    u = kernel.map((row) => 1 / n / sum(row.map((k, j) => k * (v[j] as number))));
    const columns = v.map((vj, j) => sum(kernel.map((row, i) => (u[i] as number) * (row[j] as number) * vj)));
    if (step % 10 === 0 && Math.sqrt(sum(columns.map((c) => (c - 1 / references) ** 2))) < 1e-9) break;
  }
  return similarity.map((row, i) => sum(row.map((s, j) => (u[i] as number) * (kernel[i]?.[j] as number) * (v[j] as number) * s)));
}
