import type { StepText } from './fields.ts';
import { hash32 } from './hash.ts';
import { count, SIGNS } from './signs.ts';
import { FEATURES } from './spec.ts';
import { NO_WORDS, overlap, type Words, words } from './words.ts';

/** One step as it is seen before it is remembered. */
export interface Seen {
  readonly step: StepText;
  readonly actor: string;
  readonly own: Words;
  readonly args: Words;
  readonly observation: Words;
  /** Hash of tools and arguments; undefined when the step has no action. */
  readonly action: number | undefined;
  readonly toolHashes: readonly number[];
  /** Hash of the observation; undefined when it is empty. */
  readonly answer: number | undefined;
  readonly errorWords: number;
  readonly errorLine: boolean;
  readonly failed: boolean;
  readonly actionSeen: boolean;
  readonly answerSeen: boolean;
  /** Share of the observation's words that no earlier observation and not the task had. */
  readonly novelty: number;
  readonly hedging: number;
  readonly trouble: number;
}

/** What is remembered of the steps so far. A few numbers a step and a few a distinct word, never text. */
export class Memory {
  readonly taskLength: number;
  readonly task: Words;
  readonly ownWords = new Set<number>();
  readonly observedWords = new Set<number>();
  readonly observedNumbers = new Set<number>();
  readonly tools = new Set<number>();
  steps = 0;
  acted = 0;
  repeatedActions = 0;
  answered = 0;
  repeatedAnswers = 0;
  failures = 0;
  unanswered = 0;
  failureStreak = 0;
  repeatStreak = 0;
  noveltySum = 0;
  hedgingSum = 0;
  troubleSum = 0;
  lastAction: number | undefined;
  lastAnswer: number | undefined;
  lastTool: number | undefined;
  lastArgs: Words = NO_WORDS;
  lastOwn: Words = NO_WORDS;
  lastObservation: Words = NO_WORDS;
  readonly #actions = new Set<number>();
  readonly #answers = new Set<number>();

  constructor(text: string, task: Words) {
    this.taskLength = text.length;
    this.task = task;
    task.hashes.forEach((hash, i) => {
      if (task.numbers[i]) this.observedNumbers.add(hash);
    });
  }

  look(step: StepText, actor: string): Seen {
    const seed = FEATURES.seed;
    const observation = words(step.observation, seed);
    const action = step.tools.length === 0 ? undefined : hash32(`${step.tools.join('\n')}\n\n${step.args}`, seed);
    const answer = step.observation.trim() === '' ? undefined : hash32(step.observation, seed);
    const errorWords = count(step.observation, SIGNS.error, 2);
    const errorLine = SIGNS.errorLine.test(step.observation);
    return {
      step,
      actor,
      own: words(`${step.thought}\n${step.text}`, seed),
      args: words(step.args, seed),
      observation,
      action,
      toolHashes: step.tools.map((tool) => hash32(tool.toLowerCase(), seed)),
      answer,
      errorWords,
      errorLine,
      failed: step.flagged || errorLine || SIGNS.exit.test(step.observation) || (errorWords > 0 && step.observation.length < 200),
      actionSeen: action !== undefined && this.#actions.has(action),
      answerSeen: answer !== undefined && this.#answers.has(answer),
      novelty: observation.set.size === 0 ? 0 : 1 - overlap(observation.set, this.observedWords),
      hedging: count(`${step.thought}\n${step.text}`, SIGNS.hedge, 3),
      trouble: count(step.user, SIGNS.trouble, 3),
    };
  }

  keep(seen: Seen): void {
    this.steps++;
    if (seen.action !== undefined) {
      this.acted++;
      if (seen.actionSeen) this.repeatedActions++;
      if (seen.answer === undefined) this.unanswered++;
      this.#actions.add(seen.action);
    }
    if (seen.answer !== undefined) {
      this.answered++;
      if (seen.answerSeen) this.repeatedAnswers++;
      this.#answers.add(seen.answer);
    }
    if (seen.failed) this.failures++;
    this.failureStreak = seen.failed ? this.failureStreak + 1 : 0;
    this.repeatStreak = seen.actionSeen || seen.answerSeen ? this.repeatStreak + 1 : 0;
    this.noveltySum += seen.novelty;
    this.hedgingSum += seen.hedging;
    this.troubleSum += seen.trouble;
    for (const word of seen.own.set) this.ownWords.add(word);
    for (const word of seen.args.set) this.ownWords.add(word);
    seen.observation.hashes.forEach((hash, i) => {
      this.observedWords.add(hash);
      if (seen.observation.numbers[i]) this.observedNumbers.add(hash);
    });
    for (const tool of seen.toolHashes) this.tools.add(tool);
    this.lastAction = seen.action;
    this.lastAnswer = seen.answer;
    this.lastTool = seen.toolHashes.at(-1);
    this.lastArgs = seen.args;
    this.lastOwn = seen.own;
    this.lastObservation = seen.observation;
  }
}
