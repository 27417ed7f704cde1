import { FIELDS, fieldById } from './fields.ts';
import { words } from './parse.ts';

export interface Completion {
  /** What replaces [from, to). */
  readonly insert: string;
  readonly detail: string;
  readonly from: number;
  readonly to: number;
}

/** Values seen in the index, by field id, for text fields such as `model` and `tool`. */
export type Vocabulary = Readonly<Record<string, readonly string[]>>;

/** What may stand at `offset`: field names, then a field's values, those that begin with what was typed first. At most 50. */
export function complete(text: string, offset: number, vocabulary: Vocabulary = {}): Completion[] {
  const word = words(text).find((w) => w.from <= offset && offset <= w.to) ?? { raw: '', from: offset, to: offset };
  const minus = word.raw.startsWith('-') ? 1 : 0;
  const typed = word.raw.slice(minus, offset - word.from);
  const start = word.from + minus;
  const colon = typed.indexOf(':');
  if (colon < 0)
    return FIELDS.filter((f) => f.id.startsWith(typed.toLowerCase())).map((f) => ({ insert: `${f.id}:`, detail: f.help, from: start, to: word.to })); // biome-ignore format: one call
  const field = fieldById(typed.slice(0, colon).toLowerCase());
  if (!field || field.kind === 'number') return [];
  const last = Math.max(colon, typed.lastIndexOf(',')) + 1;
  const begun = typed.slice(last).replaceAll('"', '').toLowerCase();
  const values = field.choices ?? vocabulary[field.id] ?? [];
  return values
    .filter((v) => v.toLowerCase().includes(begun))
    .sort((a, b) => Number(b.toLowerCase().startsWith(begun)) - Number(a.toLowerCase().startsWith(begun)))
    .slice(0, 50)
    .map((v) => ({ insert: /[\s",]/.test(v) ? JSON.stringify(v) : v, detail: field.help, from: start + last, to: word.to }));
}
