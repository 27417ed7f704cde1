import type { Message, Observation, Step } from '../model/trajectory.ts';
import { cutThought, pairsIn, readDecision, type TagPair } from './decision.ts';
import { paragraphs } from './paragraphs.ts';
import { isReact, reactSteps } from './react.ts';
import { between, inOrder, type TagBlock, tagBlocks } from './tags.ts';

/** Longer text (about a million tokens) is one step: it is damaged or hostile, and could make millions of steps. */
const UNCUT_CHARS = 4_000_000;

/**
 * Plain decoded text to steps, for logs that keep no structure. In this order: tags in which a policy acts and is
 * answered, or lines that are exactly a role word (what is left of a chat template once special tokens are dropped);
 * ReAct labels; paragraphs.
 */
export function textSteps(output: string): readonly Step[] {
  if (output.length > UNCUT_CHARS) return numbered([{ actor: 'assistant', text: output, actions: [], observations: [] }]);
  const pairs = pairsIn(output);
  const turns = turnsOf(output);
  if (pairs.length > 0 || turns.length > 1 || output.includes('<function=')) return numbered(turnSteps(turns, pairs));
  const only = turns[0]?.text ?? '';
  return numbered(isReact(only) ? reactSteps(only) : paragraphSteps(only));
}

/** A prompt with its chat template applied, cut at the role words; a prompt without any is one user message. */
export function promptMessages(input: string): readonly Message[] {
  // The template may open the policy's turn, and its thinking, at the end of the prompt.
  const turns = turnsOf(unglued(input), true).filter((turn) => turn.text !== '' && turn.text !== '<think>');
  return turns.map(({ role, text }) => ({ role: role === 'environment' ? 'user' : role, text }));
}

/** Llama's template puts no line break before a role word; without its special tokens the word sticks to the text before. */
function unglued(input: string): string {
  if (!/^\s*(?:system|user)\n\n/.test(input)) return input;
  return input.replace(/assistant\n\n$/, '\nassistant\n').replace(/(?<=[^\w\s])(user|assistant)\n\n/g, '\n$1\n');
}

const numbered = (steps: readonly Omit<Step, 'index'>[]): readonly Step[] => steps.map((step, index) => ({ ...step, index }));

interface Turn {
  readonly role: Message['role'] | 'environment';
  readonly text: string;
}

const ROLE_LINE = /^(?:<\|im_start\|>|<start_of_turn>)?(system|developer|user|assistant|model|tool|observation)[ \t\r]*$/gm;
const TURN_END = /(?:<\|im_end\|>|<end_of_turn>|<\|endoftext\|>)\s*$/;

/** Cuts at role lines. A reply counts as having them only if the assistant speaks again; a prompt must begin with one. */
function turnsOf(text: string, isPrompt = false): readonly Turn[] {
  const marks = [...text.matchAll(ROLE_LINE)];
  const first = marks[0];
  const believed = isPrompt
    ? first !== undefined && text.slice(0, first.index).trim() === ''
    : marks.some((mark) => mark[1] === 'assistant' || mark[1] === 'model');
  if (!believed || first === undefined) return [{ role: isPrompt ? 'user' : 'assistant', text: trimmed(text) }];
  const turns: Turn[] = [];
  const lead = trimmed(text.slice(0, first.index));
  if (lead !== '') turns.push({ role: 'assistant', text: lead });
  marks.forEach((mark, k) => {
    const to = marks[k + 1]?.index ?? text.length;
    turns.push({ role: roleOf(mark[1]), text: trimmed(text.slice(mark.index + mark[0].length, to)) });
  });
  return turns;
}

function roleOf(word: string | undefined): Turn['role'] {
  if (word === 'assistant' || word === 'model') return 'assistant';
  if (word === 'system' || word === 'developer') return 'system';
  if (word === 'tool') return 'tool';
  return word === 'observation' ? 'environment' : 'user';
}

const trimmed = (text: string): string => text.trim().replace(TURN_END, '').trim();

type OpenStep = Omit<Step, 'index' | 'observations'> & { observations: Observation[] };

function turnSteps(turns: readonly Turn[], pairs: readonly TagPair[]): readonly Omit<Step, 'index'>[] {
  const steps: OpenStep[] = [];
  const answers = [...new Set(pairs.flatMap((pair) => pair.observations))];
  const decide = (text: string): void => {
    if (text.trim() === '') return;
    const decision = readDecision(text, pairs);
    steps.push({ actor: 'assistant', ...decision, observations: [] });
  };
  const observe = (text: string, from: string): void => {
    const last = steps.at(-1);
    if (last !== undefined) last.observations.push({ text, from });
    else steps.push({ actor: 'assistant', actions: [], observations: [{ text, from }] });
  };
  for (const turn of turns) {
    const blocks = inOrder<TagBlock>(answers.flatMap((tag) => tagBlocks(turn.text, `<${tag}>`, `</${tag}>`)));
    const pieces = between(turn.text, blocks);
    pieces.forEach((piece, k) => {
      if (turn.role === 'assistant') decide(piece);
      else if (piece.trim() !== '' || (pieces.length === 1 && turn.role === 'tool')) observe(piece.trim(), turn.role);
      const block = blocks[k];
      if (block !== undefined) observe(block.inner.trim(), 'tool');
    });
  }
  return steps;
}

function paragraphSteps(text: string): readonly Omit<Step, 'index'>[] {
  const { thought, rest } = cutThought(text);
  const bare = { actor: 'assistant', actions: [], observations: [] };
  return [
    ...(thought === undefined ? [] : paragraphs(thought).map((paragraph) => ({ ...bare, thought: paragraph }))),
    ...paragraphs(rest).map((paragraph) => ({ ...bare, text: paragraph })),
  ];
}
