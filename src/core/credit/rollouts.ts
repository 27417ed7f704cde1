import type { Step, Trajectory } from '../model/trajectory.ts';
import type { Rollout } from './batch.ts';
import { prefixValues } from './forest.ts';
import { actionKey, observationKey } from './state-key.ts';

/** Where step rewards come from. A blend takes `weight` of the scorer and the rest of the log; a gap in either is a gap. */
export type StepRewardSource =
  | { readonly kind: 'log' }
  | { readonly kind: 'scorer' }
  | { readonly kind: 'change' }
  | { readonly kind: 'blend'; readonly weight: number };

/** Step scores by trajectory id; missing ids and elements are unknown. */
export type ScoresById = ReadonlyMap<string, readonly (number | undefined)[]>;

/**
 * Rollouts of trajectories, in their order. Groups are keyed by run and group; prefix values are counted inside each.
 * Nothing is invented: what the log does not say stays undefined.
 */
export function toRollouts(
  trajectories: readonly Trajectory[],
  source: StepRewardSource = { kind: 'log' },
  scores: ScoresById = new Map(),
): Rollout[] {
  const byGroup = new Map<string, Trajectory[]>();
  for (const t of trajectories) {
    const key = groupKey(t);
    const group = byGroup.get(key);
    if (group) group.push(t);
    else byGroup.set(key, [t]);
  }
  const values = new Map<Trajectory, (number | undefined)[]>();
  for (const group of byGroup.values()) {
    const found = prefixValues(group);
    for (const [i, t] of group.entries()) values.set(t, found[i] as (number | undefined)[]);
  }
  return trajectories.map(
    (t) =>
    toRollout(t, rewardsFrom(source, t.steps.map((s) => s.reward), scores.get(t.id)), values.get(t)), // biome-ignore format: one call
  );
}

function toRollout(
  t: Trajectory,
  rewards: readonly (number | undefined)[] | undefined,
  values: readonly (number | undefined)[] | undefined,
): Rollout {
  const lists = {
    stepRewards: rewards,
    stepTokens: complete(t.steps.map(generatedTokens)),
    entropies: some(t.steps.map((s) => s.logged?.entropy ?? meanKnown(s.tokens?.entropies))),
    logprobs: some(t.steps.map((s) => totalKnown(s.tokens?.logprobs))),
    refLogprobs: some(t.steps.map((s) => totalKnown(s.tokens?.refLogprobs))),
    values: some(t.steps.map((s) => s.logged?.value ?? s.tokens?.values?.[0])),
    prefixValues: values?.some((v) => v !== undefined) ? values : undefined,
    outcome: t.outcome.reward,
    success: t.outcome.success,
    components: t.outcome.rewards,
  };
  return {
    id: t.id,
    group: groupKey(t),
    steps: t.steps.length,
    anchors: t.steps.map((_, i) => observationKey(t.steps[i - 1])),
    seen: t.steps.map(observationKey),
    actions: t.steps.map(actionKey),
    toolCalls: t.steps.reduce((n, s) => n + s.actions.length, 0),
    grounded: t.steps.map((s) => !s.error && !s.observations.some((o) => o.isError)),
    ...Object.fromEntries(Object.entries(lists).filter(([, v]) => v !== undefined)),
  };
}

const groupKey = (t: Trajectory): string => `${t.run}\u0000${t.group}`;

/** Step rewards from a source: `logged` has one entry per step; undefined when no step has one. */
export function rewardsFrom(
  source: StepRewardSource,
  logged: readonly (number | undefined)[],
  scores: readonly (number | undefined)[] | undefined,
): (number | undefined)[] | undefined {
  const scored = logged.map((_, i) => scores?.[i]);
  switch (source.kind) {
    case 'log':
      return some(logged);
    case 'scorer':
      return some(scored);
    case 'change':
      return some(scored.map((v, i) => difference(v, i === 0 ? v : scored[i - 1]))); // the first step has nothing to change from
    case 'blend':
      return some(scored.map((v, i) => blended(v, logged[i], source.weight)));
  }
}

const blended = (score: number | undefined, logged: number | undefined, weight: number): number | undefined =>
  score === undefined || logged === undefined ? undefined : weight * score + (1 - weight) * logged;

const difference = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a - b;

/** Tokens the policy generated in a step: those that take part in the loss, else all it has ids or log-probs for, else usage. */
function generatedTokens(s: Step): number | undefined {
  const mask = s.tokens?.lossMask;
  if (mask) return mask.reduce((n, m) => n + (m ? 1 : 0), 0);
  return s.tokens?.ids?.length ?? s.tokens?.logprobs?.length ?? s.usage?.output;
}

function some<T>(list: readonly (T | undefined)[]): (T | undefined)[] | undefined {
  return list.some((v) => v !== undefined) ? [...list] : undefined;
}

function complete(list: readonly (number | undefined)[]): number[] | undefined {
  return list.length > 0 && list.every((v) => v !== undefined) ? (list as number[]) : undefined;
}

function totalKnown(list: readonly number[] | undefined): number | undefined {
  if (!list || list.length === 0 || list.some(Number.isNaN)) return undefined;
  return list.reduce((a, b) => a + b, 0);
}

function meanKnown(list: readonly number[] | undefined): number | undefined {
  const total = totalKnown(list);
  return total === undefined || !list ? undefined : total / list.length;
}
