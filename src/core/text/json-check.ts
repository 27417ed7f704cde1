import type { Mend } from './json.ts';

export interface JsonCheck {
  /** Replacements that make the text strict JSON, in order. */
  readonly mends: readonly Mend[];
  /** The first thing that cannot be mended; its offset is the text's length when the text is cut. */
  readonly fault?: { readonly offset: number; readonly message: string };
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /-?[A-Za-z]+/y;
const NOT_NUMBERS = new Set(['NaN', 'Infinity', '-Infinity']);
const LITERALS = new Set(['true', 'false', 'null']);
const WORDS = [...NOT_NUMBERS, ...LITERALS];

class Fault extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** Walks JSON text without building values, to say where it is wrong and what can be mended. Not recursive. */
export function checkJson(text: string): JsonCheck {
  const mends: Mend[] = [];
  try {
    walk(text, mends);
    return { mends };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { mends, fault: { offset: error.offset, message: error.message } };
  }
}

function walk(text: string, mends: Mend[]): void {
  const open: ('{' | '[')[] = [];
  let at = skipSpace(text, 0);
  for (;;) {
    const char = text[at];
    if (char === '{' || char === '[') {
      open.push(char);
      at = skipSpace(text, at + 1);
      if (text[at] !== (char === '{' ? '}' : ']')) {
        if (char === '{') at = key(text, at, mends);
        continue;
      }
    } else {
      at = scalar(text, at, mends);
    }
    at = skipSpace(text, at);
    while (open.length > 0 && text[at] === (open.at(-1) === '{' ? '}' : ']')) {
      open.pop();
      at = skipSpace(text, at + 1);
    }
    if (open.length === 0) {
      if (at < text.length) throw new Fault(at, 'has more text after the value');
      return;
    }
    if (text[at] !== ',') throw new Fault(at, at < text.length ? `has ${shown(text, at)} where a comma or a closing bracket belongs` : CUT);
    at = skipSpace(text, at + 1);
    if (open.at(-1) === '{') at = key(text, at, mends);
  }
}

const CUT = 'ends before the value is complete';

function key(text: string, at: number, mends: Mend[]): number {
  if (text[at] !== '"') throw new Fault(at, at < text.length ? `has ${shown(text, at)} where a key in quotes belongs` : CUT);
  const colon = skipSpace(text, string(text, at, mends));
  if (text[colon] !== ':') throw new Fault(colon, colon < text.length ? `has ${shown(text, colon)} where a colon belongs` : CUT);
  return skipSpace(text, colon + 1);
}

function scalar(text: string, at: number, mends: Mend[]): number {
  if (at >= text.length) throw new Fault(at, CUT);
  if (text[at] === '"') return string(text, at, mends);
  WORD.lastIndex = at;
  const word = WORD.exec(text)?.[0];
  if (word !== undefined) {
    const end = at + word.length;
    if (NOT_NUMBERS.has(word)) mends.push({ start: at, end, by: 'null' });
    else if (end === text.length && WORDS.some((known) => known.startsWith(word) && known !== word)) throw new Fault(end, CUT);
    else if (!LITERALS.has(word)) throw new Fault(at, `has ${shown(text, at)} where a value belongs`);
    return end;
  }
  NUMBER.lastIndex = at;
  const number = NUMBER.exec(text)?.[0];
  if (number !== undefined) return at + number.length;
  if (text[at] === '-' && at + 1 === text.length) throw new Fault(text.length, CUT);
  throw new Fault(at, `has ${shown(text, at)} where a value belongs`);
}

function string(text: string, start: number, mends: Mend[]): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code === 0x5c) at = escapeEnd(text, at);
    else if (code < 0x20) mends.push({ start: at, end: at + 1, by: `\\u${code.toString(16).padStart(4, '0')}` });
  }
  throw new Fault(text.length, CUT);
}

/** Offset of the last character of the escape sequence that starts at `at`. */
function escapeEnd(text: string, at: number): number {
  const kind = text[at + 1];
  if (kind === undefined) throw new Fault(text.length, CUT);
  if ('"\\/bfnrt'.includes(kind)) return at + 1;
  if (kind !== 'u') throw new Fault(at, `has the unknown escape \\${kind}`);
  for (let digit = at + 2; digit < at + 6; digit++) {
    const char = text[digit];
    if (char === undefined) throw new Fault(text.length, CUT);
    if (!/[0-9a-fA-F]/.test(char)) throw new Fault(at, 'has a \\u escape without four hexadecimal digits');
  }
  return at + 5;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
  }
  return at;
}

const shown = (text: string, at: number): string => {
  const code = text.codePointAt(at) as number;
  return code > 0x20 && code < 0x7f ? `"${String.fromCodePoint(code)}"` : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
};
