import { describe, expect, test } from 'vitest';
import type { CreditChoice } from '../../../src/core/credit/choice.ts';
import { parseChoice } from '../../../src/core/credit/choice.ts';
import { groupCredit } from '../../../src/core/credit/group-credit.ts';
import type { CreditMethod } from '../../../src/core/credit/method.ts';
import { type Pool, poolCredit } from '../../../src/core/credit/pool.ts';
import { toRollouts } from '../../../src/core/credit/rollouts.ts';
import { methodById } from '../../../src/core/credit/table.ts';
import { isSupposed, suppose, supposedCredit, type WhatIf } from '../../../src/core/credit/what-if.ts';
import type { Trajectory } from '../../../src/core/model/trajectory.ts';
import { trajectory } from './make.ts';

const steps = (...commands: string[]) => commands.map((c) => [c, `out of ${c}`] as const);
const rewarded = (t: Trajectory, ...rewards: number[]): Trajectory => ({
  ...t,
  steps: t.steps.map((s, i) => ({ ...s, reward: rewards[i] as number })),
});

const GROUP = [
  rewarded(trajectory('a', steps('ls', 'oops', 'edit', 'exit'), 0), 1, -4, 2, 3),
  rewarded(trajectory('b', steps('ls', 'edit', 'exit'), 1), 1, 2, 4),
  rewarded(trajectory('c', steps('ls', 'quit'), 0), 1, 0),
];

/** Frozen through and through: whatever writes to it throws. */
function pool(scores: Record<string, readonly number[]> = {}): Pool {
  const freeze = <T>(value: T): T => {
    if (typeof value === 'object' && value !== null && !(value instanceof Map))
      for (const v of Object.values(Object.freeze(value))) freeze(v);
    return value;
  };
  return freeze({ rollouts: toRollouts(GROUP), index: 0, scores: new Map(Object.entries(scores)) });
}

function asked(text: string): [CreditMethod, CreditChoice] {
  const choice = parseChoice(text) as CreditChoice;
  return [methodById(choice.method) as CreditMethod, choice];
}
const was = (text: string, of = pool()) => poolCredit(...asked(text), of).values;
const then = (text: string, what: WhatIf, of = pool()) => supposedCredit(...asked(text), of, what).values;

describe('what if', () => {
  test('nothing supposed changes nothing, under any method', () => {
    for (const id of ['rloo', 'grpo', 'gigpo', 'discounted_return', 'vineppo', 'stratified_grpo', 'vsrm'])
      expect([id, then(id, {})]).toEqual([id, was(id)]);
    expect(isSupposed({ drop: [] })).toBe(false);
    expect(isSupposed({ outcome: 0 })).toBe(true);
  });

  test('another outcome moves the advantages of the whole group', () => {
    const credit = (of: Pool) => groupCredit(...asked('rloo'), of).map(({ values }) => values[0]);
    expect(credit(pool())).toEqual([-0.5, 1, -0.5]);
    expect(credit(suppose(pool(), { outcome: 1 }))).toEqual([0.5, 0.5, -1]);
    expect(suppose(pool(), { outcome: 1 }).rollouts[0]?.success).toBe(true);
    expect(suppose(pool(), { outcome: 0.3 }).rollouts[0]?.success).toBeUndefined();
  });

  test('a dropped step leaves the others where they were', () => {
    expect(was('discounted_return')).toEqual([2, 1, 5, 3]);
    expect(then('discounted_return', { drop: [1] })).toEqual([6, undefined, 5, 3]);
    expect(then('discounted_return from=scorer', { drop: [0, 2] }, pool({ a: [0.1, 0.2, 0.3, 0.5] }))).toEqual([
      undefined,
      0.7,
      undefined,
      0.5,
    ]);
  });

  test('without its detour the rollout shares the prefixes of the others', () => {
    expect(suppose(pool(), {}).rollouts[0]?.prefixValues).toEqual([1 / 3, 1 / 3, undefined, undefined, undefined]);
    expect(suppose(pool(), { drop: [1] }).rollouts[0]?.prefixValues).toEqual([1 / 3, 1 / 3, 0.5, 0.5]);
    expect(suppose(pool(), { drop: [1], outcome: 1 }).rollouts[1]?.prefixValues).toEqual([2 / 3, 2 / 3, 1, 1]);
  });

  test('another reward of a step counts in the log and in the scorer', () => {
    expect(then('discounted_return', { rewards: [[1, 0]] })).toEqual([6, 5, 5, 3]);
    const scored = pool({ a: [0.5, 0.25, 0.5, 0.5] });
    expect(then('discounted_return from=scorer', { rewards: [[1, 0.75]] }, scored)).toEqual([2.25, 1.75, 1, 0.5]);
  });

  test('rewards scaled, then capped, outcomes and steps of every rollout', () => {
    expect(then('discounted_return', { cap: 2 })).toEqual([3, 2, 4, 2]);
    expect(then('discounted_return', { scale: 2, cap: 4 })).toEqual([6, 4, 8, 4]);
    expect(then('rloo', { scale: 3 })).toEqual([-1.5, -1.5, -1.5, -1.5]);
    expect(then('rloo', { cap: 0.5 })).toEqual([-0.25, -0.25, -0.25, -0.25]);
  });

  test('step rewards from elsewhere, whatever the method was asked for', () => {
    const scored = pool({ a: [0.5, 0.25, 0.5, 0.5] });
    expect(then('discounted_return from=log', { from: { kind: 'change' } }, scored)).toEqual(was('discounted_return from=change', scored));
  });

  test('what cannot be computed then says why', () => {
    expect(supposedCredit(...asked('discounted_return'), pool(), { from: { kind: 'scorer' } }).reason).toContain('cannot be computed');
  });
});
