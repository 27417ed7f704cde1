import { LONGEST_TEXT } from './content.ts';
import { FIELDS, type Field, fieldById } from './fields.ts';

/** One condition. All terms of a query must hold; several values of one term are alternatives. */
export interface Term {
  readonly field: Field;
  readonly negated: boolean;
  /** A word without a field: looked for in the content and in what names the trajectory. */
  readonly bare: boolean;
  readonly tests: readonly Test[];
  /** Place in the query text. */
  readonly from: number;
  readonly to: number;
}

export type Test =
  | { readonly kind: 'contains'; readonly text: string }
  | { readonly kind: 'is'; readonly text: string }
  | { readonly kind: 'number'; readonly operator: '<' | '<=' | '>' | '>=' | '='; readonly value: number }
  | { readonly kind: 'range'; readonly low: number; readonly high: number };

export interface Query {
  readonly terms: readonly Term[];
  /** Whether a term needs more than summaries. */
  readonly needsContent: boolean;
}

/** An error points at the word it is about. */
export interface QueryError {
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

export type Parsed = { readonly ok: true; readonly query: Query } | { readonly ok: false; readonly error: QueryError };

/**
 * `outcome:fail steps:>20 tool:bash score.min:<0.2 -model:qwen reward:0..0.5 tool:bash,python "permission denied"`.
 * Words without a field are looked for in the text and in the names of task, group, model, agent, run and log; `-` negates; quotes keep spaces and stand for themselves.
 */
export function parseQuery(text: string): Parsed {
  const terms: Term[] = [];
  for (const word of words(text)) {
    const term = parseTerm(word);
    if ('message' in term) return { ok: false, error: term };
    terms.push(term);
  }
  return { ok: true, query: { terms, needsContent: terms.some((t) => t.field.content) } };
}

interface Word {
  readonly raw: string;
  readonly from: number;
  readonly to: number;
}

/** Splits at spaces outside double quotes. An open quote runs to the end. */
export function words(text: string): Word[] {
  return [...text.matchAll(/(?:[^\s"]|"(?:[^"\\]|\\.)*(?:"|$))+/g)].map((m) => ({ raw: m[0], from: m.index, to: m.index + m[0].length }));
}

const TEXT = fieldById('text') as Field;
const TOO_LONG = `At most ${LONGEST_TEXT} characters can be looked for at once.`;

function parseTerm({ raw, from, to }: Word): Term | QueryError {
  const negated = raw.startsWith('-') && raw.length > 1;
  const body = negated ? raw.slice(1) : raw;
  const start = from + (negated ? 1 : 0);
  const named = /^([a-zA-Z][\w.]*):(.*)$/s.exec(body);
  if (!named) {
    const text = unquote(body).toLowerCase();
    if (text.length > LONGEST_TEXT) return { message: TOO_LONG, from: start, to };
    return { field: TEXT, negated, bare: true, tests: [{ kind: 'contains', text }], from, to };
  }
  const [, name = '', value = ''] = named;
  const field = fieldById(name.toLowerCase());
  const at = start + name.length + 1;
  if (!field) {
    const near = nearest(name.toLowerCase());
    return {
      message: `There is no field "${name}"${near ? `; did you mean "${near}"?` : `. Put quotes around "${body}" to look for it as text.`}`,
      from: start,
      to: start + name.length,
    };
  }
  if (value === '') return { message: `"${field.id}:" needs a value.`, from: start, to };
  const tests: Test[] = [];
  let offset = at;
  for (const part of alternatives(value)) {
    const test = parseTest(field, part);
    if (typeof test === 'string') return { message: test, from: offset, to: offset + part.length };
    tests.push(test);
    offset += part.length + 1;
  }
  return { field, negated, bare: false, tests, from, to };
}

/** Parts between commas outside quotes. */
function alternatives(value: string): string[] {
  return (value.match(/(?:[^,"]|"(?:[^"\\]|\\.)*(?:"|$))+|(?<=,)(?=,|$)/g) ?? [value]).map(String);
}

/** A test, or what is wrong with it. */
function parseTest(field: Field, part: string): Test | string {
  if (part === '') return `"${field.id}:" has an empty alternative.`;
  if (field.kind === 'number') return parseNumber(field, part);
  const text = unquote(part).toLowerCase();
  if (text.length > LONGEST_TEXT) return TOO_LONG;
  if (field.kind === 'text') return { kind: 'contains', text };
  const choice = field.choices?.find((c) => c === text);
  return choice ? { kind: 'is', text: choice } : `"${part}" is no ${field.id}; there are ${field.choices?.join(', ')}.`;
}

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;

function parseNumber(field: Field, part: string): Test | string {
  const range = new RegExp(`^(${NUMBER})\\.\\.(${NUMBER})$`, 'i').exec(part);
  if (range) return { kind: 'range', low: Number(range[1]), high: Number(range[2]) };
  const compared = new RegExp(`^(<=|>=|<|>|=)?(${NUMBER})$`, 'i').exec(part);
  if (!compared) return `"${part}" is no number; write ${field.id}:>5, ${field.id}:<=5, ${field.id}:5 or ${field.id}:2..5.`;
  return { kind: 'number', operator: (compared[1] ?? '=') as '<' | '<=' | '>' | '>=' | '=', value: Number(compared[2]) };
}

function unquote(text: string): string {
  return text.replace(/"((?:[^"\\]|\\.)*)(?:"|$)/g, (_, inside: string) => inside.replace(/\\(.)/g, '$1'));
}

/** The field whose name is at most two edits away. */
function nearest(name: string): string | undefined {
  const best = FIELDS.map((f) => ({ id: f.id, d: edits(name, f.id) })).sort((a, b) => a.d - b.d)[0];
  return best && best.d <= 2 ? best.id : undefined;
}

function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length] as number;
}
