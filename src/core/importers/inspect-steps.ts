import type { Json, JsonObject } from '../model/json.ts';
import type { Action, Message, Observation, Step, TokenTrace, Usage } from '../model/trajectory.ts';
import { parseTime } from '../text/time.ts';
import { callOf, readContent } from './content.ts';
import { idText, list, number, object, objects, present, text } from './fields.ts';
import { type InspectSample, ranges, resolved } from './inspect-log.ts';
import { scoreNumber } from './inspect-scores.ts';
import { spansOf } from './inspect-spans.ts';

export interface InspectSteps {
  readonly preamble: readonly Message[];
  readonly steps: readonly Step[];
}

interface Draft extends Omit<Step, 'index' | 'actions' | 'observations'> {
  readonly actions: readonly Action[];
  readonly observations: Observation[];
  reward?: number;
  error?: string;
}

/**
 * Steps from a sample's events: each answer of a model is one, tool events answer it. Models asked by scorers are no
 * part of the rollout. Agents that run their own tools (bridged ones) log no tool events; what their tools answered is
 * taken from the messages the next model call was given. `undefined` when the log has no model events.
 */
export function stepsFromEvents(log: InspectSample): InspectSteps | undefined {
  const spans = spansOf(log.events);
  const steps: Draft[] = [];
  let preamble: readonly Message[] | undefined;

  const visit = (event: JsonObject, actor: string | undefined): void => {
    if (spans.inScorer(event)) return;
    if (event.event === 'model') {
      const given = inputOf(event, log);
      preamble ??= given.map((message) => readMessage(message, log));
      addAnswers(steps, given, log);
      const step = readModel(event, text(event.role) ?? actor ?? spans.agent(event) ?? 'assistant', log);
      if (step) steps.push(step);
    } else if (event.event === 'tool' || event.event === 'subtask') {
      for (const nested of objects(event.events)) visit(nested, text(event.function) ?? text(event.name));
      if (event.event === 'tool') addResult(steps, event, log);
    } else if (event.event === 'score') {
      const last = steps.at(-1);
      const value = scoreNumber(object(event.score)?.value);
      if (last && value !== undefined && event.intermediate === true) last.reward = value;
    } else if (event.event === 'error') {
      const last = steps.at(-1);
      if (last) last.error = text(object(event.error)?.message);
    }
  };
  for (const event of log.events) visit(event, undefined);
  if (steps.length === 0) return undefined;
  addAnswers(steps, log.messages, log);
  const alone = new Set(steps.map((step) => step.actor)).size === 1;
  return {
    preamble: preamble ?? [],
    steps: steps.map((step, index) => present({ index, ...step, actor: alone ? 'assistant' : step.actor }) as Step),
  };
}

function inputOf(event: JsonObject, log: InspectSample): readonly JsonObject[] {
  const refs = list(event.input_refs);
  return objects(refs && refs.length > 0 ? ranges(refs, log.pool) : event.input);
}

export function readMessage(message: JsonObject, log: InspectSample): Message {
  const { text: said, images } = readContent(resolved(message.content, log));
  const role = message.role === 'system' || message.role === 'assistant' || message.role === 'tool' ? message.role : 'user';
  return present({ role, text: said, images: images.length > 0 ? images : undefined }) as Message;
}

function readModel(event: JsonObject, actor: string, log: InspectSample): Draft | undefined {
  const output = object(event.output);
  const choice = objects(output?.choices)[0];
  const message = object(resolved(choice?.message, log));
  if (!message) return undefined;
  const content = readContent(withoutSecrets(message.content));
  const calls = list(message.tool_calls) ?? [];
  const broken = calls.map((call) => text(object(call as Json)?.parse_error)).find((error) => error !== undefined);
  return {
    actor,
    thought: content.thought || text(message.reasoning) || undefined,
    text: content.text || undefined,
    actions: [...calls.map((call) => callOf(call as Json)), ...content.actions],
    observations: [...content.results],
    timing: timingOf(event, output),
    usage: usageOf(object(output?.usage)),
    tokens: tokensOf(choice),
    error: broken ?? text(output?.error),
  };
}

