import { mean, sd, sum } from '../numeric.ts';
import { type Context, type Explainer, groupRewards, own } from './context.ts';
import { ex, fact, line, meanLine, note, sumLine, type WhyLine } from './line.ts';

const reward = (c: Context): number => own(c).outcome ?? Number.NaN;
const EQUAL = 'all rewards of the group are equal: nothing to learn from it';
const equal = (g: readonly number[]): WhyLine[] => (g.every((x) => x === g[0]) ? [note(EQUAL)] : []);
const flat = note('every step of this rollout carries this number');

const grpo: Explainer = (c) => {
  const g = groupRewards(c);
  const [mu, s, eps] = [mean(g), sd(g, 1), c.params.number('epsilon')];
  const a = (reward(c) - mu) / (s + eps);
  return [
    meanLine('mean reward of the group', g, mu),
    fact('standard deviation of the group (sample)', s),
    ...equal(g),
    line('reward against the group', ex`(${reward(c)} − ${mu}) / (${s} + ${eps})`, a),
    flat,
  ];
};

const drGrpo: Explainer = (c) => {
  const g = groupRewards(c);
  const mu = mean(g);
  return [
    meanLine('mean reward of the group', g, mu),
    ...equal(g),
    line('reward against the mean', ex`${reward(c)} − ${mu}`, reward(c) - mu),
    flat,
  ];
};

const grpoTrl: Explainer = (c) => {
  const scale = c.params.string('scale_rewards');
  if (scale === 'none') return drGrpo(c);
  const g = groupRewards(c);
  const pool = scale === 'batch' ? c.rollouts.map((r) => r.outcome ?? Number.NaN) : g;
  const [mu, eps] = [mean(g), c.params.number('epsilon')];
  const s = pool.length > 1 ? sd(pool, 1) : 0;
  return [
    meanLine('mean reward of the group', g, mu),
    fact(`standard deviation of the ${scale === 'batch' ? `batch (${pool.length} rollouts)` : 'group'} (sample)`, s),
    ...equal(g),
    line('reward against the group', ex`(${reward(c)} − ${mu}) / (${s} + ${eps})`, (reward(c) - mu) / (s + eps)),
    flat,
  ];
};

const rloo: Explainer = (c) => {
  const g = groupRewards(c);
  const [total, r] = [sum(g), reward(c)];
  const others = (total - r) / (g.length - 1);
  return [
    sumLine('rewards of the group', g, total),
    line('mean reward of the others', ex`(${total} − ${r}) / ${g.length - 1}`, others),
    line('reward against the others', ex`${r} − ${others}`, r - others),
    flat,
  ];
};

const opo: Explainer = (c) => {
  const mates = c.rollouts.filter((r) => r.group === own(c).group);
  const lengths = mates.map((r) => sum(r.stepTokens ?? []));
  const weighted = sum(mates.map((r, k) => (lengths[k] as number) * (r.outcome ?? Number.NaN)));
  const bar = weighted / sum(lengths);
  return [
    sumLine('tokens of the group', lengths, sum(lengths)),
    fact('tokens times reward, summed', weighted),
    line('bar: mean reward weighted by length', ex`${weighted} / ${sum(lengths)}`, bar),
    line('reward against the bar', ex`${reward(c)} − ${bar}`, reward(c) - bar),
    flat,
  ];
};

const maxrl: Explainer = (c) => {
  const g = groupRewards(c);
  const [mu, eps] = [mean(g), c.params.number('epsilon')];
  return [
    meanLine('mean reward of the group', g, mu),
    line('reward against the mean, in means', ex`(${reward(c)} − ${mu}) / (${mu} + ${eps})`, (reward(c) - mu) / (mu + eps)),
    flat,
  ];
};

const stratified: Explainer = (c) => {
  const { rollouts, params } = c;
  const [alpha, eps, r] = [params.number('alpha'), params.number('epsilon'), reward(c)];
  const all = rollouts.map((x) => x.outcome ?? Number.NaN);
  const calls = own(c).toolCalls ?? 0;
  const stratum = rollouts.filter((x) => x.toolCalls === calls).map((x) => x.outcome ?? Number.NaN);
  const z = (pool: readonly number[], label: string): WhyLine[] => {
    const [mu, s] = [mean(pool), sd(pool, 0)];
    return [
      meanLine(`mean reward of ${label}`, pool, mu),
      line(`against ${label}`, ex`(${r} − ${mu}) / (${s} + ${eps})`, (r - mu) / (s + eps)),
    ];
  };
  const inside = z(stratum, `rollouts with ${calls} tool calls`);
  const global = z(all, 'the whole group');
  const [zi, zg] = [inside[1]?.value ?? 0, global[1]?.value ?? 0];
  return [...inside, ...global, line('blend', ex`${alpha} × ${zi} + (1 − ${alpha}) × ${zg}`, alpha * zi + (1 - alpha) * zg), flat];
};

export const OUTCOME: Readonly<Record<string, Explainer>> = {
  grpo,
  dr_grpo: drGrpo,
  grpo_trl: grpoTrl,
  rloo,
  opo,
  maxrl,
  stratified_grpo: stratified,
};
