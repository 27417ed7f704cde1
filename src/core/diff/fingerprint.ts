import type { Step } from '../model/trajectory.ts';
import { hasher } from '../text/hash.ts';

/** What the comparison of two steps looks at: small sets of hashed tokens, one a field, sorted. */
export interface Fingerprint {
  /** Tool names in order, or the speaker where no tool was called. */
  readonly tool: string;
  readonly args: Uint32Array;
  readonly text: Uint32Array;
  readonly observation: Uint32Array;
  /** Equal for steps that are the same in tool, arguments, text and observation. */
  readonly exact: string;
}

/** Tokens kept a field; longer fields keep their head and tail, where commands and outcomes stand. */
const KEEP = 96;

export function fingerprint(step: Step): Fingerprint {
  const args = step.actions.map((a) => (typeof a.args === 'string' ? a.args : JSON.stringify(a.args))).join('\n');
  const text = [step.thought, step.text].filter((t) => t).join('\n');
  const observation = step.observations.map((o) => o.text).join('\n');
  const tool = step.actions.length > 0 ? step.actions.map((a) => a.tool).join('+') : `says:${step.actor}`;
  return {
    tool,
    args: tokens(args),
    text: tokens(text),
    observation: tokens(observation),
    exact: hasher().add(tool).add(args).add(text).add(observation).hex(),
  };
}

/** Distinct hashes of words and numbers, sorted. */
function tokens(text: string): Uint32Array {
  const found = cut(text).match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
  const kept = found.length > KEEP ? [...found.slice(0, KEEP / 2), ...found.slice(-KEEP / 2)] : found;
  return Uint32Array.from(new Set(kept.map(hash32))).sort();
}

const cut = (text: string): string => (text.length > 8000 ? `${text.slice(0, 4000)}\n${text.slice(-4000)}` : text);

function hash32(word: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) h = Math.imul(h ^ word.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
