import type { Json, JsonObject } from '../model/json.ts';
import type { Message, Step } from '../model/trajectory.ts';
import { isObject, number, numbers, object, objects, present, text } from './fields.ts';
import { dialogue } from './messages.ts';
import { milliseconds } from './outcomes.ts';
import { tokenTrace } from './token-trace.ts';
import { turn } from './turn.ts';

/**
 * The steps of an rLLM trajectory. Each repeats the whole chat so far in `chat_completions`: its own decision is the
 * last assistant message there, and what answered it is what the next step's chat has beyond that.
 */
export function rllmSteps(logged: readonly JsonObject[]): { readonly preamble: readonly Message[]; readonly steps: readonly Step[] } {
  const chats = logged.map((step) => objects(step.chat_completions));
  const ends = chats.map((chat) => chat.findLastIndex((message) => message.role === 'assistant'));
  const opening = chats[0]?.slice(0, Math.max(ends[0] ?? 0, 0)) ?? [];
  const asked = opening.length > 0 ? opening : observed(logged[0]?.observation);
  return {
    preamble: dialogue([], asked).preamble,
    steps: logged.map((step, index) => {
      const own = chats[index]?.[ends[index] ?? -1];
      const decision = own ?? { role: 'assistant', content: said(step) };
      return {
        ...withFields(turn(decision, answersTo(index, logged, chats, ends)), step, own === undefined),
        index,
        tokens: tokenTrace({
          ids: step.response_ids,
          logprobs: step.logprobs,
          lossMask: step.response_mask,
          advantages: tokenValues(step.advantage),
        }),
        timing: timingOf(object(step.timing) ?? object(object(step.info)?.timing)),
        logged: numbers({
          mcReturn: step.mc_return ?? null,
          advantage: number(step.advantage) ?? null,
          weightVersion: step.weight_version ?? null,
        }),
      };
    }),
  };
}

/** Advantages are one number, or one per token. */
const tokenValues = (value: Json | undefined): Json | undefined => (Array.isArray(value) ? value : undefined);

/** The answers: from this chat after the decision, else from the next chat, else the next step's observation. */
function answersTo(
  index: number,
  logged: readonly JsonObject[],
  chats: readonly (readonly JsonObject[])[],
  ends: readonly number[],
): readonly JsonObject[] {
  const end = ends[index] ?? -1;
  const after = end < 0 ? [] : (chats[index]?.slice(end + 1) ?? []);
  if (after.length > 0) return after;
  const next = chats[index + 1];
  if (next !== undefined && end >= 0 && next.length > end + 1) return next.slice(end + 1, Math.max(ends[index + 1] ?? 0, end + 1));
  return index + 1 < logged.length ? observed(logged[index + 1]?.observation) : [];
}

function observed(observation: Json | undefined): readonly JsonObject[] {
  if (observation === undefined || observation === null || observation === '') return [];
  if (Array.isArray(observation) && observation.every((item) => isObject(item) && 'role' in item)) return objects(observation);
  return [{ role: 'environment', content: typeof observation === 'string' ? observation : JSON.stringify(observation) }];
}

const said = (step: JsonObject): string => text(step.model_response) ?? text(step.output) ?? '';

/** `thought` and `action` are what the agent parsed from its answer; they add to it only where the chat lacks them. */
function withFields(step: Omit<Step, 'index'>, fields: JsonObject, bare: boolean): Omit<Step, 'index'> {
  const thought = text(fields.thought);
  const action = fields.action ?? null;
  const acts = step.actions.length > 0 || action === null || action === '' || action === said(fields) || action === step.text;
  return {
    ...step,
    thought: step.thought ?? (thought === '' ? undefined : thought),
    text: bare && step.text === '' ? undefined : step.text,
    actions: acts ? step.actions : [{ tool: 'action', args: action }],
  };
}

function timingOf(timing: JsonObject | undefined): Step['timing'] {
  const seconds = [timing?.total, timing?.llm_time, timing?.duration].map(number).find((found) => found !== undefined);
  return present({ duration: milliseconds(seconds) });
}
