import fc from 'fast-check';
import type { Json } from '../../../src/core/model/json.ts';

/** Strings that break readers: escapes, markup, cut surrogates, line separators, tags of our own parsers left open. */
const HOSTILE = [
  '\u001b[31m\u0007',
  '<script>alert(1)</script>',
  '\ud83d',
  '\u2028\u2029\u0085',
  '\u202eevil',
  '__proto__',
  'constructor',
  '<think>',
  '</think><think></think>',
  '<tool_call>{"name":',
  '<function=x><parameter=',
  '<search>'.repeat(50),
  '```\n$$\n\\[',
  'assistant\nuser\nassistant\ntool',
  'Action: \nAction:\nObservation:',
  '../../etc/passwd',
  '\u0000',
  '9'.repeat(400),
  'data:image/png;base64,',
];

const hostile: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  ...HOSTILE,
  '',
  null,
  true,
  false,
  0,
  -1,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  [],
  {},
  [[]],
  [null],
  [{}],
  { '': {} },
);

const anyJson: fc.Arbitrary<Json> = fc.oneof(
  { weight: 3, arbitrary: hostile },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json> },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 400 }).map((depth) => nested(depth)) },
);

const nested = (depth: number): Json => {
  let value: Json = 'deep';
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { x: value };
  return value;
};

/** Where a value of a document is replaced: fractions that pick a child at each level, so that it fits any document. */
interface Swap {
  readonly path: readonly number[];
  readonly by: Json;
  readonly remove: boolean;
}

const swap: fc.Arbitrary<Swap> = fc.record({
  path: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 7 }),
  by: anyJson,
  remove: fc.boolean(),
});

export const swaps: fc.Arbitrary<readonly Swap[]> = fc.array(swap, { minLength: 1, maxLength: 4 });

/** The document with some values replaced by others of any type, or removed. */
export const swapped = (document: Json, changes: readonly Swap[]): Json =>
  changes.reduce<Json>((value, change) => replaceAt(value, change, 0), document);

function replaceAt(value: Json, change: Swap, level: number): Json {
  const pick = change.path[level];
  if (pick === undefined || value === null || typeof value !== 'object') return change.by;
  if (Array.isArray(value)) {
    if (value.length === 0) return change.by;
    const at = Math.floor(pick * value.length);
    return value.map((item: Json, k) => (k === at ? replaceAt(item, change, level + 1) : item));
  }
  const keys = Object.keys(value);
  if (keys.length === 0) return change.by;
  const key = keys[Math.floor(pick * keys.length)];
  const last = level === change.path.length - 1;
  return Object.fromEntries(
    Object.entries(value as Record<string, Json>).flatMap(([name, item]): [string, Json][] => {
      if (name !== key) return [[name, item]];
      if (last && change.remove) return [];
      return [[name, replaceAt(item, change, level + 1)]];
    }),
  );
}

/** Byte damage: cuts, flips, doubled and dropped stretches. Positions are fractions of the length. */
export interface Damage {
  readonly kind: 'cut' | 'set' | 'drop' | 'double';
  readonly at: number;
  readonly span: number;
  readonly byte: number;
}

export const damages: fc.Arbitrary<readonly Damage[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('cut', 'set', 'drop', 'double'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    span: fc.integer({ min: 1, max: 60 }),
    byte: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x22, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c, 0x0a, 0x5c)),
  }),
  { minLength: 1, maxLength: 5 },
);

export function damaged(bytes: Uint8Array, changes: readonly Damage[]): Uint8Array {
  return changes.reduce((whole, { kind, at, span, byte }) => {
    const from = Math.floor(at * whole.length);
    const [head, hit, tail] = [whole.subarray(0, from), whole.subarray(from, from + span), whole.subarray(from + span)];
    if (kind === 'cut') return head;
    if (kind === 'drop') return concat(head, tail);
    if (kind === 'double') return concat(head, hit, hit, tail);
    return concat(head, new Uint8Array(hit.length).fill(byte), tail);
  }, bytes);
}

const concat = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
