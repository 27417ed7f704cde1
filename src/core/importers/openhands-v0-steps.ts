import type { Json, JsonObject } from '../model/json.ts';
import type { Action, ImageRef, Message, Observation } from '../model/trajectory.ts';
import { parseTime } from '../text/time.ts';
import { callOf, imageOf, readContent } from './content.ts';
import { flag, idText, isObject, list, number, object, objects, present, text } from './fields.ts';
import { closeSteps, type OpenStep, openStep } from './open-step.ts';
import type { AgentRun } from './openhands-run.ts';

/** An event of OpenHands V0: something an agent, a user or the environment did (`action`) or saw (`observation`). */
export const isV0Event = (value: Json | undefined): value is JsonObject =>
  isObject(value) && typeof value.source === 'string' && (typeof value.action === 'string' || typeof value.observation === 'string');

/** Book-keeping of the controller; nothing the policy said, did or saw. */
const PLUMBING = new Set([
  'change_agent_state',
  'agent_state_changed',
  'null',
  'recall',
  'condensation',
  'condensation_request',
  'loop_recovery',
]);

/**
 * Steps of OpenHands V0 events. Actions of one model response are one decision; an observation belongs to the action it
 * names as its cause. Very old histories are pairs of action and observation, or events without ids: there it belongs
 * to the action before it.
 */
export function v0Run(events: readonly Json[]): AgentRun {
  const preamble: Message[] = [];
  const steps: OpenStep[] = [];
  const byEvent = new Map<string, OpenStep>();
  const responses = new Map<string, OpenStep>();
  let model: string | undefined;
  let cost: number | undefined;
  for (const event of events.flat().filter(isV0Event)) {
    const id = idText(event.id);
    if (PLUMBING.has(text(event.action) ?? text(event.observation) ?? '') || event.action === 'system') {
      if (event.action === 'system') preamble.push({ role: 'system', text: contentOf(event) });
    } else if (event.action !== undefined && event.source === 'agent') {
      const response = object(object(event.tool_call_metadata)?.model_response);
      const step = stepFor(steps, responses, text(response?.id));
      if (id !== undefined) byEvent.set(id, step);
      decide(step, event, response);
      model = text(response?.model) ?? model;
      cost = charge(step, number(object(event.llm_metrics)?.accumulated_cost), cost);
    } else if (event.action !== undefined) say(preamble, steps.at(-1), event);
    else {
      const step = byEvent.get(idText(event.cause) ?? '') ?? steps.at(-1);
      if (step !== undefined) observe(step, event);
      else if (contentOf(event) !== '') preamble.push({ role: 'system', text: contentOf(event) });
    }
  }
  const ids = new Map([...responses].map(([id, step]) => [step, id]));
  return { preamble, steps: closeSteps(steps), model, responses: steps.map((step) => ids.get(step)) };
}

function stepFor(steps: OpenStep[], responses: Map<string, OpenStep>, response: string | undefined): OpenStep {
  const known = response === undefined ? undefined : responses.get(response);
  if (known !== undefined) return known;
  const step = openStep();
  steps.push(step);
  if (response !== undefined) responses.set(response, step);
  return step;
}

function decide(step: OpenStep, event: JsonObject, response: JsonObject | undefined): void {
  const args = object(event.args) ?? {};
  const first = step.actions.length === 0 && step.texts.length === 0;
  const message = object(objects(response?.choices)[0]?.message);
  const said = event.action === 'message' ? text(args.content) : event.action === 'think' ? undefined : text(args.thought);
  if (said !== undefined && !step.texts.includes(said)) step.texts.push(said);
  const call = callIn(event, message, args);
  // Closing words are told as the thought of `finish` and again as its argument.
  if (call !== undefined) step.actions.push(call);
  stamp(step, event);
  if (!first) return;
  step.thoughts.push(text(message?.reasoning_content) ?? readContent(message?.content).thought ?? '');
  const usage = object(response?.usage);
  step.usage = present({ input: number(usage?.prompt_tokens), output: number(usage?.completion_tokens) });
}

/** The call as the model made it; without function calling, the action with what it was given. */
function callIn(event: JsonObject, message: JsonObject | undefined, args: JsonObject): Action | undefined {
  const id = text(object(event.tool_call_metadata)?.tool_call_id);
  const made = (list(message?.tool_calls) ?? []).find((call) => isObject(call) && call.id === id);
  if (id !== undefined && made !== undefined) return callOf(made);
  if (event.action === 'message') return undefined;
  const tool = text(object(event.tool_call_metadata)?.function_name) ?? text(event.action) ?? 'unknown';
  const given = Object.entries(args).filter(
    ([key, value]) => !INTERNAL.has(key) && value !== null && (key !== 'thought' || event.action === 'think'),
  );
  return present({ tool, args: Object.fromEntries(given), id }) as Action;
}

const INTERNAL = new Set([
  'blocking',
  'is_static',
  'cwd',
  'hidden',
  'confirmation_state',
  'is_input',
  'security_risk',
  'impl_source',
  'translated_ipython_code',
]);

/** Cost is told as a running sum. */
function charge(step: OpenStep, sum: number | undefined, before: number | undefined): number | undefined {
  if (sum === undefined || sum < (before ?? 0)) return before;
  const own = sum - (before ?? 0);
  if (own > 0) step.usage = { ...step.usage, cost: (step.usage?.cost ?? 0) + own };
  return sum;
}

function say(preamble: Message[], step: OpenStep | undefined, event: JsonObject): void {
  const images = imagesOf(object(event.args));
  if (step === undefined) preamble.push(present({ role: 'user', text: contentOf(event), images }) as Message);
  else {
    step.observations.push({ text: contentOf(event), from: text(event.source) ?? 'user', images });
    stamp(step, event);
  }
}

function observe(step: OpenStep, event: JsonObject): void {
  const extras = object(event.extras);
  step.observations.push({
    text: contentOf(event),
    of: text(object(event.tool_call_metadata)?.tool_call_id),
    from: 'environment',
    isError: event.observation === 'error' || flag(event.success) === false ? true : undefined,
    images: imagesOf(extras),
  } satisfies Observation);
  const code = number(object(extras?.metadata)?.exit_code) ?? number(extras?.exit_code);
  if (code !== undefined) step.logged.exit_code = code;
  stamp(step, event);
}

const contentOf = (event: JsonObject): string => text(event.content) ?? text(object(event.args)?.content) ?? text(event.message) ?? '';

/** Screenshots of the browser and images of a message: data URLs or addresses. */
function imagesOf(holder: JsonObject | undefined): readonly ImageRef[] | undefined {
  const found = [holder?.screenshot, holder?.set_of_marks, ...(list(holder?.image_urls) ?? [])].flatMap((uri) => {
    const address = text(uri as Json | undefined);
    return address ? [imageOf({ image_url: address })] : [];
  });
  return found.length > 0 ? found : undefined;
}

function stamp(step: OpenStep, event: JsonObject): void {
  const time = parseTime(text(event.timestamp));
  if (time !== undefined) step.times.push(time);
}
