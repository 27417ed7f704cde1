/** The marks that help reading what a model says: fenced blocks, `code` and **bold** in a line. Nothing else is interpreted. */
export type ProseBlock = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'code'; readonly text: string };
export interface ProsePart {
  readonly text: string;
  readonly kind: 'text' | 'code' | 'bold';
}

export function proseBlocks(text: string): ProseBlock[] {
  const blocks: ProseBlock[] = [];
  let code: string[] | undefined;
  let plain: string[] = [];
  const flush = (): void => {
    const joined = plain.join('\n').replace(/^\n+|\n+$/g, '');
    if (joined !== '') blocks.push({ kind: 'text', text: joined });
    plain = [];
  };
  for (const line of text.split('\n')) {
    if (!/^\s*```/.test(line)) {
      (code ?? plain).push(line);
    } else if (code) {
      blocks.push({ kind: 'code', text: code.join('\n') });
      code = undefined;
    } else {
      flush();
      code = [];
    }
  }
  flush();
  if (code) blocks.push({ kind: 'code', text: code.join('\n') });
  return blocks;
}

export function proseParts(text: string): ProsePart[] {
  const parts: ProsePart[] = [];
  let from = 0;
  for (const match of text.matchAll(/`([^`\n]{1,200})`|\*\*(?=\S)([^*\n]{1,200}?)(?<=\S)\*\*/g)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), kind: 'text' });
    parts.push(match[1] === undefined ? { text: match[2] ?? '', kind: 'bold' } : { text: match[1], kind: 'code' });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), kind: 'text' });
  return parts;
}
