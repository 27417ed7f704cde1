import type { Action } from '../model/trajectory.ts';
import { callOf } from './content.ts';
import { between, inOrder, type TagBlock, tagBlocks } from './tags.ts';

/** What one assistant turn of plain text says, thinks and does. */
export interface Decision {
  readonly thought?: string;
  readonly text?: string;
  readonly actions: readonly Action[];
}

/** A pair of tags in which a policy acts and its environment answers, as trained into agents that use plain text. */
export interface TagPair {
  readonly action: string;
  readonly observations: readonly string[];
}

const TAG_PAIRS: readonly TagPair[] = [
  { action: 'tool_call', observations: ['tool_response'] },
  { action: 'search', observations: ['information'] },
  { action: 'python', observations: ['output', 'interpreter', 'result'] },
  { action: 'code', observations: ['output', 'interpreter', 'result'] },
  { action: 'action', observations: ['observation'] },
];

/**
 * The pairs in use in a trajectory's text. `tool_call` is evidence by itself, `action` is after thinking tags; the
 * other action tags are common words and HTML, so an observation tag must answer them.
 */
export function pairsIn(text: string): readonly TagPair[] {
  if (!text.includes('</')) return [];
  return TAG_PAIRS.filter(({ action, observations }) => {
    if (!text.includes(`<${action}>`)) return false;
    if (action === 'tool_call' || observations.some((tag) => text.includes(`<${tag}>`))) return true;
    return action === 'action' && text.includes('</think>');
  });
}

/** Reads one assistant turn: thinking tags, then calls in the given pairs and in `<function=…>` notation; the rest is text. */
export function readDecision(turn: string, pairs: readonly TagPair[]): Decision {
  const { thought, rest } = cutThought(turn);
  const tagged = pairs.flatMap(({ action }) =>
    tagBlocks(rest, `<${action}>`, `</${action}>`).map((block) => ({ ...block, actions: taggedActions(action, block.inner) })),
  );
  const functions = tagBlocks(rest, '<function=', '</function>').map((block) => ({ ...block, actions: [functionAction(block.inner)] }));
  const calls = inOrder<TagBlock & { readonly actions: readonly Action[] }>([...tagged, ...functions]);
  const said = between(rest, calls).join('').trim();
  return { thought, text: said === '' ? undefined : said, actions: calls.flatMap((call) => call.actions) };
}

function taggedActions(tag: string, body: string): readonly Action[] {
  const inner = body.trim();
  if (tag === 'tool_call') {
    const functions = tagBlocks(inner, '<function=', '</function>');
    if (functions.length > 0) return functions.map((block) => functionAction(block.inner));
    const call = callOf(inner);
    return [call.tool === 'unknown' ? { tool: 'tool_call', args: inner } : call];
  }
  if (tag === 'search') return [{ tool: 'search', args: { query: inner } }];
  if (tag === 'action') return [{ tool: 'action', args: inner }];
  return [{ tool: 'python', args: { code: withoutFence(inner) } }];
}

/** `bash><parameter=command>ls</parameter>` */
function functionAction(inner: string): Action {
  const [name, body] = cutHead(inner);
  const args = tagBlocks(body, '<parameter=', '</parameter>').map((block) => {
    const [key, value] = cutHead(block.inner);
    return [key, value.replace(/^\n/, '').replace(/\n$/, '')] as const;
  });
  return { tool: name || 'unknown', args: args.length > 0 || body.trim() === '' ? Object.fromEntries(args) : body.trim() };
}

function cutHead(inner: string): readonly [string, string] {
  const close = inner.indexOf('>');
  return close < 0 ? [inner.trim(), ''] : [inner.slice(0, close).trim(), inner.slice(close + 1)];
}

function withoutFence(code: string): string {
  if (!code.startsWith('```') || !code.endsWith('```') || code.length < 6) return code;
  const body = code.slice(3, -3);
  const line = body.indexOf('\n');
  return line >= 0 && /^\w*$/.test(body.slice(0, line)) ? body.slice(line + 1).replace(/\n$/, '') : code;
}

const THINKING = /<(\/?)think(?:ing)?>|<tool_call>|<function=/g;

/**
 * Takes the thinking out of a turn. A closing tag without an opening one ends thinking that the prompt's template
 * opened; an opening tag without a closing one lasts until the next call, or to the end. Calls quoted inside closed
 * thinking stay thought.
 */
export function cutThought(turn: string): { readonly thought?: string; readonly rest: string } {
  if (!/<\/?think/.test(turn)) return { rest: turn };
  const marks = [...turn.matchAll(THINKING)].map((mark) => ({ at: mark.index, end: mark.index + mark[0].length, kind: markKind(mark[1]) }));
  const closed = closedAt(marks);
  const thoughts: string[] = [];
  const rest: string[] = [];
  let from = 0;
  let inside = false;
  marks.forEach((mark, k) => {
    if (mark.kind === 'call' ? !inside || closed[k] : mark.kind === 'open' && inside) return;
    const piece = turn.slice(from, mark.at);
    const isThought = inside || (mark.kind === 'close' && thoughts.length === 0);
    (isThought ? thoughts : rest).push(piece);
    from = mark.kind === 'call' ? mark.at : mark.end;
    inside = mark.kind === 'open';
  });
  (inside ? thoughts : rest).push(turn.slice(from));
  const thought = thoughts
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .join('\n\n');
  return { thought: thought === '' ? undefined : thought, rest: rest.join('') };
}

type MarkKind = 'open' | 'close' | 'call';

const markKind = (slash: string | undefined): MarkKind => (slash === undefined ? 'call' : slash === '/' ? 'close' : 'open');

/** For each mark: whether the next thinking tag after it is a closing one. */
function closedAt(marks: readonly { readonly kind: MarkKind }[]): readonly boolean[] {
  const closed = new Array<boolean>(marks.length).fill(false);
  let next = false;
  for (let k = marks.length - 1; k >= 0; k--) {
    closed[k] = next;
    const kind = marks[k]?.kind;
    if (kind !== 'call') next = kind === 'close';
  }
  return closed;
}
