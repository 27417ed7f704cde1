import { mean, returnsToGo, sd, sum } from '../numeric.ts';
import { at, type Context, type Explainer, nextValue } from './context.ts';
import { ex, fact, line, meanLine, note, type WhyLine } from './line.ts';

/** (x − mean) / (sd + eps) or x − mean, with the pool it is taken over. */
function against(label: string, x: number, pool: readonly number[], ddof: 0 | 1, eps: number | undefined): WhyLine[] {
  const mu = pool.length === 1 && ddof === 1 ? 0 : mean(pool);
  const head = pool.length === 1 && ddof === 1 ? note(`${label}: a pool of one is not centred`) : meanLine(`mean of ${label}`, pool, mu);
  if (eps === undefined) return [head, line(`against ${label}`, ex`${x} − ${mu}`, x - mu)];
  const s = pool.length === 1 && ddof === 1 ? 1 : sd(pool, ddof);
  return [head, line(`against ${label}, in deviations`, ex`(${x} − ${mu}) / (${s} + ${eps})`, (x - mu) / (s + eps))];
}

const last = (lines: readonly WhyLine[]): number => lines.at(-1)?.value ?? 0;

const gigpo: Explainer = ({ inputs, params, i, t }) => {
  const states = inputs.stringMatrix('anchor_states');
  const rewards = inputs.matrix('step_rewards');
  const eps = params.string('mode') === 'mean_std_norm' ? params.number('epsilon') : undefined;
  const totals = rewards.map(sum);
  const overSteps = totals.flatMap((total, k) => rewards[k]?.map(() => total) ?? []);
  const episode = against("the rollouts' totals, one a step", totals[i] as number, overSteps, 1, eps);
  const returns = rewards.map((r) => returnsToGo(r, params.number('gamma')));
  const state = states[i]?.[t];
  const pool = returns.flatMap((row, k) => row.filter((_, s) => states[k]?.[s] === state));
  const visitors = states.filter((row) => row.includes(state as string)).length;
  const same = `the ${pool.length} steps from this state in ${visitors} samples`;
  const step =
    pool.length === 1
      ? [fact('no sibling was in this state: step part', 0)]
      : [fact('discounted return from here', at(returns, i, t)), ...against(same, at(returns, i, t), pool, 1, eps)];
  const w = params.number('step_w');
  const total = last(episode) + w * last(step);
  return [...episode, ...step, line('episode part + weight × step part', ex`${last(episode)} + ${w} × ${last(step)}`, total)];
};

const hgpo: Explainer = ({ inputs, params, i, t }) => {
  const states = inputs.stringMatrix('anchor_states');
  const rewards = inputs.matrix('step_rewards');
  const [eps, withSd] = [params.number('epsilon'), params.string('mode') === 'mean_std_norm'];
  const returns = rewards.map((r) => returnsToGo(r, params.number('gamma')));
  const lines: WhyLine[] = [];
  const used: { weight: number; value: number }[] = [];
  const take = (label: string, weight: number, x: number, pool: readonly number[]): void => {
    const part = against(label, x, pool, 0, withSd ? eps : undefined);
    if (last(part) === 0) return;
    lines.push(...part);
    used.push({ weight, value: last(part) });
  };
  if (params.boolean('base_group')) {
    const totals = rewards.flatMap((row) => row.map(() => sum(row)));
    take("the rollouts' totals, one a step", 1, sum(rewards[i] ?? []), totals);
  }
  for (let k = 1; k <= params.number('history') + 1 && t + 1 >= k; k++) {
    const key = JSON.stringify(states[i]?.slice(t + 1 - k, t + 1));
    const pool = returns.flatMap((row, j) =>
      row.filter((_, s) => s + 1 >= k && JSON.stringify(states[j]?.slice(s + 1 - k, s + 1)) === key),
    );
    if (pool.length < 2) continue;
    const label = `${pool.length} steps with the same last ${k === 1 ? 'state' : `${k} states`}`;
    take(label, (k + 1) ** params.number('length_alpha'), at(returns, i, t), pool);
  }
  if (used.length === 0) return [line('no sibling step shares the state, or all did equally well', ex`${0}`, 0)];
  const weights = sum(used.map((u) => u.weight));
  const value = sum(used.map((u) => u.weight * u.value)) / (weights + eps);
  const terms = used.flatMap((u, k) => [...(k === 0 ? [] : [' + ']), u.weight, ' × ', u.value]);
  return [...lines, line('weighted mean of the levels', ['(', ...terms, ') / (', weights, ' + ', eps, ')'], value)];
};

const deepseek: Explainer = (c) => {
  const rewards = c.inputs.matrix('step_rewards');
  const z = against(
    `all ${rewards.flat().length} step rewards of the group`,
    at(rewards, c.i, c.t),
    rewards.flat(),
    1,
    c.params.number('epsilon'),
  );
  const rest = nextValue(c);
  return [...z, line('with all later steps', ex`${last(z)} + ${rest}`, last(z) + rest)];
};