/** Redacted reasoning is an opaque block for its provider; its summary, when there is one, is what can be read. */
function withoutSecrets(content: Json | undefined): Json {
  if (!Array.isArray(content)) return content ?? null;
  return content.map((part: Json) => {
    const block = object(part);
    return block?.type === 'reasoning' && block.redacted === true
      ? { type: 'reasoning', reasoning: text(block.summary) ?? '[redacted]' }
      : part;
  });
}

/** Times of day come from the event; the model's own time, in seconds, is the better duration where there is one. */
function timingOf(event: JsonObject, output: JsonObject | undefined): Step['timing'] {
  const start = parseTime(text(event.timestamp));
  const end = parseTime(text(event.completed));
  const seconds = number(output?.time);
  const duration = seconds !== undefined ? seconds * 1000 : start !== undefined && end !== undefined ? end - start : undefined;
  return present({ start, end, duration });
}

/** Cached tokens are counted apart from `input_tokens`; all were read. */
export function usageOf(usage: JsonObject | undefined): Usage | undefined {
  const fresh = number(usage?.input_tokens);
  const cached = (number(usage?.input_tokens_cache_read) ?? 0) + (number(usage?.input_tokens_cache_write) ?? 0);
  const output = number(usage?.output_tokens);
  const total = number(usage?.total_tokens);
  const apart = fresh !== undefined && (total === undefined || total >= fresh + cached + (output ?? 0));
  return present({ input: apart ? fresh + cached : fresh, output, cost: number(usage?.total_cost) });
}

function tokensOf(choice: JsonObject | undefined): TokenTrace | undefined {
  const tokens = objects(object(choice?.logprobs)?.content);
  if (tokens.length === 0) return undefined;
  return { texts: tokens.map((token) => text(token.token) ?? ''), logprobs: tokens.map((token) => number(token.logprob) ?? Number.NaN) };
}

/** A tool's answer goes to the step that called it, wherever other agents' steps came in between. */
function addResult(steps: readonly Draft[], event: JsonObject, log: InspectSample): void {
  if (event.pending === true) return;
  const id = idText(event.id);
  const error = object(event.error);
  const value = resolved(event.result, log);
  const content = readContent(typeof value === 'object' ? value : String(value));
  const said = content.text !== '' ? content.text : (text(error?.message) ?? '');
  const observation = {
    text: said,
    of: id,
    from: 'tool',
    isError: error ? true : undefined,
    images: content.images.length > 0 ? content.images : undefined,
  };
  stepOf(steps, id)?.observations.push(present(observation) as Observation);
}

const stepOf = (steps: readonly Draft[], call: string | undefined): Draft | undefined =>
  steps.findLast((step) => call !== undefined && step.actions.some((action) => action.id === call)) ?? steps.at(-1);

/** Answers that stand at the end of the messages given to a model, and that no tool event has brought already. */
function addAnswers(steps: readonly Draft[], given: readonly JsonObject[], log: InspectSample): void {
  const spoke = given.findLastIndex((message) => message.role === 'assistant');
  const last = steps.at(-1);
  if (spoke < 0 || !last) return;
  for (const message of given.slice(spoke + 1)) {
    if (message.role === 'tool') addToolMessage(steps, message, log);
    else if (message.role === 'user') {
      const { text: said, images } = readMessage(message, log);
      if (!last.observations.some((known) => known.text === said))
        last.observations.push(present({ text: said, from: 'user', images }) as Observation);
    }
  }
}

function addToolMessage(steps: readonly Draft[], message: JsonObject, log: InspectSample): void {
  const id = idText(message.tool_call_id);
  const step = steps.findLast((candidate) => candidate.actions.some((action) => action.id === id));
  if (!step || id === undefined || step.observations.some((known) => known.of === id)) return;
  const { text: said, images } = readMessage(message, log);
  step.observations.push(
    present({ text: said, of: id, from: 'tool', isError: object(message.error) ? true : undefined, images }) as Observation,
  );
}
