import type { CreditChoice } from './choice.ts';
import { assignCredit } from './engine.ts';
import { InputError } from './inputs.ts';
import type { CreditMethod } from './method.ts';
import { bestPart, type Pool, type PoolCredit, poolCredit } from './pool.ts';

/**
 * Credit of every rollout of the group that `pool.index` is of, in the order they stand in the pool. A method that looks
 * at one rollout alone is asked for each; one that compares is run once.
 */
export function groupCredit(method: CreditMethod, choice: CreditChoice, pool: Pool): readonly PoolCredit[] {
  const own = pool.rollouts[pool.index];
  const members = pool.rollouts.flatMap((r, i) => (r.group === own?.group ? [i] : []));
  const none = (reason: string): PoolCredit[] =>
    members.map((i) => ({ values: new Array<undefined>(pool.rollouts[i]?.steps ?? 0).fill(undefined), reason }));
  if (method.scope === 'trajectory') return members.map((index) => poolCredit(method, choice, { ...pool, index }));
  try {
    const { part, source, missing } = bestPart(method, choice, pool);
    if (missing !== undefined) return none(missing);
    const { values, reasons } = assignCredit(method, part.rollouts, { params: choice.params });
    const used = method.needs.includes('step-rewards') ? { source: source.kind } : {};
    return part.rollouts.flatMap((r, i) => {
      if (r.group !== own?.group) return [];
      const reason = reasons[i];
      return [{ values: values[i] ?? [], ...used, ...(reason === undefined ? {} : { reason }) }];
    });
  } catch (error) {
    if (error instanceof InputError) return none(error.message);
    throw error;
  }
}
