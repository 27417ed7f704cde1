import { spearman } from '../stats/correlation.ts';
import { midranks } from '../stats/ranks.ts';

/** Rank of each step by the size of its credit, 1 the largest; unknown steps have none, equal sizes share a rank. */
export function ranksBySize(values: readonly (number | undefined)[]): (number | undefined)[] {
  const at = values.flatMap((v, i) => (v === undefined ? [] : [i]));
  const ranks = midranks(at.map((i) => -Math.abs(values[i] as number))); // biome-ignore format: one call
  const out = new Array<number | undefined>(values.length).fill(undefined);
  at.forEach((i, k) => {
    out[i] = ranks[k];
  });
  return out;
}

/** Whether a method tells the steps of a rollout apart at all. */
export function isFlat(values: readonly (number | undefined)[]): boolean {
  const known = values.filter((v) => v !== undefined);
  return known.length > 1 && known.every((v) => Math.abs(v - (known[0] as number)) <= 1e-12 * (1 + Math.abs(v)));
}

export interface Agreement {
  /** Steps with a number under both methods. */
  readonly n: number;
  /** Spearman's rho of the credits; unknown when one of them is flat. */
  readonly rho?: number;
  /** Steps that one method pushes up and the other down, zeros left out, of `signed` steps. */
  readonly opposed: number;
  readonly signed: number;
}

/** How two methods agree over the same steps. Sizes are not compared: methods have different units. */
export function agreement(a: readonly (number | undefined)[], b: readonly (number | undefined)[]): Agreement {
  const pairs = a.flatMap((x, i) => {
    const y = b[i];
    return x === undefined || y === undefined ? [] : [[x, y] as const];
  });
  const rho = spearman(pairs.map((p) => p[0]), pairs.map((p) => p[1])); // biome-ignore format: one call
  const signed = pairs.filter(([x, y]) => x !== 0 && y !== 0);
  return {
    n: pairs.length,
    ...(Number.isNaN(rho) ? {} : { rho }),
    opposed: signed.filter(([x, y]) => x > 0 !== y > 0).length,
    signed: signed.length,
  };
}
