import type { Rollout } from './batch.ts';
import { type CreditChoice, type From, sourcesFor } from './choice.ts';
import { ALONE, assignCredit, cannot } from './engine.ts';
import { InputError } from './inputs.ts';
import { type CreditMethod, Missing } from './method.ts';
import { indicesBy } from './numeric.ts';
import { Params } from './params.ts';
import { rewardsFrom, type ScoresById, type StepRewardSource } from './rollouts.ts';

/** One trajectory among those it is compared with. */
export interface Pool {
  /** With the step rewards of the log; several groups where a batch was read. */
  readonly rollouts: readonly Rollout[];
  /** Which of them is the trajectory in question. */
  readonly index: number;
  readonly scores: ScoresById;
}

/** What a method says about the trajectory in question. */
export interface PoolCredit {
  readonly values: readonly (number | undefined)[];
  /** Why values are missing. */
  readonly reason?: string;
  /** Where step rewards came from; absent for methods that take none. */
  readonly source?: StepRewardSource['kind'];
}

/** The rollouts a method looks at together, and the position of the one in question among them. */
export interface Part {
  readonly rollouts: readonly Rollout[];
  readonly index: number;
}

/** Step rewards that are wanted where the choice says nothing. */
export const withDefault = (choice: CreditChoice, fallback: From): CreditChoice =>
  choice.from.kind === 'auto' ? { ...choice, from: fallback } : choice;

/** Throws nothing: parameters that make no sense come back as the reason. */
export function poolCredit(method: CreditMethod, choice: CreditChoice, pool: Pool): PoolCredit {
  const steps = (pool.rollouts[pool.index] as Rollout).steps;
  const none = new Array<undefined>(steps).fill(undefined);
  try {
    const { part, source, missing } = bestPart(method, choice, pool);
    if (missing !== undefined) return { values: none, reason: missing };
    const result = assignCredit(method, part.rollouts, { params: choice.params });
    const values = result.values[part.index] ?? none;
    const reason = result.reasons[part.index];
    const used = method.needs.includes('step-rewards') ? { source: source.kind } : {};
    return { values, ...used, ...(reason === undefined ? {} : { reason }) };
  } catch (error) {
    if (error instanceof InputError) return { values: none, reason: error.message };
    throw error;
  }
}

/** Why a method cannot be computed here; undefined when it can. Cheap: the formula is not run. */
export function whyNot(method: CreditMethod, choice: CreditChoice, pool: Pool): string | undefined {
  try {
    return bestPart(method, choice, pool).missing;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

/** The rollouts a method looks at, with the first source of step rewards that gives it all it needs. */
export function bestPart(
  method: CreditMethod,
  choice: CreditChoice,
  pool: Pool,
): { readonly part: Part; readonly source: StepRewardSource; readonly missing?: string } {
  const sources = sourcesFor(method, choice.from);
  const own = pool.rollouts[pool.index] as Rollout;
  const chosen = within(method, pool);
  const mates = chosen.rollouts.filter((r) => r.group === own.group).length;
  let first: { part: Part; source: StepRewardSource; missing: string } | undefined;
  for (const source of sources) {
    const part = { ...chosen, rollouts: chosen.rollouts.map((r) => withSource(r, source, pool.scores)) };
    const missing = method.comparesGroup && mates === 1 ? ALONE : lacking(method, choice, part);
    if (missing === undefined) return { part, source };
    first ??= { part, source, missing: missing + scored(method, source, part, pool.scores) };
  }
  return first as { part: Part; source: StepRewardSource; missing: string };
}

function lacking(method: CreditMethod, choice: CreditChoice, part: Part): string | undefined {
  if (!method.bind || !method.spread) return cannot(method.needs);
  const bound = method.bind(part.rollouts, new Params(method.params, choice.params));
  return bound instanceof Missing ? cannot(bound.needs) : undefined;
}

/** Scores of siblings are the usual gap: how many there are tells what to do. */
function scored(method: CreditMethod, source: StepRewardSource, part: Part, scores: ScoresById): string {
  if (source.kind === 'log' || !method.needs.includes('step-rewards') || part.rollouts.length < 2) return '';
  const done = part.rollouts.filter((r) => scores.has(r.id)).length;
  return done === part.rollouts.length ? '' : ` · ${done} of ${part.rollouts.length} samples are scored`;
}

/** As the engine splits them: where a method compares inside groups, other groups of one do not count. */
function within({ scope, comparesGroup }: CreditMethod, { rollouts, index }: Pool): Part {
  const own = rollouts[index] as Rollout;
  if (scope === 'trajectory') return { rollouts: [own], index: 0 };
  const sizes = indicesBy(rollouts.map((r) => r.group));
  const compared = comparesGroup ? rollouts.filter((r) => r === own || (sizes.get(r.group)?.length ?? 0) > 1) : rollouts;
  const part = scope === 'batch' ? compared : compared.filter((r) => r.group === own.group);
  return { rollouts: part, index: part.indexOf(own) };
}

function withSource(rollout: Rollout, source: StepRewardSource, scores: ScoresById): Rollout {
  if (source.kind === 'log') return rollout;
  const logged = rollout.stepRewards ?? new Array<undefined>(rollout.steps).fill(undefined);
  const stepRewards = rewardsFrom(source, logged, scores.get(rollout.id));
  const { stepRewards: _, ...rest } = rollout;
  return stepRewards ? { ...rest, stepRewards } : rest;
}
