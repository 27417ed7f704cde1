import type { JsonObject } from '../model/json.ts';
import type { Step, Trajectory } from '../model/trajectory.ts';
import type { Rollout } from './batch.ts';
import { assignCredit } from './engine.ts';
import { toRollouts } from './rollouts.ts';
import { methodById } from './table.ts';

/** A method with the conventions under which its numbers come nearest to what the trainer logged. */
export interface Match {
  readonly method: string;
  readonly params: JsonObject;
  /** Rollouts compared. */
  readonly n: number;
  /** Root mean square difference, in the logged advantage's unit. */
  readonly rms: number;
  /** Largest difference. */
  readonly worst: number;
  /** All within 1e-3 (1 + |logged|): float32 and printing leave about that. */
  readonly exact: boolean;
  /** When it matches only after multiplying by a constant (a coefficient or a batch-wide scale): that constant. */
  readonly scale?: number;
  /** When it matches only for a weighted sum of the logged reward components: their weights, the first being 1. */
  readonly weights?: Readonly<Record<string, number>>;
}

/** Conventions that trainers are known to use, tried in this order; earlier ones win ties. */
const CANDIDATES: readonly (readonly [method: string, params: JsonObject])[] = [
  ['grpo', {}],
  ['dr_grpo', {}],
  ['grpo_trl', { scale_rewards: 'group' }],
  ['grpo_trl', { scale_rewards: 'batch' }],
  ['grpo_trl', { scale_rewards: 'none' }],
  ['rloo', {}],
  ['opo', {}],
  ['gpg', {}],
  ['maxrl', {}],
  ['grpo_passk', {}],
  ['reinforce_pp_baseline', {}],
  ['gdpo', {}],
  ['stratified_grpo', { alpha: 1 }],
];

/**
 * The trainer's one advantage of a rollout: logged for the rollout, or the same on all of its steps or unmasked tokens.
 * Undefined when none was logged or when it differs inside the rollout.
 */
export function loggedAdvantage(t: Trajectory): number | undefined {
  const whole = t.logged?.advantage;
  if (whole !== undefined) return whole;
  const all = t.steps.flatMap(stepAdvantages);
  const first = all[0];
  return first !== undefined && all.every((a) => Math.abs(a - first) <= 1e-6 * (1 + Math.abs(first))) ? first : undefined;
}

function stepAdvantages(step: Step): readonly number[] {
  const tokens = step.tokens?.advantages;
  if (tokens) return tokens.filter((a, k) => !Number.isNaN(a) && (step.tokens?.lossMask?.[k] ?? 1) !== 0);
  return step.logged?.advantage === undefined ? [] : [step.logged.advantage];
}

/**
 * Which method, under which conventions, gives the advantages the trainer logged: exact matches first, then
 * those up to a constant, then by distance. Only methods that give a
 * rollout one number are tried; empty when fewer than two rollouts have a logged advantage.
 */
export function matchRecorded(batch: readonly Trajectory[]): Match[] {
  const logged = batch.map(loggedAdvantage);
  if (logged.filter((a) => a !== undefined).length < 2) return [];
  const rollouts = toRollouts(batch);
  const plain = CANDIDATES.flatMap((candidate) => matchOf(candidate, rollouts, logged));
  const matches = plain.some((m) => m.exact || m.scale !== undefined) ? plain : [...plain, ...weighted(rollouts, logged)];
  const kind = (m: Match): number => (m.exact ? 0 : m.scale !== undefined ? 1 : 2);
  const nearer = (a: Match, b: Match): number => (a.rms < 0.5 * b.rms ? -1 : b.rms < 0.5 * a.rms ? 1 : 0);
  return matches.sort((a, b) => kind(a) - kind(b) || (kind(a) === 2 ? a.rms - b.rms : kind(a) === 0 ? nearer(a, b) : 0));
}

type Candidate = (typeof CANDIDATES)[number];

function matchOf([id, params]: Candidate, rollouts: readonly Rollout[], logged: readonly (number | undefined)[]): Match[] {
  const method = methodById(id);
  if (!method) return [];
  const { values } = assignCredit(method, rollouts, { params, referenceForSingles: true });
  const pairs = values.flatMap((row, i) => {
    const [computed, recorded] = [row[0], logged[i]];
    return computed === undefined || recorded === undefined ? [] : [[computed, recorded] as const];
  });
  return pairs.length < 2 ? [] : [compare(id, params, pairs)];
}

/** Weights that trainers are given for reward functions, against the first one. */
const WEIGHTS = [1, 0.5, 2, 0.1, 0.2, 0.25, 0.3, 0, 4, 5, 10];
/** Methods that see a difference of scale, tried on weighted rewards; more components than this are not tried. */
const WEIGHED = CANDIDATES.filter(([id]) => ['grpo', 'dr_grpo', 'grpo_trl', 'rloo'].includes(id));
const MOST_COMPONENTS = 3;

/** Logs hold reward components but rarely the weights they were summed with: the first weights that give the logged advantages. */
function weighted(rollouts: readonly Rollout[], logged: readonly (number | undefined)[]): Match[] {
  const names = Object.keys(rollouts[0]?.components ?? {});
  if (names.length < 2 || names.length > MOST_COMPONENTS || rollouts.some((r) => names.some((n) => r.components?.[n] === undefined)))
    return [];
  for (const rest of combinations(names.length - 1)) {
    const weights = Object.fromEntries(names.map((n, i) => [n, i === 0 ? 1 : (rest[i - 1] as number)]));
    const summed = rollouts.map((r) => ({
      ...r,
      outcome: names.reduce((s, n) => s + (weights[n] as number) * (r.components?.[n] as number), 0),
    }));
    const found = WEIGHED.flatMap((candidate) => matchOf(candidate, summed, logged)).filter((m) => m.exact);
    if (found.length > 0) return found.map((m) => ({ ...m, weights }));
  }
  return [];
}

function combinations(length: number): number[][] {
  return length === 0 ? [[]] : combinations(length - 1).flatMap((rest) => WEIGHTS.map((w) => [...rest, w]));
}

function compare(method: string, params: JsonObject, pairs: readonly (readonly [computed: number, recorded: number])[]): Match {
  const error = (scale: number): { rms: number; worst: number; exact: boolean } => {
    const gaps = pairs.map(([c, r]) => Math.abs(scale * c - r));
    return {
      rms: Math.sqrt(gaps.reduce((s, g) => s + g * g, 0) / gaps.length),
      worst: gaps.reduce((a, b) => Math.max(a, b), 0),
      exact: gaps.every((g, i) => g <= 1e-3 * (1 + Math.abs((pairs[i] as readonly [number, number])[1]))),
    };
  };
  const plain = error(1);
  const square = pairs.reduce((s, [c]) => s + c * c, 0);
  const scale = square > 0 ? pairs.reduce((s, [c, r]) => s + c * r, 0) / square : 0;
  const scaled = !plain.exact && scale > 0 && error(scale).exact;
  return { method, params, n: pairs.length, ...plain, ...(scaled ? { scale } : {}) };
}
