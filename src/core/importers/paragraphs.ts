/**
 * Cuts plain reasoning text into steps the way a reader would: at explicit markers (`Step 3`, `### …`) where there are
 * at least two, else at blank lines. Code fences, display mathematics, lists and tables stay whole; a lead-in that ends
 * with a colon and a fragment too short to say anything join what follows; the answer is a step of its own.
 */
export function paragraphs(source: string): readonly string[] {
  const text = unescaped(source.replaceAll('\r\n', '\n'));
  const blocks = blocksOf(text);
  const marked = blocks.filter((block) => MARKER.test(block)).length >= 2;
  const steps = marked ? joinSections(blocks) : joinFragments(blocks);
  return steps.filter((step) => step !== '');
}

const MARKER = /^(?:#{2,4} +\S|(?:\*\*|#{1,4} +)?Step +\d+\b)/;
const ANSWER = /\\boxed\{|^#{4} *\S|\bthe (?:final )?answer is\b|<answer>/im;
const LIST = /^\s*(?:[-*+•] |\|)/;
const FRAGMENT_CHARS = 20;

/** Text whose only line breaks are written out as backslash-n (escaped twice by its writer). */
const unescaped = (text: string): string => (text.includes('\n') || !text.includes('\\n\\n') ? text : text.replaceAll('\\n', '\n'));

function blocksOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return cutLines(lines, true) ?? cutLines(lines, false) ?? [];
}

/** `undefined` when something protected is never closed. */
function cutLines(lines: readonly string[], protect: boolean): readonly string[] | undefined {
  const blocks: string[] = [];
  let block: string[] = [];
  let fence = false;
  let dollars = false;
  let bracket = false;
  const close = () => {
    const joined = block.join('\n').trim();
    if (joined !== '') blocks.push(joined);
    block = [];
  };
  for (const line of lines) {
    const inside = fence || dollars || bracket;
    if (!inside && (line.trim() === '' || MARKER.test(line))) close();
    block.push(line);
    if (!protect) continue;
    if (/^\s*(?:```|~~~)/.test(line) && !dollars && !bracket) fence = !fence;
    if (fence) continue;
    if (!bracket && line.split('$$').length % 2 === 0) dollars = !dollars;
    if (!dollars && /\\[[\]]/.test(line)) bracket = line.lastIndexOf('\\[') > line.lastIndexOf('\\]');
  }
  close();
  return fence || dollars || bracket ? undefined : blocks;
}

/** Blocks under one marker are one step, but for an answer that ends the text. */
function joinSections(blocks: readonly string[]): readonly string[] {
  const steps: string[][] = [];
  blocks.forEach((block, index) => {
    const last = steps.at(-1);
    const answers = index === blocks.length - 1 && ANSWER.test(block);
    if (last === undefined || MARKER.test(block) || answers) steps.push([block]);
    else last.push(block);
  });
  return steps.map((parts) => parts.join('\n\n'));
}

function joinFragments(blocks: readonly string[]): readonly string[] {
  const steps: string[][] = [];
  let open = false;
  for (const block of blocks) {
    const last = steps.at(-1);
    const goesOn = open || (LIST.test(block) && LIST.test(lastLine(last?.at(-1) ?? '')));
    if (last !== undefined && goesOn) last.push(block);
    else steps.push([block]);
    open = isFragment(steps.at(-1) ?? []);
  }
  return steps.map((parts) => parts.join('\n\n'));
}

/** A lead-in, or a few characters that are neither a sentence nor an equation nor the answer. */
function isFragment(parts: readonly string[]): boolean {
  if (parts.at(-1)?.endsWith(':')) return true;
  if (parts.length > FRAGMENT_CHARS) return false;
  const text = parts.join(' ');
  return text.length < FRAGMENT_CHARS && !/[.!?=]/.test(text) && !ANSWER.test(text);
}

const lastLine = (text: string): string => text.slice(text.lastIndexOf('\n') + 1);
