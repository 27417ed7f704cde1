import { describe, expect, test } from 'vitest';
import { assignCredit } from '../../../src/core/credit/engine.ts';
import { prefixForest, prefixValues } from '../../../src/core/credit/forest.ts';
import { toRollouts } from '../../../src/core/credit/rollouts.ts';
import { METHODS, methodById } from '../../../src/core/credit/table.ts';
import { rollout, trajectory } from './make.ts';

const method = (id: string) => {
  const found = methodById(id);
  if (!found) throw new Error(`no method ${id}`);
  return found;
};

describe('what cannot be computed', () => {
  test('a missing outcome is unknown with a reason, never zero', () => {
    const result = assignCredit(method('grpo'), [rollout('a', 1), rollout('a', undefined)]);
    expect(result.values.flat()).toEqual(new Array(6).fill(undefined));
    expect(result.reasons.join()).toContain('needs a final reward');
  });

  test('a group of one has no comparison, but the reference number on demand', () => {
    const alone = [rollout('a', 1)];
    expect(assignCredit(method('grpo'), alone).values[0]).toEqual([undefined, undefined, undefined]);
    expect(assignCredit(method('grpo'), alone).reasons.join()).toContain('no comparison possible');
    expect(assignCredit(method('grpo'), alone, { referenceForSingles: true }).values[0]?.[0]).toBeCloseTo(1, 5);
  });

  test('one rollout without scores does not take the others down in a per-trajectory method', () => {
    const result = assignCredit(method('pure_min_form'), [rollout('a', 1, [0.9, 0.1]), rollout('a', 0)]);
    expect(result.values[0]?.every((v) => v !== undefined)).toBe(true);
    expect(result.values[1]).toEqual([undefined, undefined, undefined]);
  });

  test('every method answers on empty, single and incomplete batches: rows as long as the steps, unknowns with a reason', () => {
    const batches = [
      [],
      [rollout('a', undefined)],
      [rollout('a', 1), rollout('a', 0)],
      [rollout('a', 0, [])],
      [rollout('a', 1, [0.5]), rollout('b', 0, [0.1, 0.2])],
    ];
    for (const m of METHODS)
      for (const batch of batches) {
        const result = assignCredit(m, batch);
        expect(result.values.map((row) => row.length)).toEqual(batch.map((r) => r.steps));
        result.values.forEach((row, i) => {
          if (row.includes(undefined)) expect(result.reasons[i], m.id).toMatch(/needs|no comparison|no number/);
        });
        expect(
          result.values.flat().every((v) => v === undefined || Number.isFinite(v)),
          m.id,
        ).toBe(true);
      }
  });
});

describe('shared prefixes', () => {
  const group = [
    trajectory('a', [['ls', 'x'], ['cat x', '1'], ['submit', 'ok']], 1),
    trajectory('b', [['ls', 'x'], ['cat x', '1'], ['rm x', '']], 0),
    trajectory('c', [['ls', 'x'], ['pwd', '/']], 0),
    trajectory('d', [['pwd', '/']], undefined),
  ]; // biome-ignore format: a picture

  test('value, count and interval of every prefix', () => {
    const root = prefixForest(group);
    expect([root.members.length, root.n, root.value]).toEqual([4, 3, 1 / 3]);
    const ls = root.children.find((c) => c.members.length === 3);
    expect([ls?.n, ls?.value]).toEqual([3, 1 / 3]);
    const cat = ls?.children.find((c) => c.members.length === 2);
    expect([cat?.n, cat?.value]).toEqual([2, 0.5]);
    expect(cat?.interval?.[0]).toBeGreaterThan(0);
    expect(cat?.interval?.[1]).toBeLessThan(1);
  });

  test("one rollout's own outcome is no estimate", () => {
    expect(prefixValues(group)).toEqual([
      [1 / 3, 1 / 3, 0.5, undefined],
      [1 / 3, 1 / 3, 0.5, undefined],
      [1 / 3, 1 / 3, undefined],
      [1 / 3, undefined],
    ]);
  });

  test('VinePPO on them puts the credit on the fork', () => {
    const result = assignCredit(method('vineppo'), toRollouts(group));
    expect(result.values[0]?.map((v) => v?.toFixed(3))).toEqual(['0.000', '0.167', '0.500']);
    expect(result.values[1]?.map((v) => v?.toFixed(3))).toEqual(['0.000', '0.167', '-0.500']);
    expect(result.values[3]).toEqual([undefined]);
  });

  test('time stamps, ids and addresses do not make a new state', () => {
    const a = trajectory(
      'a',
      [
        ['ls', 'at 2026-01-02 10:11:12 pid 0x7f001234 in /tmp/tmpab12'],
        ['x', ''],
      ],
      1,
    );
    const b = trajectory(
      'b',
      [
        ['ls', 'at 2025-11-30 01:02:03 pid 0x55aa9911 in /tmp/tmpzz99'],
        ['y', ''],
      ],
      0,
    );
    const [ra, rb] = toRollouts([a, b]);
    expect(ra?.anchors?.[1]).toBe(rb?.anchors?.[1]);
    expect(ra?.actions?.[1]).not.toBe(rb?.actions?.[1]);
  });
});

describe('step rewards', () => {
  const t = trajectory('a', [['1', ''], ['2', ''], ['3', '']], 1); // biome-ignore format: one line
  const scores = new Map([['a', [0.2, undefined, 0.8]]]);
  test('a gap stays a gap in every source', () => {
    expect(toRollouts([t], { kind: 'log' }, scores)[0]?.stepRewards).toBeUndefined();
    expect(toRollouts([t], { kind: 'scorer' }, scores)[0]?.stepRewards).toEqual([0.2, undefined, 0.8]);
    expect(toRollouts([t], { kind: 'change' }, scores)[0]?.stepRewards).toEqual([0, undefined, undefined]);
  });
});
