import type { JsonObject } from '../model/json.ts';
import type { Action, ImageRef, Link, Message, Observation, Step, TokenTrace, Usage } from '../model/trajectory.ts';
import { tryJson } from '../text/json.ts';
import { parseTime } from '../text/time.ts';
import { readArgs, readContent } from './content.ts';
import { idText, number, numberArray, numbers, object, objects, present, text } from './fields.ts';

export interface AtifSteps {
  readonly preamble: readonly Message[];
  readonly steps: readonly Step[];
  readonly links: readonly Link[];
}

/**
 * The steps of one ATIF document (Harbor's RFC 0001, versions 1.2 to 1.7). Three things are undone that writers did:
 * one model answer spread over several ATIF steps (one per content block) is joined again, blocks the Claude Code
 * converter appended at the end go back to where their time stamp puts them, and copied context is no step.
 */
export function atifSteps(document: JsonObject, actor: string): AtifSteps {
  const preamble: Message[] = [];
  const links: Link[] = [];
  const calls: Draft[] = [];
  for (const item of inTimeOrder(objects(document.steps))) {
    const open = calls.at(-1);
    if (item.source === 'agent' && item.is_copied_context !== true) {
      if (open && sameAnswer(open.source, item)) join(open, item);
      else if (!isEmpty(item)) calls.push(draft(item, actor));
      collectLinks(item, links, calls.length - 1);
    } else if (!open || item.is_copied_context === true) {
      preamble.push(message(item));
    } else {
      open.observations.push(...interjection(item));
      collectLinks(item, links, calls.length - 1);
    }
  }
  return { preamble, steps: calls.map((call, index) => finish(call, index, calls[index + 1])), links };
}

/** A step under construction. */
interface Draft {
  /** The ATIF step that opened it. */
  readonly source: JsonObject;
  readonly actor: string;
  readonly texts: string[];
  readonly thoughts: string[];
  readonly actions: Action[];
  readonly observations: Observation[];
}

function inTimeOrder(items: readonly JsonObject[]): readonly JsonObject[] {
  const times = items.map((item) => parseTime(text(item.timestamp)));
  if (times.some((time) => time === undefined)) return items;
  return items
    .map((item, index) => ({ item, index, time: times[index] as number }))
    .sort((a, b) => a.time - b.time || a.index - b.index)
    .map(({ item }) => item);
}

/** Blocks of one answer share their time to the millisecond and their reasoning; only the first carries the usage. */
function sameAnswer(first: JsonObject, next: JsonObject): boolean {
  const [a, b] = [object(first.extra)?.message_id, object(next.extra)?.message_id];
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  if (first.timestamp === undefined || first.timestamp !== next.timestamp) return false;
  if ((first.reasoning_content ?? '') !== (next.reasoning_content ?? '')) return false;
  return next.metrics === undefined || next.metrics === null || JSON.stringify(next.metrics) === JSON.stringify(first.metrics);
}

/** Claude Code emits a block without any content when an answer starts; it decided nothing. */
function isEmpty(item: JsonObject): boolean {
  const said = readContent(item.message).text !== '' || (text(item.reasoning_content) ?? '') !== '';
  const did = objects(item.tool_calls).length > 0 || object(item.observation) !== undefined;
  return !said && !did && (number(object(item.metrics)?.completion_tokens) ?? 0) === 0;
}

function draft(item: JsonObject, actor: string): Draft {
  const sidechain = object(item.extra)?.is_sidechain === true;
  const opened: Draft = { source: item, actor: sidechain ? 'sidechain' : actor, texts: [], thoughts: [], actions: [], observations: [] };
  join(opened, item);
  return opened;
}

function join(step: Draft, item: JsonObject): void {
  const reasoning = text(item.reasoning_content);
  if (reasoning && !step.thoughts.includes(reasoning)) step.thoughts.push(reasoning);
  const said = readContent(item.message).text;
  const calls = objects(item.tool_calls);
  const plan = calls.length === 0 ? terminusPlan(said) : undefined;
  if (plan) {
    if (plan.text !== '') step.texts.push(plan.text);
    step.actions.push(...plan.actions);
  } else if (said !== '' && !isPlaceholder(said, calls)) step.texts.push(said);
  for (const call of calls) {
    step.actions.push({
      tool: text(call.function_name) ?? 'unknown',
      args: readArgs(call.arguments ?? null),
      id: idText(call.tool_call_id),
    });
  }
  step.observations.push(...results(item, 'tool'));
}

