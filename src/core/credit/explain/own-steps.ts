import type { JsonObject } from '../../model/json.ts';
import { softmax, sum } from '../numeric.ts';
import { at, type Context, type Explainer, nextValue } from './context.ts';
import { ex, fact, line, note, sumLine, type WhyLine } from './line.ts';

/** This step's part plus the credit of the next step. */
const andRest = (c: Context, label: string, here: number): WhyLine => {
  const rest = nextValue(c);
  return line(label, ex`${here} + ${rest}`, here + rest);
};

const pureMinForm: Explainer = (c) => {
  const p = c.inputs.numbers('process_reward');
  const temperature = c.params.number('temperature');
  const here = p[c.t] as number;
  const score = (here + 1) / 2;
  const first = line('step score on −1 to 1', ex`2 × ${score} − 1`, here);
  if (c.params.boolean('disable_weighted')) {
    const part = here / p.length;
    return [first, line('equal weight', ex`${here} / ${p.length}`, part), andRest(c, 'with all later steps', part)];
  }
  const scaled = p.map((x) => -x / temperature);
  const max = scaled.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const total = sum(scaled.map((x) => Math.exp(x - max)));
  const weight = softmax(scaled)[c.t] as number;
  return [
    first,
    line('weight, large for the weakest step', ex`exp(${scaled[c.t] as number} − ${max}) / ${total}`, weight),
    line('weighted score', ex`${here} × ${weight}`, here * weight),
    andRest(c, 'with all later steps', here * weight),
  ];
};

const rudder: Explainer = (c) => {
  const g = c.inputs.numbers('predicted_return');
  const [r, n, last] = [c.inputs.number('true_return'), g.length, g.at(-1) ?? 0];
  const here = g[c.t] as number;
  const before = c.t === 0 ? 0 : (g[c.t - 1] as number);
  const raw = here - before;
  const share = (r - last) / n;
  return [
    line(c.t === 0 ? 'predicted return, from nothing' : 'predicted return after less before', ex`${here} − ${before}`, raw),
    line(`error at the end, shared by ${n} steps`, ex`(${r} − ${last}) / ${n}`, share),
    line('credit', ex`${raw} + ${share}`, raw + share),
  ];
};

const spa: Explainer = (c) => {
  const contributions = c.inputs.numbers('contribution');
  const [total, r, n] = [sum(contributions), c.inputs.number('final_reward'), contributions.length];
  const here = contributions[c.t] as number;
  return [
    fact('contribution of this step', here),
    sumLine('contributions of all steps', contributions, total),
    line(`what they miss of the reward, shared by ${n} steps`, ex`(${r} − ${total}) / ${n}`, (r - total) / n),
    line('credit', ex`${here} + ${(r - total) / n}`, here + (r - total) / n),
  ];
};

const pbrs: Explainer = (c) => {
  const gamma = c.params.number('gamma');
  const phi = c.inputs.numbers('potentials');
  const end = c.params.boolean('terminal_zero') && c.t + 2 === phi.length;
  const [before, after] = [phi[c.t] as number, end ? 0 : (phi[c.t + 1] as number)];
  return [line('potential after less before', ex`${gamma} × ${after} − ${before}`, gamma * after - before)];
};

const vineppo: Explainer = (c) => {
  const rewards = c.inputs.numbers('step_rewards');
  const given = c.inputs.numbers('mc_values');
  const v = [...given];
  v[rewards.length] = 0;
  for (let k = rewards.length - 1; k >= 0 && Number.isNaN(v[k]); k--) v[k] = (rewards[k] as number) + (v[k + 1] as number);
  const [r, after, before] = [rewards[c.t] as number, v[c.t + 1] as number, v[c.t] as number];
  const alone = Number.isNaN(given[c.t]) ? [note('no other sample shares this prefix: its own outcome stands in')] : [];
  return [...alone, line('reward + value after − value before', ex`${r} + ${after} − ${before}`, r + after - before)];
};

const pav: Explainer = (c) => {
  const [k, alpha] = [c.params.number('best_of_k'), c.params.number('alpha')];
  const v = c.inputs.numbers('v_prover');
  const q = c.inputs.numbers('q_policy')[c.t] as number;
  const prover = (x: number): number => 1 - (1 - x) ** k;
  const [before, after] = [v[c.t] as number, v[c.t + 1] as number];
  const gain = prover(after) - prover(before);
  return [
    line(`best of ${k} before the step`, ex`1 − (1 − ${before}) ^ ${k}`, prover(before)),
    line(`best of ${k} after it`, ex`1 − (1 − ${after}) ^ ${k}`, prover(after)),
    line('progress of the prover', ex`${prover(after)} − ${prover(before)}`, gain),
    line('value of the step plus progress', ex`${q} + ${alpha} × ${gain}`, q + alpha * gain),
  ];
};

const gae: Explainer = (c) => {
  const [gamma, lambda] = [c.params.number('gamma'), c.params.number('lam')];
  const v = c.inputs.matrix('values');
  const r = at(c.inputs.matrix('token_level_rewards'), c.i, c.t);
  const here = at(v, c.i, c.t);
  const next = c.t + 1 < (v[c.i]?.length ?? 0) ? at(v, c.i, c.t + 1) : 0;
  const delta = r + gamma * next - here;
  const rest = nextValue(c);
  return [
    line('surprise: reward + value after − value before', ex`${r} + ${gamma} × ${next} − ${here}`, delta),
    line('with the discounted later surprises', ex`${delta} + ${gamma} × ${lambda} × ${rest}`, delta + gamma * lambda * rest),
  ];
};

const discountedReturn: Explainer = (c) => {
  const r = c.inputs.numbers('step_rewards')[c.t] as number;
  const [gamma, rest] = [c.params.number('gamma'), nextValue(c)];
  return [fact('reward of this step', r), line('with the discounted rest', ex`${r} + ${gamma} × ${rest}`, r + gamma * rest)];
};

const firstError: Explainer = (c) => {
  const scores = c.inputs.numbers('scores');
  const index = (c.output as JsonObject).index as number;
  const bar = c.params.number('threshold');
  const where = index < 0 ? `no step is below ${bar}` : `the first step below ${bar} is step ${index + 1}`;
  const meaning = index < 0 || c.t < index ? 'right so far' : c.t === index ? 'the first error' : 'after it, not judged';
  const value = c.values[c.t] ?? Number.NaN;
  return [fact('score of this step', scores[c.t] as number), note(where), line(meaning, ex`${value}`, value)];
};

export const OWN_STEPS: Readonly<Record<string, Explainer>> = {
  pure_min_form: pureMinForm,
  rudder,
  spa,
  pbrs,
  vineppo,
  pav,
  gae,
  discounted_return: discountedReturn,
  first_error: firstError,
};
