import type { Json } from '../../model/json.ts';
import type { Rollout } from '../batch.ts';
import { type Inputs, list, toNumber } from '../inputs.ts';
import type { Params } from '../params.ts';
import type { WhyLine } from './line.ts';

/** One step under one method: what went into the formula and what came out. */
export interface Context {
  readonly rollouts: readonly Rollout[];
  /** Position of the rollout among `rollouts`, and of the step in it. */
  readonly i: number;
  readonly t: number;
  readonly inputs: Inputs;
  readonly params: Params;
  readonly output: Json;
  /** Credit of every step of this rollout. */
  readonly values: readonly (number | undefined)[];
}

export type Explainer = (context: Context) => readonly WhyLine[];

export const own = ({ rollouts, i }: Context): Rollout => rollouts[i] as Rollout;

/** Final rewards of the rollout's group, itself included. */
export const groupRewards = (context: Context): readonly number[] =>
  context.rollouts.filter((r) => r.group === own(context).group).map((r) => r.outcome ?? Number.NaN);

/** Credit of the next step; 0 after the last. */
export const nextValue = ({ values, t }: Context): number => values[t + 1] ?? 0;

/** [trajectory][step] of an output. */
export const matrixOf = (output: Json): number[][] =>
  list(output, 'result').map((row) => list(row, 'result').map((v) => toNumber(v, 'result')));

export const at = (rows: readonly (readonly number[])[], i: number, t: number): number => rows[i]?.[t] ?? Number.NaN;
