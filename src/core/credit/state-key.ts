import type { Step } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';

/**
 * Hash of what the policy saw before a step: the observations of the step before it, with the parts that differ between
 * equal states taken out (white space, time stamps, ids, addresses, durations). Equal hash: same anchor state.
 */
export function observationKey(before: Step | undefined): string {
  return before ? kept(OBSERVED, before, () => shortHash(before.observations.map((o) => normalise(o.text)))) : 'start';
}

/** Hash of what the policy did in a step: tools and arguments, or its words when it called none. */
export function actionKey(step: Step): string {
  return kept(DONE, step, () => keyOfAction(step));
}

/** Steps never change, and the same ones are compared again under every method and every choice of scorer. */
const OBSERVED = new WeakMap<Step, string>();
const DONE = new WeakMap<Step, string>();

function kept(known: WeakMap<Step, string>, step: Step, make: () => string): string {
  const found = known.get(step);
  if (found !== undefined) return found;
  const key = make();
  known.set(step, key);
  return key;
}

function keyOfAction(step: Step): string {
  if (step.actions.length === 0) return shortHash(['says', normalise(step.text ?? '')]);
  return shortHash(step.actions.flatMap((a) => [a.tool, typeof a.args === 'string' ? normalise(a.args) : JSON.stringify(a.args)]));
}

const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\b\d\d:\d\d:\d\d([.,]\d+)?\b/g, '<time>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b0x[0-9a-f]{4,}\b/gi, '<address>'],
  [/\b\d+([.,]\d+)? ?(ms|s|sec|seconds|minutes)\b/g, '<duration>'],
  [/\/tmp\/[\w.-]+/g, '<temp>'],
];

function normalise(text: string): string {
  let out = text.length > 20_000 ? `${text.slice(0, 10_000)}…${text.length}…${text.slice(-10_000)}` : text;
  for (const [pattern, mark] of VOLATILE) out = out.replace(pattern, mark);
  return out.replace(/\s+/g, ' ').trim();
}
