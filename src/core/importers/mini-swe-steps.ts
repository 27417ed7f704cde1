import type { JsonObject } from '../model/json.ts';
import type { Action, Message, Observation, TokenTrace } from '../model/trajectory.ts';
import { tryJson } from '../text/json.ts';
import { callOf, readContent } from './content.ts';
import { idText, isObject, list, number, object, objects, present, text } from './fields.ts';
import type { Dialogue } from './messages.ts';
import { closeSteps, type OpenStep, openStep } from './open-step.ts';
import { milliseconds } from './outcomes.ts';
import { tagBlocks } from './tags.ts';

/** The messages of a mini-swe-agent run as steps; the closing `exit` message is no part of them. */
export function miniSteps(messages: readonly JsonObject[]): Dialogue {
  const preamble: Message[] = [];
  const steps: OpenStep[] = [];
  for (const message of messages) {
    if (message.role === 'exit') continue;
    const extra = object(message.extra);
    const refused = message.role === 'assistant' ? undefined : refusedAnswer(extra);
    if (message.role === 'assistant') steps.push(decision(message, extra));
    if (refused !== undefined) steps.push(refusedStep(refused, extra, readContent(message.content).text));
    const last = steps.at(-1);
    if (last === undefined) preamble.push(promptOf(message));
    else if (message.role !== 'assistant') answer(last, message, extra);
  }
  return { preamble, steps: closeSteps(steps) };
}

function promptOf(message: JsonObject): Message {
  const { text: said, images } = readContent(message.content);
  const role = message.role === 'system' || message.role === 'tool' ? message.role : 'user';
  return present({ role, text: said, images: images.length > 0 ? images : undefined }) as Message;
}

function decision(message: JsonObject, extra: JsonObject | undefined): OpenStep {
  const step = openStep();
  const { text: said, thought } = readContent(message.content);
  const raw = rawMessage(extra);
  const { command, rest } = fenced(said);
  const calls = objects(message.tool_calls).map(callOf);
  const logged = objects(extra?.actions).flatMap((action) => bash(text(action.command), idText(action.tool_call_id)));
  const acts = calls.length > 0 ? calls : logged.length > 0 ? logged : bash(command, undefined);
  const hidden = text(message.reasoning) ?? text(message.reasoning_content) ?? text(raw?.reasoning) ?? text(raw?.reasoning_content);
  step.thoughts.push(hidden ?? '', thought ?? '');
  step.texts.push(calls.length > 0 || command === undefined ? said : rest);
  step.actions.push(...acts);
  measure(step, extra);
  return step;
}

const bash = (command: string | undefined, id: string | undefined): readonly Action[] =>
  command === undefined ? [] : [present({ tool: 'bash', args: { command }, id }) as Action];

/** The first fenced block that is a command, by the two names the agent's prompts gave it over time. */
function fenced(said: string): { readonly command?: string; readonly rest: string } {
  for (const open of ['```mswea_bash_command', '```bash']) {
    const start = said.startsWith(`${open}\n`) ? 0 : said.indexOf(`\n${open}\n`);
    if (start < 0) continue;
    const from = said.indexOf('\n', start + 1) + 1;
    const end = said.indexOf('\n```', from - 1);
    if (end < 0) continue;
    return { command: said.slice(from, end).trim(), rest: `${said.slice(0, start)}${said.slice(end + 4)}`.trim() };
  }
  return { rest: said };
}

/** The raw completion, which 1.x and 2.x keep beside what they read from it. */
const rawChoice = (extra: JsonObject | undefined): JsonObject | undefined => {
  const response = object(extra?.response) ?? object(extra?.model_response);
  return objects(response?.choices)[0];
};
const rawMessage = (extra: JsonObject | undefined): JsonObject | undefined => object(rawChoice(extra)?.message);

function measure(step: OpenStep, extra: JsonObject | undefined): void {
  const response = object(extra?.response) ?? object(extra?.model_response);
  const usage = object(response?.usage);
  const time = milliseconds(number(extra?.timestamp) ?? number(response?.created));
  if (time !== undefined) step.times.push(time);
  step.usage = present({
    input: number(usage?.prompt_tokens) ?? number(usage?.input_tokens),
    output: number(usage?.completion_tokens) ?? number(usage?.output_tokens),
    cost: number(extra?.cost) ?? number(usage?.cost),
  });
  step.tokens = tokensOf(object(rawChoice(extra)?.logprobs));
}

function tokensOf(logprobs: JsonObject | undefined): TokenTrace | undefined {
  const tokens = list(logprobs?.content);
  if (tokens === undefined || tokens.length === 0) return undefined;
  return {
    logprobs: tokens.map((token) => (isObject(token) ? number(token.logprob) : undefined) ?? Number.NaN),
    texts: tokens.map((token) => (isObject(token) ? text(token.token) : undefined) ?? ''),
  };
}

/** An answer in a wrong format is not kept as a message: only the complaint about it is, with the raw completion. */
function refusedAnswer(extra: JsonObject | undefined): JsonObject | undefined {
  return text(extra?.interrupt_type) === 'FormatError' ? (rawMessage(extra) ?? {}) : undefined;
}

function refusedStep(message: JsonObject, extra: JsonObject | undefined, complaint: string): OpenStep {
  const step = openStep();
  const { text: said, thought } = readContent(message.content);
  step.thoughts.push(text(message.reasoning) ?? text(message.reasoning_content) ?? '', thought ?? '');
  step.texts.push(said);
  step.actions.push(...objects(message.tool_calls).map(callOf));
  step.error = (tagBlocks(complaint, '<error>', '</error>')[0]?.inner ?? complaint).trim().split('\n')[0] || 'FormatError';
  measure(step, extra);
  return step;
}

function answer(step: OpenStep, message: JsonObject, extra: JsonObject | undefined): void {
  const { text: said, images } = readContent(message.content);
  const output = outputOf(said);
  const interrupt = text(extra?.interrupt_type);
  const raised = text(extra?.exception_info) || output.exception;
  const seen: Observation = {
    text: output.text,
    of: idText(message.tool_call_id),
    from: message.role === 'tool' ? 'tool' : 'environment',
    isError: raised || interrupt === 'FormatError' ? true : undefined,
    images: images.length > 0 ? images : undefined,
  };
  step.observations.push(seen);
  const code = number(extra?.returncode) ?? output.code;
  if (code !== undefined) step.logged.returncode = code;
  const time = milliseconds(number(extra?.timestamp));
  if (time !== undefined) step.times.push(time);
}

const RETURNED = /^<returncode>(-?\d{1,10})<\/returncode>\n<output>\n/;

/** Output and return code as the two templates wrap them (tags, or JSON); anything else, and cut output, as it stands. */
function outputOf(said: string): { readonly text: string; readonly code?: number; readonly exception?: string } {
  const tags = RETURNED.exec(said);
  if (tags !== null && said.endsWith('</output>')) {
    return { text: said.slice(tags[0].length, -'</output>'.length).replace(/\n$/, ''), code: Number(tags[1]) };
  }
  const wrapped = said.startsWith('{') ? object(tryJson(said)) : undefined;
  if (typeof wrapped?.output !== 'string') return { text: said, code: number(wrapped?.returncode) };
  const exception = text(wrapped.exception_info) || undefined;
  const words = exception === undefined ? [wrapped.output] : [wrapped.output, exception];
  return { text: words.filter((piece) => piece !== '').join('\n'), code: number(wrapped.returncode), exception };
}
