import type { Json } from '../model/json.ts';
import { number } from './fields.ts';

type Row = Readonly<Record<string, Json>>;

/** What a table's columns after `completion` are: `rewards`, then what the user logged besides, then `advantage`. */
export interface TrlColumns {
  readonly rewards: readonly string[];
  readonly others: readonly string[];
  /** A reward column that holds nothing but 0 and 1 and says by its name, or by being the only one, that 1 is success. */
  readonly success: string | undefined;
}

const KNOWN = new Set(['step', 'prompt', 'completion', 'advantage']);

/**
 * TRL writes one column per reward function, named after it, then the user's extra columns, then `advantage`
 * (trl/trainer/grpo_trainer.py). A numeric extra cannot be told from a reward by its type, but the advantage can: in
 * each group it is a rising linear function of the summed rewards. The leading numeric columns whose sum fits it are
 * the rewards; where no sum fits (weights other than 1), all leading numeric columns are.
 */
export function trlColumns(columns: readonly string[], rows: readonly Row[], groups: readonly (readonly number[])[]): TrlColumns {
  const after = columns.slice(columns.indexOf('completion') + 1).filter((name) => !KNOWN.has(name));
  const firstOther = after.findIndex((name) => !isNumeric(rows, name));
  const numeric = firstOther < 0 ? after : after.slice(0, firstOther);
  const fitting = numeric.map((_, index) => numeric.slice(0, index + 1)).filter((names) => explainsAdvantage(names, rows, groups));
  const rewards = fitting.findLast((names) => /reward|score/i.test(names.at(-1) ?? '')) ?? fitting[0] ?? numeric;
  return { rewards, others: columns.filter((name) => !KNOWN.has(name) && !rewards.includes(name)), success: successColumn(rewards, rows) };
}

/** A reward function that returned nothing leaves nulls; a column of nulls alone says nothing and counts as numeric. */
const isNumeric = (rows: readonly Row[], name: string): boolean => rows.every((row) => row[name] === null || typeof row[name] === 'number');

function successColumn(rewards: readonly string[], rows: readonly Row[]): string | undefined {
  const binary = rewards.filter((name) => rows.every((row) => row[name] === null || row[name] === 0 || row[name] === 1));
  return binary.find((name) => /correct|accura|success|solved|exact/i.test(name)) ?? (rewards.length === 1 ? binary[0] : undefined);
}

/** The sum of the known rewards; unknown when none is known. */
export function rewardSum(row: Row, names: readonly string[]): number | undefined {
  const known = names.map((name) => number(row[name])).filter((value) => value !== undefined);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) : undefined;
}

function explainsAdvantage(names: readonly string[], rows: readonly Row[], groups: readonly (readonly number[])[]): boolean {
  let informative = false;
  for (const group of groups) {
    const points = group.flatMap((index): [number, number][] => {
      const [x, y] = [rewardSum(rows[index] ?? {}, names), number(rows[index]?.advantage)];
      return x === undefined || y === undefined ? [] : [[x, y]];
    });
    const [low, high] = [Math.min(...points.map(([x]) => x)), Math.max(...points.map(([x]) => x))];
    const at = (x: number) => points.find((point) => point[0] === x)?.[1] ?? 0;
    const slope = high > low ? (at(high) - at(low)) / (high - low) : 0;
    if (high > low && slope <= 0) return false;
    if (points.some(([x, y]) => Math.abs(y - (at(low) + slope * (x - low))) > 1e-3 * (1 + Math.abs(y)))) return false;
    informative ||= high > low;
  }
  return informative;
}
