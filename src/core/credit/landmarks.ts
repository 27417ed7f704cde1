import type { Rollout } from './batch.ts';

/** Where a sample of the other outcome goes another way. */
export interface Bifurcation {
  /** First step, from 0, at which the two do different things. */
  readonly step: number;
  readonly id: string;
  readonly solved?: boolean;
  readonly reward?: number;
}

/**
 * The best sample of the other outcome (by success, else by reward), of equals the one that goes along longest, and the
 * step at which it parts. Undefined when there is none, or when one of them only goes on longer.
 */
export function bifurcation(own: Rollout, siblings: readonly Rollout[]): Bifurcation | undefined {
  const others = siblings.filter((s) => s.id !== own.id && otherOutcome(own, s));
  const best = others.reduce((m, s) => Math.max(m, s.outcome ?? Number.NEGATIVE_INFINITY), Number.NEGATIVE_INFINITY);
  const failed = own.success === false || (own.outcome ?? 0) < best;
  const wanted = failed ? others.filter((s) => (s.outcome ?? Number.NEGATIVE_INFINITY) === best) : others;
  let found: Bifurcation | undefined;
  for (const { id, actions = [], success: solved, outcome: reward } of wanted) {
    const step = parting(own.actions ?? [], actions);
    if (step === undefined || (found && step <= found.step)) continue;
    found = { step, id, ...(solved === undefined ? {} : { solved }), ...(reward === undefined ? {} : { reward }) };
  }
  return found;
}

function parting(a: readonly string[], b: readonly string[]): number | undefined {
  const step = a.findIndex((action, i) => action !== b[i]);
  return step < 0 || step >= b.length ? undefined : step;
}

function otherOutcome(a: Rollout, b: Rollout): boolean {
  if (a.success !== undefined && b.success !== undefined) return a.success !== b.success;
  return a.outcome !== undefined && b.outcome !== undefined && a.outcome !== b.outcome;
}

/**
 * Steps at which a value turns towards where it ends: the step moves the way of the whole, the step before moved against
 * it, and at least `least` of the way is still to come. `values` has one more entry than there are steps, index 0 before
 * the first. Source of the rule: turningpoint_grpo. Empty when a value is unknown.
 */
export function turningPoints(values: readonly (number | undefined)[], least: number): number[] {
  if (values.includes(undefined)) return [];
  const v = values as number[];
  const last = v.at(-1) ?? 0;
  const way = Math.sign(last - (v[0] ?? 0));
  if (way === 0) return [];
  return v.slice(2).flatMap((after, i) => {
    const [before, here] = [v[i] as number, v[i + 1] as number];
    const turns = Math.sign(after - here) === way && Math.sign(here - before) === -way;
    return turns && (last - here) * way >= least ? [i + 1] : [];
  });
}
