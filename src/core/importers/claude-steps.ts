import type { Json, JsonObject } from '../model/json.ts';
import type { ImageRef, Message, Observation, Step } from '../model/trajectory.ts';
import { parseTime } from '../text/time.ts';
import { type Entry, isTurn, messageId } from './claude-lines.ts';
import { readContent } from './content.ts';
import { number, object, objects, present, text } from './fields.ts';
import { closeSteps, type OpenStep, openStep, stepOfCall } from './open-step.ts';

/** A sub-agent that a step started. */
export interface Started {
  readonly agent: string;
  readonly session: string | undefined;
  readonly step: number;
}

export interface Conversation {
  readonly preamble: readonly Message[];
  readonly steps: readonly Step[];
  /** What the user asked first, without what the editor put around it. */
  readonly asked: string | undefined;
  readonly model: string | undefined;
  readonly started: readonly Started[];
  readonly compactions: number;
  /** The model's API failed, and nothing came after it. */
  readonly error: string | undefined;
  /** Why the last answer ended. */
  readonly stop: string | undefined;
}

/**
 * Steps of a Claude Code conversation. The writer puts every content block on a line of its own and repeats the
 * message's id and usage: lines with one id are one decision. Tool results go to the step that made the call.
 */
export function claudeSteps(entries: readonly Entry[], actor: string): Conversation {
  const preamble: Message[] = [];
  const steps: OpenStep[] = [];
  const messages = new Map<string, OpenStep>();
  const started: Started[] = [];
  let asked: string | undefined;
  let model: string | undefined;
  let error: string | undefined;
  let stop: string | undefined;
  for (const entry of entries) {
    const message = object(entry.value.message);
    if (!isTurn(entry)) {
      const queued = queuedPrompt(entry);
      if (queued !== undefined) observe(steps, preamble, { text: queued, from: 'user' });
    } else if (isSynthetic(entry)) {
      error = readContent(message?.content).text;
      observe(steps, preamble, { text: error, from: 'system', isError: true });
    } else if (entry.type === 'assistant') {
      const id = messageId(entry);
      const known = id === undefined ? undefined : messages.get(id);
      const step = known ?? openStep(actor, entry.line);
      if (known === undefined) steps.push(step);
      if (id !== undefined) messages.set(id, step);
      decide(step, entry);
      error = undefined;
      model = text(message?.model) ?? model;
      stop = text(message?.stop_reason) ?? (known === undefined ? undefined : stop);
    } else {
      asked ??= prompt(entry);
      answer(steps, preamble, entry);
      const agent = text(object(entry.value.toolUseResult)?.agentId);
      if (agent !== undefined) started.push({ agent, session: text(entry.value.sessionId), step: stepIndex(steps, entry) });
    }
  }
  const compactions = entries.filter(({ type, value }) => type === 'system' && value.subtype === 'compact_boundary').length;
  return { preamble, steps: closeSteps(steps), asked, model, started, compactions, error, stop };
}

/** A notice of the program in the place of an answer: the API failed, or the user must log in. */
const isSynthetic = ({ type, value }: Entry): boolean =>
  type === 'assistant' && (value.isApiErrorMessage === true || object(value.message)?.model === '<synthetic>');

function decide(step: OpenStep, { value }: Entry): void {
  const message = object(value.message);
  const { text: said, thought, actions } = readContent(message?.content);
  step.texts.push(said);
  step.thoughts.push(thought ?? '');
  step.actions.push(...actions);
  addTime(step, value);
  const usage = object(message?.usage);
  const [fresh, written, cached] = [usage?.input_tokens, usage?.cache_creation_input_tokens, usage?.cache_read_input_tokens].map(number);
  const known = [fresh, written, cached].filter((count) => count !== undefined);
  // The last line of a message has the final counts.
  step.usage =
    present({
      input: known.length > 0 ? known.reduce((sum, count) => sum + count, 0) : undefined,
      output: number(usage?.output_tokens),
      cost: number(value.costUSD),
    }) ?? step.usage;
  if (cached !== undefined) step.logged.cache_read_tokens = cached;
  if (written !== undefined) step.logged.cache_creation_tokens = written;
}

function answer(steps: readonly OpenStep[], preamble: Message[], { value }: Entry): void {
  const content = readContent(object(value.message)?.content);
  for (const result of content.results) {
    const step = stepOfCall(steps, result.of) ?? steps.at(-1);
    if (step === undefined) preamble.push({ role: 'tool', text: result.text });
    else {
      step.observations.push(result);
      addTime(step, value);
      const outcome = object(value.toolUseResult);
      const taken = number(outcome?.totalDurationMs) ?? number(outcome?.durationMs);
      if (taken !== undefined) step.logged.tool_ms = (step.logged.tool_ms ?? 0) + taken;
    }
  }
  if (content.text === '' && content.images.length === 0) return;
  // Command output, reminders and summaries of what was compacted are the program's words, not the user's.
  const own = value.isMeta !== true && value.isCompactSummary !== true;
  observe(steps, preamble, { text: content.text, from: own ? 'user' : 'system', images: some(content.images) });
}

function observe(steps: readonly OpenStep[], preamble: Message[], seen: Observation): void {
  const step = steps.at(-1);
  if (step !== undefined) step.observations.push(seen);
  else preamble.push(present({ role: seen.from === 'user' ? 'user' : 'system', text: seen.text, images: seen.images }) as Message);
}

/** What the user typed while the agent was at work. */
function queuedPrompt({ value }: Entry): string | undefined {
  const attachment = object(value.attachment);
  return attachment?.type === 'queued_command' ? text(attachment.prompt) : undefined;
}

function prompt({ value }: Entry): string | undefined {
  if (value.isMeta === true || value.isCompactSummary === true) return undefined;
  const content = object(value.message)?.content;
  const parts = typeof content === 'string' ? [content] : objects(content).map(wordsOf);
  const said = parts.filter(
    (part) => part !== '' && !/^\s*<(?:system-reminder|command-name|command-message|local-command|ide_)/.test(part),
  );
  return said.length > 0 ? said.join('\n') : undefined;
}

const wordsOf = (part: JsonObject): string => (part.type === 'text' ? (text(part.text) ?? '') : '');

function stepIndex(steps: readonly OpenStep[], { value }: Entry): number {
  const result = objects(object(value.message)?.content).find((part) => part.type === 'tool_result');
  const step = stepOfCall(steps, text(result?.tool_use_id)) ?? steps.at(-1);
  return step === undefined ? 0 : steps.indexOf(step);
}

function addTime(step: OpenStep, value: JsonObject): void {
  const time = parseTime(text(value.timestamp as Json | undefined));
  if (time !== undefined) step.times.push(time);
}

const some = (images: readonly ImageRef[]): readonly ImageRef[] | undefined => (images.length > 0 ? images : undefined);
