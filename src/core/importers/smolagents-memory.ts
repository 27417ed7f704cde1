import type { Json, JsonObject } from '../model/json.ts';
import type { Message, Observation, Step, Timing, Usage } from '../model/trajectory.ts';
import { callOf, imageOf, readContent } from './content.ts';
import { isObject, list, number, object, objects, present, text } from './fields.ts';
import { closeSteps, type OpenStep, openStep } from './open-step.ts';
import { milliseconds } from './outcomes.ts';

/** What a memory of a smolagents agent holds; its steps are told apart by their keys alone. */
export interface Memory {
  readonly preamble: readonly Message[];
  readonly steps: readonly Step[];
  /** Type and message of the last step's error, e.g. `AgentMaxStepsError`. */
  readonly lastError?: { readonly type: string; readonly message: string };
  /** The answer the agent gave, when a step says it is the final one. */
  readonly answer?: Json;
  readonly model?: string;
}

/** Reads `TaskStep`, `SystemPromptStep`, `PlanningStep`, `ActionStep` and `FinalAnswerStep` (smolagents/memory.py). */
export function readMemory(items: readonly JsonObject[]): Memory {
  const preamble: Message[] = [];
  const steps: OpenStep[] = [];
  let answer: Json | undefined;
  for (const item of items) {
    if ('task' in item) addTask(item, preamble, steps);
    else if ('system_prompt' in item) preamble.push({ role: 'system', text: text(item.system_prompt) ?? '' });
    else if ('plan' in item && !('step_number' in item)) steps.push(planning(item));
    else if ('step_number' in item || 'model_output' in item) steps.push(acting(item));
    if (item.is_final_answer === true) answer = item.action_output;
    else if (Object.keys(item).length === 1 && 'output' in item) answer = item.output;
  }
  const system = preamble.some((message) => message.role === 'system') ? undefined : systemPrompt(items);
  const error = object(items.findLast((item) => 'step_number' in item)?.error);
  return {
    preamble: system === undefined ? preamble : [{ role: 'system', text: system }, ...preamble],
    steps: closeSteps(steps),
    lastError: error === undefined ? undefined : { type: text(error.type) ?? 'error', message: text(error.message) ?? '' },
    answer,
    model: items.map((item) => text(object(object(item.model_output_message)?.raw)?.model)).find((name) => name !== undefined),
  };
}

/** A later task continues the conversation: it answers the step before it. */
function addTask(item: JsonObject, preamble: Message[], steps: readonly OpenStep[]): void {
  const asked = text(item.task) ?? '';
  const images = imagesOf(item.task_images);
  const last = steps.at(-1);
  if (last === undefined) preamble.push({ role: 'user', text: asked, ...(images === undefined ? {} : { images }) });
  else last.observations.push({ text: asked, from: 'user', images });
}

/** The full dump repeats the system prompt in what each action step was given. */
function systemPrompt(items: readonly JsonObject[]): string | undefined {
  const first = items.find((item) => 'step_number' in item);
  const message = objects(first?.model_input_messages).find(({ role }) => role === 'system');
  return message === undefined ? undefined : readContent(message.content).text;
}

function planning(item: JsonObject): OpenStep {
  const step = openStep();
  const said = readContent(object(item.model_output_message)?.content).text;
  step.texts.push(said === '' ? (text(item.plan) ?? '') : said);
  return { ...step, timing: timingOf(item.timing), usage: tokenUsage(item.token_usage) };
}

/** Errors that say the agent's own scaffold or model failed, not what it ran. */
const OWN_ERRORS = /^Agent(?:Parsing|Generation|MaxSteps)?Error$/;

function acting(item: JsonObject): OpenStep {
  const step = openStep();
  const error = object(item.error);
  const type = text(error?.type) ?? 'error';
  const message = text(error?.message) ?? '';
  say(step, item);
  step.actions.push(...(list(item.tool_calls) ?? []).map((call) => callOf(call)));
  step.observations.push(...observationsOf(item, step));
  // What went wrong is what the agent is shown next.
  if (error !== undefined && type !== 'AgentMaxStepsError') {
    step.observations.push({ text: message, of: onlyCall(step), from: 'tool', isError: true });
  }
  return {
    ...step,
    timing: timingOf(item.timing),
    usage: tokenUsage(item.token_usage),
    error: error !== undefined && OWN_ERRORS.test(type) ? `${type}: ${message}` : undefined,
  };
}

/** `Thought: … <code>…</code>`: the code is the call and not said twice. */
function say(step: OpenStep, item: JsonObject): void {
  const said = readContent(item.model_output ?? object(item.model_output_message)?.content).text;
  const code = text(item.code_action)?.trim() ?? '';
  const at = code === '' ? -1 : said.indexOf(code);
  if (at < 0) {
    step.texts.push(said !== '' ? said : forcedAnswer(item));
    return;
  }
  const thought = said
    .slice(0, at)
    .replace(/(?:<code>|```(?:py|python)?|Code:|\s)+$/i, '')
    .replace(/^\s*Thought:\s*/i, '');
  step.thoughts.push(thought);
  step.texts.push(
    said
      .slice(at + code.length)
      .replace(/<\/code>|```|<end_code>/g, '')
      .trim(),
  );
}

/** A run out of steps ends with an answer the model was made to give: only the output is kept of it. */
const forcedAnswer = (item: JsonObject): string => text(item.action_output) ?? '';

function observationsOf(item: JsonObject, step: OpenStep): readonly Observation[] {
  const seen = text(item.observations);
  const images = imagesOf(item.observations_images);
  return seen === undefined && images === undefined ? [] : [{ text: seen ?? '', of: onlyCall(step), from: 'tool', images }];
}

/** Outputs of parallel calls are joined without their ids. */
const onlyCall = (step: OpenStep): string | undefined => (step.actions.length === 1 ? step.actions[0]?.id : undefined);

/** Images are dumped as raw bytes, or not at all. */
function imagesOf(value: Json | undefined): Observation['images'] {
  const images = (list(value) ?? []).map((image) =>
    isObject(image) ? imageOf(image) : { kind: 'elided' as const, note: 'image bytes in the log' },
  );
  return images.length > 0 ? images : undefined;
}

/** Token counts as smolagents names them. */
export const tokenUsage = (value: Json | undefined): Usage | undefined =>
  present({ input: number(object(value)?.input_tokens), output: number(object(value)?.output_tokens) });

/** Times in seconds since the epoch. */
export function timingOf(value: Json | undefined): Timing | undefined {
  const timing = object(value);
  return present({
    start: milliseconds(number(timing?.start_time)),
    end: milliseconds(number(timing?.end_time)),
    duration: milliseconds(number(timing?.duration)),
  });
}
