import type { Rollout } from './batch.ts';
import type { CreditChoice } from './choice.ts';
import { prefixValuesOf } from './forest.ts';
import type { CreditMethod } from './method.ts';
import { type Pool, type PoolCredit, poolCredit } from './pool.ts';

/** What someone supposes about one trajectory and its rewards. Absent: as it was. */
export interface WhatIf {
  /** Final reward of this trajectory. */
  readonly outcome?: number;
  /** Steps of this trajectory that were not taken. */
  readonly drop?: readonly number[];
  /** Another reward of a step of this trajectory, in the log and by the scorer alike. */
  readonly rewards?: readonly (readonly [step: number, reward: number])[];
  /** All rewards of all rollouts, final and per step, times this. What a scorer says stays. */
  readonly scale?: number;
  /** No reward, final or per step, is larger or smaller than this; after scaling. Not negative. */
  readonly cap?: number;
  /** Step rewards from elsewhere, for every method. */
  readonly from?: CreditChoice['from'];
}

/** Whether anything is supposed at all. */
export const isSupposed = (what: WhatIf): boolean => Object.values(what).some((v) => (Array.isArray(v) ? v.length > 0 : v !== undefined));

/** The pool as it would be; the one given stays as it is. Values of shared prefixes are counted again. */
export function suppose(pool: Pool, what: WhatIf): Pool {
  const own = pool.rollouts[pool.index];
  if (!own) return pool;
  const rollouts = pool.rollouts.map((r) => rewarded(r === own ? without(relabelled(own, what, pool), what.drop) : r, what));
  const scores = new Map(pool.scores);
  const scored = scores.get(own.id);
  if (scored) scores.set(own.id, cut(replaced(padded(scored, own.steps), what.rewards), what.drop));
  return { rollouts: recounted(rollouts, own.group), index: pool.index, scores };
}

/** Credit under what is supposed, one entry for each step as it was; steps that were left out have none. */
export function supposedCredit(method: CreditMethod, choice: CreditChoice, pool: Pool, what: WhatIf): PoolCredit {
  const found = poolCredit(method, what.from ? { ...choice, from: what.from } : choice, suppose(pool, what));
  const left = new Set(what.drop);
  let next = 0;
  const steps = pool.rollouts[pool.index]?.steps ?? 0;
  const values = Array.from({ length: steps }, (_, t) => (left.has(t) ? undefined : found.values[next++]));
  return { ...found, values };
}

/** The outcome someone supposes; solved when another rollout of the group with that reward was, else unknown. */
function relabelled(own: Rollout, { outcome, rewards }: WhatIf, { rollouts }: Pool): Rollout {
  const stepRewards = rewards && own.stepRewards ? { stepRewards: replaced(own.stepRewards, rewards) } : {};
  if (outcome === undefined || outcome === own.outcome) return { ...own, ...stepRewards };
  const { success: _, components: __, ...rest } = own;
  const like = rollouts.find((r) => r.group === own.group && r.outcome === outcome && r.success !== undefined);
  return { ...rest, ...stepRewards, outcome, ...(like?.success === undefined ? {} : { success: like.success }) };
}

/** Every list over steps loses the same ones. How many tools a step called is not kept, so their number is unknown then. */
function without(rollout: Rollout, drop: WhatIf['drop']): Rollout {
  if (!drop || drop.length === 0) return rollout;
  const { toolCalls: _, prefixValues: __, ...kept } = rollout;
  const lists = Object.entries(kept).map(([key, value]) => [key, Array.isArray(value) ? cut(value, drop) : value]);
  const short = Object.fromEntries(lists) as Rollout;
  return { ...short, steps: cut(new Array<number>(rollout.steps).fill(0), drop).length };
}

function rewarded(rollout: Rollout, { scale = 1, cap }: WhatIf): Rollout {
  if (scale === 1 && cap === undefined) return rollout;
  const bent = <T extends number | undefined>(v: T): T =>
    (v === undefined ? v : Math.max(-(cap ?? Number.POSITIVE_INFINITY), Math.min(cap ?? Number.POSITIVE_INFINITY, v * scale))) as T;
  const { outcome, stepRewards, components } = rollout;
  return {
    ...rollout,
    ...(outcome === undefined ? {} : { outcome: bent(outcome) }),
    ...(stepRewards ? { stepRewards: stepRewards.map(bent) } : {}),
    ...(components ? { components: Object.fromEntries(Object.entries(components).map(([name, v]) => [name, v * scale])) } : {}),
  };
}

function recounted(rollouts: readonly Rollout[], group: string): readonly Rollout[] {
  const members = rollouts.filter((r) => r.group === group && r.actions && r.seen);
  const keys = members.map(({ actions = [], seen = [] }) => actions.map((action, t) => `${action} ${seen[t]}`));
  const values = prefixValuesOf(keys, members.map((r) => r.outcome)); // biome-ignore format: one call
  const found = new Map(members.map((r, i) => [r, values[i] as (number | undefined)[]]));
  return rollouts.map((r) => {
    const row = found.get(r);
    if (!row) return r;
    const { prefixValues: _, ...rest } = r;
    return row.some((v) => v !== undefined) ? { ...rest, prefixValues: row } : rest;
  });
}

const padded = (values: readonly (number | undefined)[], steps: number): (number | undefined)[] =>
  Array.from({ length: steps }, (_, t) => values[t]);

const cut = <T>(values: readonly T[], drop: WhatIf['drop'] = []): readonly T[] => values.filter((_, t) => !drop.includes(t));

function replaced(values: readonly (number | undefined)[], rewards: WhatIf['rewards'] = []): readonly (number | undefined)[] {
  const given = new Map(rewards);
  return values.map((v, t) => given.get(t) ?? v);
}
