import type { Json, JsonObject } from '../model/json.ts';
import type { Message, Step } from '../model/trajectory.ts';
import { parseTime } from '../text/time.ts';
import { callOf, readContent } from './content.ts';
import { flag, idText, isObject, list, number, object, objects, present, text } from './fields.ts';
import { closeSteps, type OpenStep, openStep, stepOfCall } from './open-step.ts';

const TYPES =
  /^(?:TextMessage|MultiModalMessage|StopMessage|HandoffMessage|ThoughtEvent|ToolCall(?:RequestEvent|ExecutionEvent|SummaryMessage|Message|ResultMessage)|MemoryQueryEvent|UserInputRequestedEvent|ModelClientStreamingChunkEvent|SelectSpeakerEvent|SelectorEvent|CodeGenerationEvent|CodeExecutionEvent|StructuredMessage.*)$/;

/** A message or event of AutoGen's AgentChat (0.4 and later). */
export const isAgentMessage = (value: Json | undefined): value is JsonObject =>
  isObject(value) && typeof value.source === 'string' && TYPES.test(text(value.type) ?? '');

/** What remains of a `TaskResult`, or of the messages of a team. */
export interface AgentChat {
  readonly preamble: readonly Message[];
  readonly steps: readonly Step[];
  /** What a `StopMessage` said. */
  readonly stop?: string;
}

/** Signals for a screen, not for a reader. */
const PASSING = /^(?:UserInputRequestedEvent|ModelClientStreamingChunkEvent|MemoryQueryEvent)$/;

/** Messages of a team: an agent's message is a step, tool results and the user answer it. */
export function agentChat(messages: readonly JsonObject[]): AgentChat {
  const preamble: Message[] = [];
  const steps: OpenStep[] = [];
  let stop: string | undefined;
  for (const message of messages) {
    const type = text(message.type) ?? '';
    const source = text(message.source) ?? 'agent';
    if (PASSING.test(type)) continue;
    if (type === 'StopMessage') stop = text(message.content);
    if (source === 'user' && !type.startsWith('ToolCall')) hear(message, preamble, steps);
    else if (/^ToolCall(?:ExecutionEvent|ResultMessage)$/.test(type) || type === 'CodeExecutionEvent') answer(message, steps);
    else if (type !== 'ToolCallSummaryMessage' || !isRepeated(message, steps.at(-1))) decide(message, type, source, steps);
  }
  return { preamble, steps: closeSteps(steps), stop };
}

function hear(message: JsonObject, preamble: Message[], steps: readonly OpenStep[]): void {
  const { text: said, images } = readContent(message.content);
  const shown = images.length > 0 ? images : undefined;
  const last = steps.at(-1);
  if (last === undefined) preamble.push(present({ role: 'user' as const, text: said, images: shown }) as Message);
  else last.observations.push({ text: said, from: 'user', images: shown });
}

function answer(message: JsonObject, steps: readonly OpenStep[]): void {
  const result = object(message.result);
  if (result !== undefined) {
    steps.at(-1)?.observations.push({ text: text(result.output) ?? JSON.stringify(result), from: 'tool' });
    return;
  }
  for (const item of objects(message.content)) {
    const id = idText(item.call_id);
    const step = stepOfCall(steps, id) ?? steps.at(-1);
    step?.observations.push({
      text: readContent(item.content).text,
      of: id,
      from: 'tool',
      isError: flag(item.is_error) === true ? true : undefined,
    });
  }
}

/** A summary of tool results repeats them word for word unless a format was set. */
function isRepeated(message: JsonObject, last: OpenStep | undefined): boolean {
  const said = text(message.content)?.trim() ?? '';
  return last !== undefined && last.observations.map((seen) => seen.text.trim()).join('\n') === said;
}

function decide(message: JsonObject, type: string, source: string, steps: OpenStep[]): void {
  const last = steps.at(-1);
  // A thought and the calls or words it leads to are logged one after another.
  const thinking = last !== undefined && last.actor === source && last.texts.length === 0 && last.actions.length === 0;
  const step = thinking ? last : openStep(source);
  if (step !== last) steps.push(step);
  if (type === 'ThoughtEvent') step.thoughts.push(text(message.content) ?? '');
  else if (type === 'ToolCallRequestEvent' || type === 'ToolCallMessage') {
    step.actions.push(...(list(message.content) ?? []).map((call) => callOf(call)));
  } else {
    step.texts.push(saidIn(message.content ?? null));
    const target = text(message.target);
    if (type === 'HandoffMessage' && target !== undefined) step.actions.push({ tool: 'handoff', args: { target } });
  }
  const usage = object(message.models_usage);
  if (usage !== undefined) step.usage = present({ input: number(usage.prompt_tokens), output: number(usage.completion_tokens) });
  const time = parseTime(text(message.created_at));
  if (time !== undefined) step.times.push(time);
}

/** Structured messages hold an object, speaker choices a list of names. */
function saidIn(content: Json): string {
  if (typeof content === 'string') return content;
  const said = isObject(content) || list(content)?.every((item) => typeof item === 'string') === true ? '' : readContent(content).text;
  return said === '' ? JSON.stringify(content) : said;
}
