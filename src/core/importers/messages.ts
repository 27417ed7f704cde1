import type { Json, JsonObject } from '../model/json.ts';
import type { Action, ImageRef, Message, Observation, Step } from '../model/trajectory.ts';
import { callOf, readContent } from './content.ts';
import { type Decision, pairsIn, readDecision, type TagPair } from './decision.ts';
import { flag, idText, isObject, number, objects, text } from './fields.ts';
import { isReact, reactSteps } from './react.ts';
import { between, tagBlocks } from './tags.ts';

/** A chat log cut into what the policy was given and what it did. */
export interface Dialogue {
  readonly preamble: readonly Message[];
  readonly steps: readonly Step[];
}

type Role = 'system' | 'user' | 'assistant' | 'tool' | 'environment';

const ROLES: ReadonlyMap<string, Role> = new Map([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['assistant', 'assistant'],
  ['gpt', 'assistant'],
  ['model', 'assistant'],
  ['ai', 'assistant'],
  ['function_call', 'assistant'],
  ['tool', 'tool'],
  ['function', 'tool'],
  ['tool_response', 'tool'],
  ['ipython', 'tool'],
  ['observation', 'environment'],
  ['environment', 'environment'],
]);

/** True for an object that is a chat message: a role we know and something said, called or left empty on purpose. */
export function isMessage(value: Json | undefined): value is JsonObject {
  if (!isObject(value) || typeof value.role !== 'string' || !ROLES.has(value.role)) return false;
  const content = value.content;
  return (
    typeof content === 'string' || Array.isArray(content) || Array.isArray(value.tool_calls) || (content === null && 'content' in value)
  );
}

/** A list of chat messages in which the assistant speaks. */
export const isChat = (value: Json | undefined): value is readonly JsonObject[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(isMessage) &&
  value.some((message) => roleOf(message as JsonObject) === 'assistant');

/**
 * OpenAI-style chat messages to a dialogue. `prompt` is given to the policy whole, whoever speaks in it; in `messages`
 * everything before the first assistant message still belongs to the preamble. Each assistant message opens a step
 * (consecutive ones of the same speaker are one decision), and all answers up to the next one are its observations.
 */
export function dialogue(messages: readonly Json[], prompt: readonly Json[] = []): Dialogue {
  const preamble = prompt.filter(isObject).map(readPrompt);
  const steps: Draft[] = [];
  const pairs = tagPairs(messages);
  for (const message of messages) {
    if (!isObject(message)) continue;
    const role = roleOf(message);
    const last = steps.at(-1);
    if (role === 'assistant') {
      const turn = readTurn(message, pairs);
      if (last !== undefined && last.observations.length === 0 && last.actor === turn.actor) extend(last, turn);
      else steps.push(turn);
    } else if (last === undefined) preamble.push(readPrompt(message));
    else last.observations.push(...readAnswer(message, role, last));
  }
  return { preamble, steps: steps.map((step, index) => ({ ...step, index })) };
}

type Draft = Omit<Step, 'index' | 'actions' | 'observations'> & {
  thought?: string;
  text?: string;
  actions: Action[];
  observations: Observation[];
};

const roleOf = (message: JsonObject): Role | undefined => ROLES.get(text(message.role) ?? '');

function tagPairs(messages: readonly Json[]): readonly TagPair[] {
  const all = messages.filter(isObject).map((message) => text(message.content) ?? '');
  return all.some((content) => content.includes('</')) ? pairsIn(all.join('\n')) : [];
}

function readPrompt(message: JsonObject): Message {
  const content = readContent(message.content);
  const role = roleOf(message);
  const calls = [...content.actions, ...callsOf(message)].map((call) => `${call.tool}(${JSON.stringify(call.args)})`);
  const results = content.results.map((result) => result.text);
  return {
    role: role === 'environment' || role === undefined ? 'user' : role,
    text: [content.text, ...calls, ...results].filter((piece) => piece !== '').join('\n'),
    images: someImages(content.images),
  };
}

function readTurn(message: JsonObject, pairs: readonly TagPair[]): Draft {
  const content = readContent(message.content);
  const calls = [...content.actions, ...callsOf(message)];
  if (message.role === 'function_call') return { actor: 'assistant', actions: [callOf(content.text)], observations: [] };
  const said =
    calls.length === 0 && isReact(content.text) ? readReact(content.text) : readDecision(content.text, calls.length > 0 ? [] : pairs);
  const reasoning = text(message.reasoning_content) ?? text(message.reasoning) ?? text(message.thinking);
  const weight = number(message.weight);
  return {
    actor: text(message.name) ?? 'assistant',
    thought: together(together(reasoning === '' ? undefined : reasoning, content.thought), said.thought),
    text: together(said.text, text(message.refusal)),
    actions: [...calls, ...said.actions],
    observations: [...content.results],
    ...(weight === undefined ? {} : { logged: { weight } }),
  };
}

/** A turn with ReAct labels; one that holds several of them (the policy made up the answers) stays text. */
function readReact(turn: string): Decision {
  const steps = reactSteps(turn);
  const only = steps.length === 1 ? steps[0] : undefined;
  return only === undefined || only.observations.length > 0 ? { text: turn, actions: [] } : only;
}

function callsOf(message: JsonObject): readonly Action[] {
  const many = Array.isArray(message.tool_calls) ? message.tool_calls.map((call) => callOf(call as Json)) : [];
  return isObject(message.function_call) ? [...many, callOf(message.function_call)] : many;
}

/** What answered a step: tool messages, the user's replies, and tool responses that a chat template put in a user turn. */
function readAnswer(message: JsonObject, role: Role | undefined, step: Draft): readonly Observation[] {
  const content = readContent(message.content);
  const wrapped = role === 'tool' ? [] : tagBlocks(content.text, '<tool_response>', '</tool_response>');
  const rest = wrapped.length > 0 ? between(content.text, wrapped).join('').trim() : content.text;
  const said = rest !== '' || content.images.length > 0 || (wrapped.length === 0 && content.results.length === 0);
  const id = idText(message.tool_call_id) ?? idText(message.call_id);
  return [
    ...content.results,
    ...wrapped.map((response) => ({ text: response.inner.trim(), from: 'tool' })),
    ...(said
      ? [
          {
            text: rest,
            of: id,
            from: answerer(message, role, rest, step),
            isError: flag(message.is_error),
            images: someImages(content.images),
          },
        ]
      : []),
  ];
}

function answerer(message: JsonObject, role: Role | undefined, said: string, step: Draft): string {
  if (role === 'user' && step.actions.length > 0 && /^\s*observation:/i.test(said)) return 'environment';
  return role ?? text(message.role) ?? 'user';
}

function extend(step: Draft, more: Draft): void {
  step.thought = together(step.thought, more.thought);
  step.text = together(step.text, more.text);
  step.actions.push(...more.actions);
  step.observations.push(...more.observations);
}

const together = (first: string | undefined, second: string | undefined): string | undefined =>
  first === undefined || second === undefined ? (first ?? second) : `${first}\n\n${second}`;

const someImages = (images: readonly ImageRef[]): readonly ImageRef[] | undefined => (images.length > 0 ? images : undefined);

/** The text of the last user message before the policy's first step: what it was asked to do. */
export const askedText = (preamble: readonly Message[]): string | undefined =>
  preamble.findLast((message) => message.role === 'user' && message.text !== '')?.text;

/** Messages of a log field that may be a list of them or plain text. */
export const messageList = (value: Json | undefined, role: 'user' | 'assistant'): readonly JsonObject[] =>
  typeof value === 'string' ? [{ role, content: value }] : objects(value);
