import type { Trajectory } from '../model/trajectory.ts';
import { wilson } from '../stats/wilson.ts';
import { actionKey, observationKey } from './state-key.ts';

/** A prefix that some rollouts of a group share: same actions, same observations, up to here. */
export interface PrefixNode {
  /** Steps taken so far; the root has 0. */
  readonly depth: number;
  /** Positions of the rollouts that pass here, in the order they were given. */
  readonly members: readonly number[];
  /** Mean outcome of the members whose outcome is known; undefined when none is. */
  readonly value?: number;
  /** Members with a known outcome. */
  readonly n: number;
  /** 95 % interval of `value`, when outcomes lie in [0, 1]. */
  readonly interval?: readonly [number, number];
  readonly children: readonly PrefixNode[];
}

/** The prefix tree of a group's rollouts. Rollouts that never share a step hang from the root side by side. */
export function prefixForest(group: readonly Trajectory[]): PrefixNode {
  const keys = group.map((t) => t.steps.map((s) => `${actionKey(s)} ${observationKey(s)}`));
  return forestOf(
    keys,
    group.map((t) => t.outcome.reward),
  );
}

/** The same from one key a step (what was done and what was seen then) and the outcome of each rollout. */
function forestOf(keys: Keys, outcomes: readonly (number | undefined)[]): PrefixNode {
  return grow(keys, outcomes, 0, keys.map((_, i) => i)); // biome-ignore format: one call
}

type Keys = readonly (readonly string[])[];

function grow(
  keys: readonly (readonly string[])[],
  outcomes: readonly (number | undefined)[],
  depth: number,
  members: readonly number[],
): PrefixNode {
  const known = members.map((i) => outcomes[i]).filter((v) => v !== undefined);
  const next = new Map<string, number[]>();
  for (const i of members) {
    const key = keys[i]?.[depth];
    if (key === undefined) continue;
    const same = next.get(key);
    if (same) same.push(i);
    else next.set(key, [i]);
  }
  const value = known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : undefined;
  const bounded = known.every((v) => v >= 0 && v <= 1);
  return {
    depth,
    members,
    n: known.length,
    ...(value === undefined ? {} : { value }),
    ...(value !== undefined && bounded ? { interval: wilson(value * known.length, known.length) } : {}),
    children: [...next.values()].map((same) =>
      same.length > 1 ? grow(keys, outcomes, depth + 1, same) : branch(keys, outcomes, depth + 1, same),
    ),
  };
}

/** One rollout alone: its steps need no nodes of their own, only their end. */
function branch(
  keys: readonly (readonly string[])[],
  outcomes: readonly (number | undefined)[],
  depth: number,
  members: readonly number[],
): PrefixNode {
  const value = outcomes[members[0] as number];
  return {
    depth: Math.max(depth, keys[members[0] as number]?.length ?? depth),
    members,
    n: value === undefined ? 0 : 1,
    ...(value === undefined ? {} : { value }),
    children: [],
  };
}

/**
 * Empirical value of every prefix of every rollout, before the first step and after each: the mean outcome of the rollouts
 * that share it. Undefined where fewer than `least` rollouts share it: one rollout's own outcome is no estimate.
 */
export function prefixValues(group: readonly Trajectory[], least = 2): (number | undefined)[][] {
  const lengths = group.map((t) => t.steps.length);
  return valuesIn(prefixForest(group), lengths, least);
}

/** `prefixValues` of rollouts that are known by their keys alone. */
export function prefixValuesOf(keys: Keys, outcomes: readonly (number | undefined)[], least = 2): (number | undefined)[][] {
  const lengths = keys.map((row) => row.length);
  return valuesIn(forestOf(keys, outcomes), lengths, least);
}

function valuesIn(forest: PrefixNode, lengths: readonly number[], least: number): (number | undefined)[][] {
  const out = lengths.map((n) => new Array<number | undefined>(n + 1).fill(undefined));
  const visit = (node: PrefixNode): void => {
    if (node.members.length > 1 && node.n >= least)
      for (const i of node.members) (out[i] as (number | undefined)[])[node.depth] = node.value;
    for (const child of node.children) visit(child);
  };
  visit(forest);
  return out;
}
