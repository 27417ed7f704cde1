import { combine, hash32 } from './hash.ts';

/** Longest field that is read, in characters; a longer one keeps its first 60 % and its end, as in the training data. */
export const FIELD_LIMIT = 4000;
const HEAD = 2400;

/** The words of one text, in order. */
export interface Words {
  /** A hash a word; digits count as written. */
  readonly hashes: readonly number[];
  /** The same with every run of digits reduced to its length: `17` and `42` are one token, `2024` another. */
  readonly shapes: readonly number[];
  /** Which of them are numbers. */
  readonly numbers: readonly boolean[];
  readonly set: ReadonlySet<number>;
}

export const NO_WORDS: Words = { hashes: [], shapes: [], numbers: [], set: new Set() };

export function cut(text: string): string {
  return text.length <= FIELD_LIMIT ? text : `${text.slice(0, HEAD)}\n${text.slice(text.length - (FIELD_LIMIT - HEAD - 1))}`;
}

/** Splits lower-cased text into runs of letters, runs of digits, and runs of anything beyond ASCII. */
export function words(text: string, seed: number): Words {
  const hashes: number[] = [];
  const shapes: number[] = [];
  const numbers: boolean[] = [];
  for (const match of text.toLowerCase().matchAll(/[a-z]+|[0-9]+|[^\0-\x7f]+/g)) {
    const word = match[0];
    const digit = isDigit(word.charCodeAt(0));
    const hash = hash32(word, seed);
    hashes.push(hash);
    shapes.push(digit ? combine(seed, Math.min(word.length, 6)) : hash);
    numbers.push(digit);
  }
  return { hashes, shapes, numbers, set: new Set(hashes) };
}

/** Share of `a`'s distinct words that any of `others` has; 0 when `a` is empty. */
export function overlap(a: ReadonlySet<number>, ...others: readonly ReadonlySet<number>[]): number {
  if (a.size === 0) return 0;
  let common = 0;
  for (const word of a) if (others.some((other) => other.has(word))) common++;
  return common / a.size;
}

/** Jaccard index of two sets; 0 when both are empty. */
export function likeness(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  if (a.size + b.size === 0) return 0;
  const common = overlap(a, b) * a.size;
  return common / (a.size + b.size - common);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
