import { describe, expect, test } from 'vitest';
import { agreement, isFlat, ranksBySize } from '../../../src/core/credit/agreement.ts';
import { diagnose } from '../../../src/core/credit/diagnose.ts';
import { assignCredit } from '../../../src/core/credit/engine.ts';
import { loggedAdvantage, matchRecorded } from '../../../src/core/credit/recorded.ts';
import { toRollouts } from '../../../src/core/credit/rollouts.ts';
import { methodById } from '../../../src/core/credit/table.ts';
import type { JsonObject } from '../../../src/core/model/json.ts';
import type { Trajectory } from '../../../src/core/model/trajectory.ts';
import { trajectory } from './make.ts';

const REWARDS = [1, 0, 0.5, 0, 0.25, 1, 0, 0.75];

/** Two groups of four with the advantages some trainer logged. */
function batch(advantages: readonly (number | undefined)[], rewards: readonly number[] = REWARDS): Trajectory[] {
  return rewards.map((reward, i) => {
    const t = trajectory(`t${i}`, [[`cmd ${i}`, 'out']], reward);
    const advantage = advantages[i];
    return { ...t, group: i < 4 ? 'a' : 'b', ...(advantage === undefined ? {} : { logged: { advantage } }) };
  });
}

function computed(id: string, params: JsonObject = {}, rewards = REWARDS): number[] {
  const method = methodById(id);
  if (!method) throw new Error(id);
  const { values } = assignCredit(method, toRollouts(batch([], rewards)), { params });
  return values.map((row) => row[0] as number);
}

describe('which trainer was it', () => {
  test.each([
    ['grpo', {}],
    ['grpo_trl', { scale_rewards: 'batch' }],
    ['dr_grpo', {}],
    ['rloo', {}],
    ['maxrl', {}],
  ] as const)('%s %j is found in its own numbers, also with float32 noise', (id, params) => {
    const values = computed(id, params).map((v) => Math.fround(v) + 1e-6);
    const [best] = matchRecorded(batch(values));
    expect([best?.method, best?.exact, best?.n]).toEqual([id, true, 8]);
    expect(best?.params).toEqual(params);
    expect(diagnose(batch(values)).find((d) => d.code === 'best-match')?.message).toContain(id);
  });

  test('a coefficient is named', () => {
    const found = diagnose(batch(computed('dr_grpo').map((v) => 3.7 * v)));
    expect(found.find((d) => d.code === 'best-match')?.message).toMatch(/times 3\.7/);
  });

  test('weights of reward functions are found where the log has only the parts', () => {
    const parts = REWARDS.map((correct, i) => ({ correct, format: ((i * 7) % 5) / 4 }));
    const whole = (w: number) => parts.map((p) => p.correct + w * p.format);
    const logged = computed('grpo_trl', {}, whole(0.5));
    const seen = batch(logged, whole(1)).map((t, i) => ({ ...t, outcome: { ...t.outcome, rewards: parts[i] } }));
    expect(matchRecorded(seen as Trajectory[])[0]).toMatchObject({ exact: true, weights: { correct: 1, format: 0.5 } });
    expect(diagnose(seen as Trajectory[]).find((d) => d.code === 'best-match')?.message).toContain(
      'with rewards weighted correct 1, format 0.5',
    );
    const noise = seen.map((t, i) => ({ ...t, logged: { advantage: Math.sin(i * 3) } }));
    expect(matchRecorded(noise as Trajectory[]).some((m) => m.exact)).toBe(false);
  });

  test('noise matches nothing, and says what comes nearest', () => {
    const found = diagnose(batch([0.3, -2, 1, 1, 0.1, -0.7, 0.9, 0.2]));
    expect(found.find((d) => d.code === 'no-match')?.message).toMatch(/No known method .* comes nearest/);
  });

  test('nothing logged is nothing to match', () => {
    expect(matchRecorded(batch([]))).toEqual([]);
    expect(diagnose(batch([])).map((d) => d.code)).toEqual([]);
  });

  test('advantages on tokens count when they agree inside the rollout', () => {
    const [t] = batch([]);
    const step = t?.steps[0];
    if (!t || !step) throw new Error('no step');
    const tokens = (advantages: number[], lossMask: number[]): Trajectory => ({
      ...t,
      steps: [{ ...step, tokens: { advantages, lossMask } }],
    });
    expect(loggedAdvantage(tokens([0.5, 0.5, 9], [1, 1, 0]))).toBe(0.5);
    expect(loggedAdvantage(tokens([0.5, 0.6], [1, 1]))).toBeUndefined();
    expect(diagnose([tokens([0.5, 0.5, 9], [1, 1, 0])]).find((d) => d.code === 'credit-on-masked-tokens')?.message).toContain('1 of 1');
  });
});

describe('what stands out', () => {
  test('comparing across prompts', () => {
    const mean = REWARDS.reduce((a, b) => a + b, 0) / 8;
    const shifted = [1, 1, 1, 0.5, 0, 0, 0.5, 0];
    const m = shifted.reduce((a, b) => a + b, 0) / 8;
    expect(mean).not.toBe(m);
    const found = diagnose(batch(shifted.map((r, i) => (r - m) * (1 + i / 50)), shifted).map((t) => t)); // biome-ignore format: one line
    expect(found.some((d) => d.code === 'no-match')).toBe(true);
    const exact = diagnose(batch(shifted.map((r) => r - m), shifted)); // biome-ignore format: one line
    expect(exact.find((d) => d.code === 'wrong-group')?.message).toContain('2 of 2 groups');
  });

  test('groups without signal, unknown rewards, staleness', () => {
    const flat = batch([], [1, 1, 1, 1, 0, 1, 0, 1]);
    expect(diagnose(flat).find((d) => d.code === 'zero-signal-groups')).toMatchObject({ trajectories: ['t0', 't1', 't2', 't3'] });
    const [first, ...rest] = flat;
    if (!first) throw new Error('empty');
    const { reward, ...outcome } = first.outcome;
    expect(reward).toBe(1);
    const found = diagnose([{ ...first, outcome, status: 'error', logged: { staleness: 2 } }, ...rest]);
    expect(found.find((d) => d.code === 'unknown-rewards')?.message).toContain('1 of 8 rollouts have no reward (1 ended');
    expect(found.find((d) => d.code === 'stale-samples')?.message).toContain('up to 2 updates');
  });
});

describe('methods side by side', () => {
  test('ranks, flatness, agreement', () => {
    expect(ranksBySize([0.1, -3, undefined, 0.1])).toEqual([2.5, 1, undefined, 2.5]);
    expect([isFlat([1, 1, undefined]), isFlat([1, 2]), isFlat([1])]).toEqual([true, false, false]);
    expect(agreement([1, 2, 3, undefined], [1, -2, 3, 4])).toMatchObject({ n: 3, opposed: 1, signed: 3, rho: 0.5 });
    expect(agreement([1, 1], [1, 2]).rho).toBeUndefined();
  });
});
