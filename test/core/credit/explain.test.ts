import { describe, expect, test } from 'vitest';
import type { Rollout } from '../../../src/core/credit/batch.ts';
import { assignCredit } from '../../../src/core/credit/engine.ts';
import { EXPLAINED, explain } from '../../../src/core/credit/explain/explain.ts';
import { lineText, type WhyLine } from '../../../src/core/credit/explain/line.ts';
import { METHODS, methodById } from '../../../src/core/credit/table.ts';
import type { JsonObject } from '../../../src/core/model/json.ts';
import { rollout } from './make.ts';

const noise = (i: number): number => Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1;

function full(group: string, k: number, steps: number, outcome: number): Rollout {
  const row = (salt: number) => Array.from({ length: steps }, (_, t) => noise(k * 31 + t * 7 + salt));
  return rollout(group, outcome, row(1), {
    id: `${group}${k}`,
    success: outcome === 1,
    stepTokens: row(2).map((x) => 10 + Math.round(x * 90)),
    anchors: row(3).map((x, t) => (t === 0 ? 'start' : x < 0.6 ? `s${t}` : `own${k}${t}`)),
    actions: row(4).map((x) => `a${Math.round(x * 3)}`),
    toolCalls: k % 2,
    grounded: row(5).map((x) => x > 0.2),
    entropies: row(6),
    logprobs: row(7).map((x) => -5 * x),
    refLogprobs: row(8).map((x) => -6 * x),
    values: row(9),
    prefixValues: [0.5, ...row(10)],
  });
}

const BATCH: readonly Rollout[] = [
  full('a', 1, 4, 1),
  full('a', 2, 3, 0),
  full('a', 3, 5, 0),
  full('b', 4, 4, 1),
  full('b', 5, 2, 1),
  full('b', 6, 3, 0),
];

/** The arithmetic that stands in the line. */
function evaluate({ parts = [] }: WhyLine): number {
  const text = parts.map((p) => (typeof p === 'number' ? `(${p})` : p)).join('');
  const script = text.replace(/−/g, '-').replace(/×/g, '*').replace(/\^/g, '**').replace(/exp\(/g, 'Math.exp(');
  return Function(`"use strict"; return (${script});`)() as number;
}

const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * (1 + Math.abs(b));

const PARAMS: Readonly<Record<string, readonly JsonObject[]>> = {
  grpo_trl: [{}, { scale_rewards: 'batch' }, { scale_rewards: 'none' }],
  gigpo: [{}, { mode: 'mean_std_norm', step_w: 0.5 }],
  hgpo: [{}, { base_group: true, mode: 'mean_norm', history: 1 }],
  pure_min_form: [{}, { disable_weighted: true }, { temperature: 0.01 }],
  pure_rloo: [{}, { baseline: 'step' }, { mode: 'VR' }, { mode: 'PRM' }],
  gae: [{}, { gamma: 0.9, lam: 0.8 }],
  pbrs: [{}, { gamma: 0.9, terminal_zero: true }],
};

function partOf(id: string, index: number): { readonly rollouts: readonly Rollout[]; readonly index: number } {
  const own = BATCH[index] as Rollout;
  const scope = methodById(id)?.scope;
  if (scope === 'batch') return { rollouts: BATCH, index };
  if (scope === 'trajectory') return { rollouts: [own], index: 0 };
  const rollouts = BATCH.filter((r) => r.group === own.group);
  return { rollouts, index: rollouts.indexOf(own) };
}

describe.each(EXPLAINED.map((id) => ({ id })))('$id', ({ id }) => {
  test.each(PARAMS[id] ?? [{}])('every line is right and the last one is the credit, with %j', (params) => {
    const method = methodById(id);
    if (!method) throw new Error(`no ${id}`);
    let seen = 0;
    for (const index of [0, 2, 4]) {
      const part = partOf(id, index);
      const values = assignCredit(method, part.rollouts, { params }).values[part.index] ?? [];
      for (const [step, value] of values.entries()) {
        const lines = explain(method, part.rollouts, part.index, step, params, values);
        for (const found of lines.filter((l) => l.parts))
          expect([lineText(found), close(evaluate(found), found.value ?? Number.NaN)]).toEqual([lineText(found), true]);
        const result = lines.filter((l) => l.parts).at(-1);
        expect([
          step,
          result?.value !== undefined && value !== undefined && close(result.value, value),
          result && lineText(result),
        ]).toEqual([step, true, result && lineText(result)]);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(9);
  });
});

test('methods without an explanation of their own show inputs of the step and end with the credit', () => {
  const others = METHODS.filter((m) => m.bind && !EXPLAINED.includes(m.id));
  let shown = 0;
  for (const method of others) {
    const { values, reasons } = assignCredit(method, BATCH);
    if (reasons.some((r) => r !== undefined)) continue;
    const part = partOf(method.id, 0);
    const own = assignCredit(method, part.rollouts).values[part.index] ?? [];
    expect(values[0]).toHaveLength(4);
    expect(explain(method, part.rollouts, part.index, 1, {}, own).at(-1)?.value).toBe(own[1]);
    shown++;
  }
  expect(shown).toBeGreaterThan(5);
});

test('where there is no credit there is nothing to explain', () => {
  const grpo = methodById('grpo');
  if (!grpo) throw new Error();
  expect(explain(grpo, BATCH.slice(0, 1), 0, 0, {}, [undefined])).toEqual([]);
});

test('lines read as arithmetic with a true minus', () => {
  const grpo = methodById('grpo');
  if (!grpo) throw new Error();
  const group = [rollout('g', 0), rollout('g', 1), rollout('g', 1), rollout('g', 0)];
  const values = assignCredit(grpo, group).values[0] ?? [];
  expect(explain(grpo, group, 0, 0, {}, values).map(lineText)).toEqual([
    'mean reward of the group: (0 + 1 + 1 + 0) / 4 = 0.5',
    'standard deviation of the group (sample): 0.5774',
    'reward against the group: (0 − 0.5) / (0.5774 + 1e−6) = −0.866',
    'every step of this rollout carries this number',
  ]);
});
