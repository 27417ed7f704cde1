import type { Json, JsonObject } from '../model/json.ts';
import type { Action, Usage } from '../model/trajectory.ts';
import { parseTime } from '../text/time.ts';
import { callOf, readContent } from './content.ts';
import { flag, idText, isObject, list, number, object, objects, present, text } from './fields.ts';
import { type Dialogue, dialogue } from './messages.ts';
import { closeSteps, type OpenStep, openStep, stepOfCall, totalUsage } from './open-step.ts';
import { milliseconds } from './outcomes.ts';

/**
 * The messages of one simulation as steps. Each answer of the agent is a step; so is a message in which the simulated
 * user calls its own tools (actor `user`). Greeting and message history that were put before the simulation were not
 * generated in it: they carry no usage, and are what the agent was given.
 */
export function tau2Steps(
  messages: readonly JsonObject[],
  policy: string | undefined,
  checks: readonly JsonObject[],
): Dialogue & { readonly usage?: Usage } {
  const decisions = messages.filter(decides);
  const first = messages.findIndex((message) => decides(message) && (isGenerated(message) || !decisions.some(isGenerated)));
  const given = first < 0 ? messages : messages.slice(0, first);
  const steps: OpenStep[] = [];
  for (const message of first < 0 ? [] : messages.slice(first)) {
    if (decides(message)) steps.push(decision(message));
    else answer(steps, message);
  }
  label(steps, checks);
  const said = dialogue([], given.map(withoutNulls)).preamble;
  return {
    preamble: policy === undefined ? said : [{ role: 'system', text: policy }, ...said],
    steps: closeSteps(steps),
    // The simulated user's own calls are not the agent's.
    usage: totalUsage(steps.filter((step) => step.actor !== 'user')),
  };
}

const decides = (message: JsonObject): boolean =>
  message.role === 'assistant' || (message.role === 'user' && objects(message.tool_calls).length > 0);

const isGenerated = (message: JsonObject): boolean => isObject(message.usage) || isObject(message.raw_data);

const withoutNulls = (message: JsonObject): JsonObject => Object.fromEntries(Object.entries(message).filter(([, value]) => value !== null));

function decision(message: JsonObject): OpenStep {
  const step = openStep(text(message.role) ?? 'assistant');
  const { text: said, thought } = readContent(message.content);
  step.texts.push(said);
  const raw = object(objects(object(message.raw_data)?.choices)[0]?.message);
  step.thoughts.push(thought ?? text(raw?.reasoning_content) ?? '');
  step.actions.push(...(list(message.tool_calls) ?? []).map(callOf));
  const usage = object(message.usage);
  step.usage = present({ input: number(usage?.prompt_tokens), output: number(usage?.completion_tokens), cost: number(message.cost) });
  const end = parseTime(text(message.timestamp));
  const taken = milliseconds(number(message.generation_time_seconds));
  if (end !== undefined) step.times.push(end, ...(taken === undefined ? [] : [end - taken]));
  if (taken !== undefined) step.logged.generation_ms = taken;
  return step;
}

function answer(steps: readonly OpenStep[], message: JsonObject): void {
  const id = message.role === 'tool' ? idText(message.id) : undefined;
  const step = stepOfCall(steps, id) ?? steps.at(-1);
  if (step === undefined) return;
  const { text: said, images } = readContent(message.content);
  step.observations.push({
    text: said,
    of: id,
    from: text(message.role) ?? 'environment',
    isError: flag(message.error) === true ? true : undefined,
    images: images.length > 0 ? images : undefined,
  });
  const time = parseTime(text(message.timestamp));
  if (time !== undefined) step.times.push(time);
}

/** A gold call that the evaluation found: the first step that made it, not yet taken by another, was right. */
function label(steps: readonly OpenStep[], checks: readonly JsonObject[]): void {
  for (const check of checks) {
    const gold = object(check.action);
    if (flag(check.action_match) !== true || gold === undefined) continue;
    const by = text(gold.requestor) ?? 'assistant';
    const step = steps.find(
      (candidate) => candidate.label === undefined && candidate.actor === by && candidate.actions.some((made) => isCall(made, gold)),
    );
    if (step !== undefined) step.label = 1;
  }
}

function isCall(made: Action, gold: JsonObject): boolean {
  if (made.tool !== gold.name) return false;
  const [args, wanted] = [isObject(made.args) ? made.args : {}, object(gold.arguments) ?? {}];
  const keys = list(gold.compare_args)?.map(String) ?? [...new Set([...Object.keys(args), ...Object.keys(wanted)])];
  return keys.every((key) => canonical(args[key] ?? null) === canonical(wanted[key] ?? null));
}

const canonical = (value: Json): string => JSON.stringify(value, (_, item: Json) => (isObject(item) ? sorted(item) : item));

const sorted = (value: JsonObject): JsonObject => Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
