import type { Json, JsonObject } from '../model/json.ts';
import type { Outcome } from '../model/trajectory.ts';
import { isObject, number, object, objects, present, text, zeroOrOne } from './fields.ts';

/** Inspect's grades, and the words its own `value_to_float` takes for them (inspect_ai, scorer/_metric.py). */
const GRADES: ReadonlyMap<string, number> = new Map(Object.entries({ C: 1, P: 0.5, I: 0, N: 0, yes: 1, true: 1, no: 0, false: 0 }));

/** A score value as a number: grade, number, truth value or number in a string; `undefined` for anything else, NaN included. */
export function scoreNumber(value: Json | undefined): number | undefined {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return number(value);
  const word = value.trim();
  const grade = GRADES.get(word) ?? GRADES.get(word.toLowerCase());
  if (grade !== undefined) return grade;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) ? Number(word) : undefined;
}

/**
 * A sample's outcome. The reward is the first scorer's, the one Inspect's own headline metric uses; a score that is a
 * dictionary or list of several numbers gives named rewards and no single one.
 */
export function scoreOutcome(sample: JsonObject): Outcome {
  const scores = Object.entries(object(sample.scores) ?? legacy(sample)).filter((entry): entry is [string, JsonObject] =>
    isObject(entry[1]),
  );
  const named = scores.flatMap(([scorer, score]) => namedRewards(scorer, score.value));
  const first = scores[0]?.[1];
  const only = first && namedRewards('', first.value);
  const reward = only?.length === 1 ? only[0]?.[1] : undefined;
  const last = text(objects(object(sample.output)?.choices)[0]?.stop_reason);
  const stop = text(object(sample.limit)?.type) ?? (last === 'tool_calls' || last === 'unknown' ? undefined : last);
  return (
    present({
      reward,
      success: first?.value === 'P' ? undefined : zeroOrOne(reward),
      rewards: named.length > 0 ? Object.fromEntries(named) : undefined,
      label: text(first?.value),
      stop,
      error: text(object(sample.error)?.message),
    }) ?? {}
  );
}

/** Logs of early 2024 had one `score` without a scorer's name. */
const legacy = (sample: JsonObject): JsonObject => (isObject(sample.score) ? { score: sample.score } : {});

function namedRewards(scorer: string, value: Json | undefined): readonly (readonly [string, number])[] {
  const single = scoreNumber(value);
  if (single !== undefined) return [[scorer, single]];
  const parts = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return parts.flatMap(([key, part]) => {
    const known = scoreNumber(part as Json);
    return known === undefined ? [] : [[`${scorer}.${key}`, known] as const];
  });
}

/** What the first scorer wrote about the answer, when short. */
export function scoreNotes(sample: JsonObject): { readonly answer?: string; readonly explanation?: string } | undefined {
  const first = Object.values(object(sample.scores) ?? legacy(sample)).find(isObject);
  return present({ answer: short(first?.answer), explanation: short(first?.explanation) });
}

const short = (value: Json | undefined): string | undefined => (typeof value === 'string' && value.length <= 4000 ? value : undefined);
