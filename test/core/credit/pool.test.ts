import { describe, expect, test } from 'vitest';
import type { Rollout } from '../../../src/core/credit/batch.ts';
import { parseChoice } from '../../../src/core/credit/choice.ts';
import { bifurcation, turningPoints } from '../../../src/core/credit/landmarks.ts';
import { type Pool, poolCredit, whyNot } from '../../../src/core/credit/pool.ts';
import { methodById } from '../../../src/core/credit/table.ts';
import { rollout } from './make.ts';

const pool = (rollouts: readonly Rollout[], scores: Record<string, readonly number[]> = {}, index = 0): Pool => ({
  rollouts,
  index,
  scores: new Map(Object.entries(scores)),
});

function ask(text: string, of: Pool) {
  const choice = parseChoice(text);
  const method = choice && methodById(choice.method);
  if (!choice || !method) throw new Error(text);
  return { ...poolCredit(method, choice, of), why: whyNot(method, choice, of) };
}

const named = (id: string, group: string, outcome: number | undefined, more: Partial<Rollout> = {}): Rollout => ({
  ...rollout(group, outcome, undefined, more),
  id,
});

describe('credit of one trajectory among its siblings', () => {
  const group = [named('a', 'g', 0), named('b', 'g', 1), named('c', 'h', 1)];

  test('a group method looks at the group alone', () => {
    expect(ask('rloo', pool(group)).values).toEqual([-1, -1, -1]);
  });

  test('a group of one is not compared, and the list says the same as the row', () => {
    const { values, reason, why } = ask('grpo', pool(group, {}, 2));
    expect(values).toEqual([undefined, undefined, undefined]);
    expect(reason).toBe('no comparison possible: the only sample of its group');
    expect(why).toBe(reason);
  });

  test('step rewards come from the scorer where the log has none', () => {
    const { values, source, why } = ask('discounted_return', pool(group, { a: [0.1, 0.2, 0.4] }));
    expect(values.map((v) => v?.toFixed(1))).toEqual(['0.7', '0.6', '0.4']);
    expect(source).toBe('scorer');
    expect(why).toBeUndefined();
  });

  test('and from the log when it has them, unless the choice says otherwise', () => {
    const logged = [named('a', 'g', 0, { stepRewards: [1, 1, 1] })];
    const scores = { a: [0.1, 0.2, 0.4] };
    expect(ask('discounted_return', pool(logged, scores)).values).toEqual([3, 2, 1]);
    expect(ask('discounted_return from=change', pool(logged, scores)).values[0]).toBeCloseTo(0.3);
    expect(ask('discounted_return from=blend:0.5', pool(logged, scores)).values[2]).toBeCloseTo(0.7);
  });

  test('a lone missing score says which samples have one', () => {
    const { reason, why } = ask('deepseek_process_grpo from=scorer', pool(group, { a: [0.1, 0.2, 0.4] }));
    expect(reason).toBe(
      'cannot be computed: needs a reward or score for every step (choose a scorer, or log step rewards) · 1 of 2 samples are scored',
    );
    expect(why).toBe(reason);
  });

  test('an unknown outcome of a sibling is no zero', () => {
    const { values, reason } = ask('grpo', pool([named('a', 'g', 1), named('b', 'g', undefined)]));
    expect(values[0]).toBeUndefined();
    expect(reason).toContain('needs a final reward for every rollout of the group');
  });

  test('a parameter that makes no sense is the reason', () => {
    expect(ask('gigpo mode=nonsense', pool(group)).reason).toContain('"mode" must be one of');
  });
});

describe('landmarks', () => {
  const did = (id: string, success: boolean, ...actions: string[]) => named(id, 'g', Number(success), { success, actions });

  test('the best sample of the other outcome that goes along longest', () => {
    const own = did('a', false, 'ls', 'cat x', 'rm x', 'exit');
    const early = did('b', true, 'pwd', 'exit');
    const late = did('c', true, 'ls', 'cat x', 'edit x', 'exit');
    const alike = did('d', false, 'ls', 'cat x', 'rm x', 'rm y');
    expect(bifurcation(own, [own, early, late, alike])).toEqual({ step: 2, id: 'c', solved: true, reward: 1 });
    expect(bifurcation(own, [own, alike])).toBeUndefined();
  });

  test('one that only goes on longer does not part', () => {
    expect(bifurcation(did('a', false, 'ls'), [did('b', true, 'ls', 'edit')])).toBeUndefined();
    expect(bifurcation(did('a', false, 'ls', 'edit'), [did('b', true, 'ls')])).toBeUndefined();
  });

  test('a value turns where it starts towards its end with enough to go', () => {
    expect(turningPoints([0.5, 0.6, 0.55, 0.4, 0.41, 0.1], 0.1)).toEqual([1, 4]);
    expect(turningPoints([0.5, 0.6, 0.55, 0.4, 0.41, 0.1], 0.4)).toEqual([1]);
    expect(turningPoints([0.5, 0.6, 0.7], 0.1)).toEqual([]);
    expect(turningPoints([0.5, undefined, 0.7], 0.1)).toEqual([]);
    expect(turningPoints([0.2, 0.1, 0.15, 0.9], 0.1)).toEqual([1]);
  });
});
