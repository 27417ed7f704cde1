import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Inputs } from '../../../src/core/credit/inputs.ts';
import { Params } from '../../../src/core/credit/params.ts';
import { methodById } from '../../../src/core/credit/table.ts';
import type { JsonObject } from '../../../src/core/model/json.ts';

function run<T>(id: string, inputs: JsonObject, params: JsonObject = {}): T {
  const method = methodById(id);
  if (!method) throw new Error(`no method ${id}`);
  return method.formula(new Inputs(inputs), new Params(method.params, params)) as T;
}

const value = fc.integer({ min: -1000, max: 1000 }).map((x) => x / 100);
const unit = fc.integer({ min: 0, max: 1000 }).map((x) => x / 1000);
const rewards = fc.array(value, { minLength: 2, maxLength: 12 });
const sum = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0);
const near = (a: number, b: number, tol = 1e-9): boolean => Math.abs(a - b) <= tol * (1 + Math.abs(b));

test('group advantages sum to zero', () => {
  fc.assert(
    fc.property(rewards, (r) => {
      const group = r.map(() => 'g');
      for (const id of ['grpo', 'dr_grpo', 'rloo', 'maxrl']) {
        const total = sum(run<number[]>(id, { rewards: r, group }));
        if (id === 'maxrl' && Math.abs(sum(r) / r.length) < 1e-3) continue; // divided by almost 0: only rounding is left
        if (!near(total, 0, 1e-6)) return false;
      }
      return true;
    }),
  );
});

test('GRPO with a deviation does not see scale or shift', () => {
  fc.assert(
    fc.property(rewards, fc.integer({ min: 1, max: 9 }), value, (r, scale, shift) => {
      const group = r.map(() => 'g');
      const a = run<number[]>('grpo', { rewards: r, group }, { epsilon: 0 });
      const b = run<number[]>('grpo', { rewards: r.map((x) => scale * x + shift), group }, { epsilon: 0 });
      const spread = Math.max(...r) - Math.min(...r);
      return spread < 1e-6 || a.every((x, i) => near(x, b[i] as number, 1e-6));
    }),
  );
});

test('leave-one-out is n / (n - 1) times the centred reward', () => {
  fc.assert(
    fc.property(rewards, (r) => {
      const group = r.map(() => 'g');
      const loo = run<number[]>('rloo', { rewards: r, group });
      const centred = run<number[]>('dr_grpo', { rewards: r, group });
      return loo.every((x, i) => near(x, ((centred[i] as number) * r.length) / (r.length - 1), 1e-9));
    }),
  );
});

test('an order of rollouts does not change their advantages', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(value, fc.constantFrom('a', 'b', 'c')), { minLength: 1, maxLength: 10 }), (rows) => {
      const ids = ['grpo', 'dr_grpo', 'rloo', 'gpg', 'grpo_trl'];
      return ids.every((id) => {
        const forward = run<number[]>(id, { rewards: rows.map((x) => x[0]), group: rows.map((x) => x[1]) });
        const back = [...rows].reverse();
        const reversed = run<number[]>(id, { rewards: back.map((x) => x[0]), group: back.map((x) => x[1]) }).reverse();
        return forward.every((x, i) => near(x, reversed[i] as number, 1e-6));
      });
    }),
  );
});

test('potential shaping telescopes', () => {
  fc.assert(
    fc.property(fc.array(unit, { minLength: 2, maxLength: 20 }), unit, (potentials, gamma) => {
      const out = run<{ discounted_shaping_sum: number; check: number }>(
        'pbrs',
        { potentials, step_rewards: potentials.slice(1).map(() => 0) },
        { gamma },
      );
      return near(out.discounted_shaping_sum, out.check, 1e-9);
    }),
  );
});