const matchtir: Explainer = ({ inputs, params, i, t }) => {
  const rewards = inputs.matrix('turn_rewards');
  const eps = params.number('epsilon');
  const totals = rewards.map(sum);
  const whole = against("the rollouts' totals", totals[i] as number, totals, 1, eps);
  const returns = rewards.map((row) => returnsToGo(row, params.number('lambda_')));
  const pool = returns.flatMap((row) => (t < row.length ? [row[t] as number] : []));
  const turn = against(`discounted returns at step ${t + 1}`, at(returns, i, t), pool, 1, eps);
  return [...whole, ...turn, line('mean of both', ex`(${last(whole)} + ${last(turn)}) / 2`, (last(whole) + last(turn)) / 2)];
};

const istar: Explainer = ({ inputs, params, rollouts, i, t }) => {
  const rewards = inputs.matrix('step_rewards');
  const [eps, alpha] = [params.number('epsilon'), params.number('alpha')];
  const outcome = inputs.numbers('outcome');
  const [policy, reference] = [rollouts[i]?.logprobs?.[t] ?? Number.NaN, rollouts[i]?.refLogprobs?.[t] ?? Number.NaN];
  const reward = at(rewards, i, t);
  const episode = against('the outcomes of the group', outcome[i] as number, outcome, 1, eps);
  const step = against('all implicit step rewards of the group', reward, rewards.flat(), 1, eps);
  return [
    ...episode,
    line('implicit reward: 0.05 × (log p of the reward model − of the policy)', ex`0.05 × (${reference} − ${policy})`, reward),
    ...step,
    line('outcome part + weight × step part', ex`${last(episode)} + ${alpha} × ${last(step)}`, last(episode) + alpha * last(step)),
  ];
};

const empg: Explainer = (c) => {
  const entropy = c.inputs.matrix('entropy');
  const [k, kf, zeta] = ['k', 'k_f', 'zeta'].map((id) => c.params.number(id)) as [number, number, number];
  const flat = entropy.flat();
  const low = flat.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const span = flat.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - low + 1e-8;
  const scaled = (h: number): number => (h - low) / span;
  const centre = mean(flat.map((h) => Math.exp(-k * scaled(h))));
  const a = c.inputs.numbers('trajectory_advantage')[c.i] as number;
  const raw = at(entropy, c.i, c.t);
  const h = scaled(raw);
  const next = entropy[c.i]?.[c.t + 1];
  const bonus = next === undefined ? 0 : zeta * Math.exp(-kf * scaled(next));
  const modulated = (a * Math.exp(-k * h)) / centre;
  const value = c.values[c.t] ?? Number.NaN;
  const mu = modulated + bonus - value;
  return [
    fact('advantage of the rollout (z-score in its group)', a),
    line('entropy scaled to 0…1 over the batch', ex`(${raw} − ${low}) / ${span}`, h),
    line('advantage, larger where the step was sure', ex`${a} × exp(−${k} × ${h}) / ${centre}`, modulated),
    next === undefined
      ? fact('last step: no bonus for a clear next step', 0)
      : line('bonus for a clear next step', ex`${zeta} × exp(−${kf} × ${scaled(next)})`, bonus),
    fact('mean over all steps of the batch', mu),
    line('credit', ex`${modulated} + ${bonus} − ${mu}`, modulated + bonus - mu),
  ];
};

const pureRloo: Explainer = (c: Context) => {
  const rewards = c.inputs.matrix('step_rewards');
  const tokens = c.inputs.matrix('tokens_per_step');
  const solved = c.inputs.numbers('solved').map((s) => s - 1);
  const mode = c.params.string('mode');
  const others = (values: readonly number[]): number => sum(values) - (values[c.i] as number);
  const totals = rewards.map(sum);
  const lengths = tokens.map(sum);
  const [r, n] = [at(rewards, c.i, c.t), at(tokens, c.i, c.t)];
  const lines: WhyLine[] = [];
  let here = 0;
  if (mode !== 'VR') {
    const rates = rewards.map((row, k) => (totals[k] as number) / row.length);
    const perToken = c.params.string('baseline') === 'token';
    const baseline = perToken ? (n * others(totals)) / others(lengths) : others(rates) / (rewards.length - 1);
    lines.push(
      perToken
        ? line('baseline: tokens × reward per token of the others', ex`${n} × ${others(totals)} / ${others(lengths)}`, baseline)
        : line('baseline: mean step reward of the others', ex`${others(rates)} / ${rewards.length - 1}`, baseline),
      line('step reward less baseline', ex`${r} − ${baseline}`, r - baseline),
    );
    here = r - baseline;
  }
  if (mode !== 'PRM' && c.t === (rewards[c.i]?.length ?? 0) - 1) {
    const own = solved[c.i] as number;
    const bar = others(solved) / (solved.length - 1);
    const coef = c.params.number('verifier_coef');
    lines.push(line('outcome against the others, on the last step', ex`${coef} × (${own} − ${bar})`, coef * (own - bar)));
    here += coef * (own - bar);
  }
  const rest = nextValue(c);
  return [...lines, line('with all later steps', ex`${here} + ${rest}`, here + rest)];
};

export const GROUP_STEPS: Readonly<Record<string, Explainer>> = {
  gigpo,
  hgpo,
  deepseek_process_grpo: deepseek,
  matchtir_adv: matchtir,
  istar,
  empg,
  pure_rloo: pureRloo,
};