/** Converters fill the message of a tool-only block with a sentence of their own. */
function isPlaceholder(said: string, calls: readonly JsonObject[]): boolean {
  return calls.length === 1 && said === `Executed ${text(calls[0]?.function_name)} ${text(calls[0]?.tool_call_id)}`;
}

/** Terminus 2 answers with a JSON plan; its keystrokes are the actions, under the tool names Harbor gives them elsewhere. */
function terminusPlan(said: string): { readonly text: string; readonly actions: readonly Action[] } | undefined {
  if (!said.startsWith('{')) return undefined;
  const plan = object(tryJson(said));
  if (!plan || !Array.isArray(plan.commands)) return undefined;
  const actions: Action[] = objects(plan.commands).map((command) => ({ tool: 'bash_command', args: command }));
  if (plan.task_complete === true) actions.push({ tool: 'mark_task_complete', args: {} });
  return { text: [plan.analysis, plan.plan].filter((part) => typeof part === 'string' && part !== '').join('\n\n'), actions };
}

function results(item: JsonObject, from: string): readonly Observation[] {
  const isError = object(item.extra)?.tool_result_is_error === true ? true : undefined;
  return objects(object(item.observation)?.results).flatMap((result) => {
    const { text: said, images } = readContent(result.content);
    if (said === '' && images.length === 0 && result.source_call_id === undefined) return [];
    return [present({ text: said, of: idText(result.source_call_id), from, isError, images: some(images) }) as Observation];
  });
}

/** What a user or the system put in between: an answer of the environment to the step before. */
function interjection(item: JsonObject): readonly Observation[] {
  const { text: said, images } = readContent(item.message);
  const from = item.source === 'user' ? 'user' : 'system';
  const own = said !== '' || images.length > 0 ? [present({ text: said, from, images: some(images) }) as Observation] : [];
  return [...own, ...results(item, from)];
}

function message(item: JsonObject): Message {
  const { text: said, images } = readContent(item.message);
  const role = item.source === 'agent' ? 'assistant' : item.source === 'system' ? 'system' : 'user';
  return present({ role, text: said, images: some(images) }) as Message;
}

const some = (images: readonly ImageRef[]): readonly ImageRef[] | undefined => (images.length > 0 ? images : undefined);

function collectLinks(item: JsonObject, links: Link[], step: number): void {
  for (const result of objects(object(item.observation)?.results)) {
    for (const ref of objects(result.subagent_trajectory_ref)) {
      const name = text(ref.trajectory_id) ?? text(ref.trajectory_path) ?? text(ref.session_id);
      if (name) links.push({ kind: 'sub-agent', ref: name, step: Math.max(0, step) });
    }
  }
}

function finish(step: Draft, index: number, next: Draft | undefined): Step {
  const metrics = object(step.source.metrics);
  const start = parseTime(text(step.source.timestamp));
  const end = next && parseTime(text(next.source.timestamp));
  return present({
    index,
    actor: step.actor,
    thought: step.thoughts.length > 0 ? step.thoughts.join('\n\n') : undefined,
    text: step.texts.length > 0 ? step.texts.join('\n\n') : undefined,
    actions: step.actions,
    observations: step.observations,
    timing: start === undefined ? undefined : end === undefined ? { start } : { start, end, duration: end - start, derived: true },
    usage: metrics && usage(metrics),
    tokens: metrics && tokens(metrics),
    logged: logged(step.source, metrics),
  }) as Step;
}

const usage = (metrics: JsonObject): Usage | undefined =>
  present({ input: number(metrics.prompt_tokens), output: number(metrics.completion_tokens), cost: number(metrics.cost_usd) });

const tokens = (metrics: JsonObject): TokenTrace | undefined =>
  present({ ids: numberArray(metrics.completion_token_ids), logprobs: numberArray(metrics.logprobs) });

const logged = (item: JsonObject, metrics: JsonObject | undefined) =>
  numbers({ cached_tokens: metrics?.cached_tokens ?? null, llm_call_count: item.llm_call_count ?? null });