test('potential shaping with a zero end adds the same to every rollout from one start: the order of returns stays', () => {
  fc.assert(
    fc.property(fc.array(fc.array(unit, { minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 4 }), unit, (rows, start) => {
      const totals = rows.map((row) => {
        const out = run<{ shaped: number[] }>(
          'pbrs',
          { potentials: [start, ...row], step_rewards: row },
          { gamma: 1, terminal_zero: true },
        );
        return sum(out.shaped) - sum(row);
      });
      return totals.every((t) => near(t, -start, 1e-9));
    }),
  );
});

test('RUDDER and SPA contributions sum to the outcome', () => {
  fc.assert(
    fc.property(fc.array(unit, { minLength: 1, maxLength: 20 }), value, (g, outcome) => {
      const rudder = run<{ corrected: number[] }>('rudder', { predicted_return: g, true_return: outcome });
      const spa = run<{ corrected: number[] }>('spa', { contribution: g, grounded: g.map(() => 1), final_reward: outcome });
      return near(sum(rudder.corrected), outcome, 1e-9) && near(sum(spa.corrected), outcome, 1e-9);
    }),
  );
});

test('Shapley values share out the whole', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.infiniteStream(value), (n, stream) => {
      const table = Array.from({ length: 2 ** n }, () => stream.next().value as number);
      const phi = run<number[]>('shapley', { n, value: table });
      return near(sum(phi), (table[table.length - 1] as number) - (table[0] as number), 1e-9);
    }),
  );
});

test('the min form lies between the minimum and the mean, and its tail between the same bounds', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.integer({ min: -100, max: 100 }).map((x) => x / 100),
        { minLength: 1, maxLength: 30 },
      ),
      (p) => {
        const out = run<{ sum: number; strict_min: number; strict_min_return: number[] }>('pure_min_form', { process_reward: p });
        const mean = sum(p) / p.length;
        const ascending = out.strict_min_return.every((x, t) => t === 0 || x >= (out.strict_min_return[t - 1] as number));
        return out.sum >= out.strict_min - 1e-9 && out.sum <= mean + 1e-9 && ascending && out.strict_min === Math.min(...p);
      },
    ),
  );
});

test('stratified advantages with alpha 1 are zero-mean inside every stratum; alpha 0 is the plain z-score', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(value, fc.integer({ min: 0, max: 2 })), { minLength: 2, maxLength: 12 }), (rows) => {
      const inputs = { rewards: rows.map((r) => r[0]), stratum: rows.map((r) => r[1]) };
      const inside = run<number[]>('stratified_grpo', inputs, { alpha: 1 });
      const plain = run<number[]>('stratified_grpo', inputs, { alpha: 0 });
      const strata = [0, 1, 2].map((s) => sum(inside.filter((_, i) => rows[i]?.[1] === s)));
      return strata.every((t) => near(t, 0, 1e-6)) && near(sum(plain), 0, 1e-6);
    }),
  );
});

test('cross-stratum bias: centred reward = centred in the stratum + stratum mean - global mean', () => {
  const r = [1, 0, 1, 1, 0, 0];
  const stratum = ['a', 'a', 'a', 'b', 'b', 'b'];
  const global = run<number[]>('dr_grpo', { rewards: r, group: r.map(() => 'g') });
  const local = run<number[]>('dr_grpo', { rewards: r, group: stratum });
  const bias = stratum.map((s) => (s === 'a' ? 2 / 3 : 1 / 3) - 0.5);
  global.forEach((g, i) => {
    expect(g).toBeCloseTo((local[i] as number) + (bias[i] as number), 12);
  });
});

test('reward-to-go and VinePPO telescope', () => {
  fc.assert(
    fc.property(fc.array(unit, { minLength: 1, maxLength: 20 }), unit, (values, outcome) => {
      const step_rewards = values.map((_, t) => (t === values.length - 1 ? outcome : 0));
      const credit = run<number[]>('vineppo', { step_rewards, mc_values: [...values, null] });
      return near(sum(credit), outcome - (values[0] as number), 1e-9);
    }),
  );
});
