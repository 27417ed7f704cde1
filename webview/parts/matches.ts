/** A text cut into parts that match a query and parts that do not. */
export interface Part {
  readonly text: string;
  readonly hit: boolean;
}

const MOST = 500;

/** Case is ignored; at most 500 matches are marked. */
export function matches(text: string, query: string): readonly Part[] {
  if (query === '') return [{ text, hit: false }];
  const parts: Part[] = [];
  const pattern = new RegExp(query.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu');
  let from = 0;
  let found = 0;
  for (const match of text.matchAll(pattern)) {
    if (++found > MOST) break;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), hit: false });
    parts.push({ text: match[0], hit: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), hit: false });
  return parts;
}

export const contains = (text: string, query: string): boolean => query !== '' && text.toLowerCase().includes(query.toLowerCase());
