import type { Json } from '../../src/core/model/json.ts';

/** One line of a value drawn as an indented list. */
export interface JsonRow {
  readonly depth: number;
  /** Key or position; absent for a bare value. */
  readonly key?: string;
  /** Absent for an object or list with members, whose members follow. */
  readonly value?: string;
  readonly type: 'string' | 'number' | 'boolean' | 'null' | 'object' | 'list';
}

const MAX_DEPTH = 12;

/** A value as rows, in its own order; lists of short plain values stay on one row. At most `most` rows. */
export function jsonRows(value: Json, most = 2000): JsonRow[] {
  const rows: JsonRow[] = [];
  walk(value, undefined, 0);
  return rows;

  function walk(node: Json, key: string | undefined, depth: number): void {
    if (rows.length >= most) return;
    const type = typeOf(node);
    if (type !== 'object' && type !== 'list') {
      rows.push({ depth, key, value: typeof node === 'string' ? node : String(node), type });
      return;
    }
    const entries = type === 'list' ? (node as readonly Json[]).map((v, i) => [`${i + 1}`, v] as const) : Object.entries(node as object);
    const line = entries.length === 0 ? (type === 'list' ? '[ ]' : '{ }') : type === 'list' ? inline(node as readonly Json[]) : undefined;
    if (line !== undefined) return void rows.push({ depth, key, value: line, type });
    if (depth >= MAX_DEPTH) return void rows.push({ depth, key, value: deep(node), type });
    if (key !== undefined) rows.push({ depth, key, type });
    for (const [name, member] of entries) walk(member as Json, name, key === undefined ? depth : depth + 1);
  }
}

/** What lies deeper, on one row; a value too deep for that too is only hinted at. */
function deep(node: Json): string {
  try {
    return JSON.stringify(node);
  } catch {
    return '…';
  }
}

function inline(list: readonly Json[]): string | undefined {
  if (list.some((v) => typeof v === 'object' && v !== null)) return undefined;
  const text = list.map((v) => String(v)).join(', ');
  return text.length <= 100 && !text.includes('\n') ? text : undefined;
}

function typeOf(value: Json): JsonRow['type'] {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  const type = typeof value;
  return type === 'object' ? 'object' : (type as 'string' | 'number' | 'boolean');
}

/** The object or list a text is, when it is one and is not too long to draw. */
export function jsonText(text: string): Json | undefined {
  const first = text.trimStart().charAt(0);
  if ((first !== '{' && first !== '[') || text.length > 100_000) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
