/**
 * The string literal of Python that starts at an offset, as `repr` writes it; `undefined` where none is. Only what a
 * log needs: no prefixes, no triple quotes.
 */
export function pythonString(source: string, at: number): string | undefined {
  const quote = source[at];
  if (quote !== "'" && quote !== '"') return undefined;
  let out = '';
  let from = at + 1;
  for (let i = from; i < source.length; i++) {
    if (source[i] === quote) return out + source.slice(from, i);
    if (source[i] !== '\\') continue;
    const [char, length] = escapeAt(source, i);
    out += source.slice(from, i) + char;
    i += length - 1;
    from = i + 1;
  }
  return undefined;
}

const PLAIN: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
]);

function escapeAt(source: string, at: number): readonly [string, number] {
  const kind = source[at + 1] ?? '';
  const plain = PLAIN.get(kind);
  if (plain !== undefined) return [plain, 2];
  const digits = kind === 'x' ? 2 : kind === 'u' ? 4 : kind === 'U' ? 8 : 0;
  const code = source.slice(at + 2, at + 2 + digits);
  const point = digits > 0 && /^[0-9a-fA-F]+$/.test(code) && code.length === digits ? Number.parseInt(code, 16) : Number.NaN;
  return point <= 0x10ffff ? [String.fromCodePoint(point), 2 + digits] : ['\\', 1];
}

/** The value of `key='…'` after an offset in a Python `repr`. */
export function reprField(source: string, key: string, from = 0): string | undefined {
  const at = source.indexOf(`${key}=`, from);
  return at < 0 ? undefined : pythonString(source, at + key.length + 1);
}
