import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseChoice } from '../../../src/core/credit/choice.ts';
import { prefixForest } from '../../../src/core/credit/forest.ts';
import { groupCredit } from '../../../src/core/credit/group-credit.ts';
import { icicle } from '../../../src/core/credit/icicle.ts';
import { poolCredit } from '../../../src/core/credit/pool.ts';
import { methodById } from '../../../src/core/credit/table.ts';
import { rollout, trajectory } from './make.ts';

const made = (id: string, commands: string, reward: number) =>
  trajectory(
    id,
    [...commands].map((c) => [c, `out ${c}`] as const),
    reward,
  );

describe('icicle', () => {
  test('shared steps are one stretch, branches have value, count, interval and what the fork was worth', () => {
    const group = [made('a', 'lsxx', 0), made('b', 'lsyz', 1), made('c', 'lsyq', 1), made('d', 'p', 0)];
    const { stretches, order } = icicle(
      prefixForest(group),
      group.map((t) => t.steps.length),
    );
    expect(order).toEqual([1, 2, 0, 3]);
    expect(
      stretches.map(({ from, to, top, rows, value, n, forked }) => [
        from,
        to,
        top,
        rows,
        value,
        n,
        forked && Math.round(forked * 1e6) / 1e6,
      ]),
    ).toEqual([
      [0, 2, 0, 3, 2 / 3, 3, 0.166667],
      [2, 3, 0, 2, 1, 2, 0.333333],
      [3, 4, 0, 1, 1, 1, 0],
      [3, 4, 1, 1, 1, 1, 0],
      [2, 4, 2, 1, 0, 1, -0.666667],
      [0, 1, 3, 1, 0, 1, -0.5],
    ]);
    expect(stretches[0]?.interval?.[0]).toBeGreaterThan(0.2);
  });

  test('twins that end together are one stretch; an empty rollout has a row and no stretch', () => {
    const group = [made('a', 'xy', 1), made('b', 'xy', 0), made('c', '', 0)];
    const { stretches, order } = icicle(prefixForest(group), [2, 2, 0]);
    expect([...order].sort()).toEqual([0, 1, 2]);
    expect(stretches.map(({ from, to, rows, value }) => [from, to, rows, value])).toEqual([[0, 2, 2, 0.5]]);
  });

  test('every rollout has one row, and its steps are covered once', () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(words, (commands) => {
        const group = commands.map((c, i) => made(String(i), c, i % 2));
        const lengths = group.map((t) => t.steps.length);
        const { stretches, order } = icicle(prefixForest(group), lengths);
        expect([...order].sort((a, b) => a - b)).toEqual(group.map((_, i) => i));
        for (const [row, member] of order.entries()) {
          const mine = stretches.filter((s) => s.top <= row && row < s.top + s.rows).sort((a, b) => a.from - b.from);
          expect(mine.flatMap((s) => Array.from({ length: s.to - s.from }, (_, k) => s.from + k))).toEqual(
            Array.from({ length: lengths[member] ?? 0 }, (_, k) => k),
          );
        }
      }),
    );
  });
});

test.each(['grpo', 'discounted_return', 'deepseek_process_grpo', 'grpo_trl', 'gae'])(
  '%s: the group at once is what each is alone',
  (id) => {
    const rollouts = [rollout('g', 0, [0.1, 0.2]), rollout('g', 1, [0.3]), rollout('h', 1, [0.3]), rollout('h', 0, [0.2, 0.1])].map(
      (r, i) => ({
        ...r,
        id: String(i),
      }),
    );
    const method = methodById(id);
    const choice = parseChoice(id);
    if (!method || !choice) throw new Error(id);
    const pool = { rollouts, index: 0, scores: new Map() };
    expect(groupCredit(method, choice, pool)).toEqual([0, 1].map((index) => poolCredit(method, choice, { ...pool, index })));
  },
);
