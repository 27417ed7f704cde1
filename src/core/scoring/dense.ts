import type { Memory, Seen } from './memory.ts';
import { count, lengthOf, SIGNS } from './signs.ts';
import { DENSE_NAMES } from './spec.ts';
import { likeness, overlap, type Words } from './words.ts';

/** The dense features of one step, in the order of `DENSE_NAMES`. */
export function denseFeatures(seen: Seen, memory: Memory): Float32Array {
  const named = { ...answerFeatures(seen, memory), ...ownFeatures(seen, memory), ...historyFeatures(seen, memory) };
  return Float32Array.from(DENSE_NAMES, (name) => named[name]);
}

function answerFeatures({ step, observation, answer, action, errorWords, errorLine, answerSeen, novelty, trouble }: Seen, memory: Memory) {
  const text = step.observation;
  return {
    'observation-length': lengthOf(text),
    'acted-without-answer': flag(action !== undefined && answer === undefined),
    'no-observation': flag(answer === undefined),
    'flagged-error': flag(step.flagged),
    'error-words': errorWords,
    'error-line': flag(errorLine),
    'exit-nonzero': flag(SIGNS.exit.test(text)),
    'success-words': count(text, SIGNS.success, 2),
    'observation-digits': share(text, /[0-9]/g),
    'observation-not-ascii': share(text, /[^\0-\x7f]/g),
    'observation-variety': variety(observation),
    'same-observation-as-before': flag(answer !== undefined && answer === memory.lastAnswer),
    'observation-seen': flag(answerSeen),
    'observation-novelty': novelty,
    'task-words-in-observation': overlap(memory.task.set, observation.set),
    'user-answers': flag(step.user !== ''),
    'user-content': count(step.user, SIGNS.content, 2),
    'user-trouble': trouble,
  };
}

function ownFeatures({ step, own, args, hedging, action, actionSeen, toolHashes, actor }: Seen, memory: Memory) {
  const said = `${step.thought}\n${step.text}`;
  const mine = new Set([...own.set, ...args.set]);
  return {
    'has-thought': flag(step.thought !== ''),
    'thought-length': lengthOf(step.thought),
    'text-length': lengthOf(step.text),
    'args-length': lengthOf(step.args),
    actions: Math.min(1, Math.log1p(step.tools.length) / 2),
    'no-action': flag(action === undefined),
    'same-action-as-before': flag(action !== undefined && action === memory.lastAction),
    'action-seen': flag(actionSeen),
    'same-tool-as-before': flag(toolHashes.length > 0 && toolHashes[0] === memory.lastTool),
    'own-novelty': mine.size === 0 ? 0 : 1 - overlap(mine, memory.ownWords),
    'own-words-from-task': overlap(mine, memory.task.set),
    'own-words-from-last-observation': overlap(mine, memory.lastObservation.set),
    'action-likeness-before': likeness(args.set, memory.lastArgs.set),
    'own-likeness-before': likeness(own.set, memory.lastOwn.set),
    'own-variety': variety(own),
    hedging,
    closing: count(said, SIGNS.close, 2),
    planning: count(said, SIGNS.plan, 3),
    question: flag(step.text.includes('?')),
    apology: count(said, SIGNS.apology, 1),
    'code-block': flag(said.includes('```') || step.args.includes('\n')),
    'own-digits': share(said + step.args, /[0-9]/g),
    'numbers-from-sight': sighted(own, args, memory),
    'other-actor': flag(actor !== 'assistant'),
  };
}

function historyFeatures(seen: Seen, memory: Memory) {
  const acted = seen.action === undefined ? 0 : 1;
  const steps = memory.steps + 1;
  return {
    'share-actions-repeated': ratio(memory.repeatedActions + (seen.actionSeen ? 1 : 0), memory.acted + acted),
    'share-observations-repeated': ratio(
      memory.repeatedAnswers + (seen.answerSeen ? 1 : 0),
      memory.answered + (seen.answer === undefined ? 0 : 1),
    ),
    'share-errors': (memory.failures + (seen.failed ? 1 : 0)) / steps,
    'share-unanswered': ratio(memory.unanswered + (acted && seen.answer === undefined ? 1 : 0), memory.acted + acted),
    'error-streak': streak(seen.failed, memory.failureStreak),
    'repeat-streak': streak(seen.actionSeen || seen.answerSeen, memory.repeatStreak),
    'tool-variety': Math.min(1, new Set([...memory.tools, ...seen.toolHashes]).size / steps / 2),
    'task-words-used': overlap(memory.task.set, memory.ownWords, seen.own.set, seen.args.set),
    'task-words-observed': overlap(memory.task.set, memory.observedWords),
    'task-length': Math.log1p(memory.taskLength) / Math.log1p(4000),
    'first-step': flag(memory.steps === 0),
    'share-user-trouble': (memory.troubleSum + seen.trouble) / steps,
    'share-hedging': (memory.hedgingSum + seen.hedging) / steps,
    'mean-observation-novelty': (memory.noveltySum + seen.novelty) / steps,
  };
}

/** Share of the step's numbers that stood in the task or an earlier observation; 0 when it has none. */
function sighted(own: Words, args: Words, memory: Memory): number {
  const mine = [own, args].flatMap((words) => words.hashes.filter((_, i) => words.numbers[i]));
  return ratio(mine.filter((hash) => memory.observedNumbers.has(hash)).length, mine.length);
}

function flag(on: boolean): number {
  return on ? 1 : 0;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function share(text: string, characters: RegExp): number {
  return ratio(text.match(characters)?.length ?? 0, text.length);
}

function variety({ set, hashes }: Words): number {
  return ratio(set.size, hashes.length);
}

function streak(on: boolean, before: number): number {
  return on ? Math.min(1, Math.log1p(before + 1) / 2.5) : 0;
}
