import type { Json, JsonObject } from '../model/json.ts';
import type { Action, ImageRef, Message, Usage } from '../model/trajectory.ts';
import { parseTime } from '../text/time.ts';
import { callOf, readContent } from './content.ts';
import { cutThought } from './decision.ts';
import { flag, isObject, number, object, objects, present, text } from './fields.ts';
import { closeSteps, type OpenStep, openStep, stepOfCall } from './open-step.ts';
import type { AgentRun } from './openhands-run.ts';

/** An event of the OpenHands V1 SDK: its class name in `kind`, and who it came from. */
export const isV1Event = (value: Json | undefined): value is JsonObject =>
  isObject(value) &&
  typeof value.source === 'string' &&
  /(?:Event|Observation|Condensation|CondensationRequest)$/.test(text(value.kind) ?? '');

/** Steps of OpenHands V1 events: actions of one model response are one decision; observations name their action. */
export function v1Run(events: readonly Json[]): AgentRun {
  const preamble: Message[] = [];
  const steps: OpenStep[] = [];
  const byEvent = new Map<string, OpenStep>();
  const responses = new Map<string, OpenStep>();
  let stats: { readonly model?: string; readonly usage?: Usage } = {};
  let [state, error]: (string | undefined)[] = [];
  const open = (event: JsonObject): OpenStep => {
    const response = text(event.llm_response_id);
    const known = response === undefined ? undefined : responses.get(response);
    const step = known ?? openStep();
    if (known === undefined) steps.push(step);
    if (response !== undefined) responses.set(response, step);
    byEvent.set(text(event.id) ?? '', step);
    stamp(step, event);
    return step;
  };
  for (const event of events.filter(isV1Event)) {
    const kind = text(event.kind) ?? '';
    if (kind === 'SystemPromptEvent') preamble.push({ role: 'system', text: readContent(event.system_prompt).text });
    else if (kind === 'ActionEvent') act(open(event), event);
    else if (kind === 'MessageEvent') {
      const { text: said, thought, images } = readContent(object(event.llm_message)?.content);
      if (event.source === 'agent') speak(open(event), said, thought ?? text(object(event.llm_message)?.reasoning_content));
      else tell(preamble, steps.at(-1), event, said, some(images));
    } else if (kind === 'ConversationStateUpdateEvent') {
      if (event.key === 'stats') stats = statsOf(object(event.value)) ?? stats;
      if (event.key === 'execution_status' || event.key === 'agent_status') state = text(event.value) ?? state;
    } else if (kind === 'ConversationErrorEvent') error = [text(event.code), text(event.detail)].filter(Boolean).join(': ') || kind;
    else if (/(?:ObservationEvent|AgentErrorEvent|UserRejectObservation)$/.test(kind)) {
      const step = byEvent.get(text(event.action_id) ?? '') ?? stepOfCall(steps, text(event.tool_call_id)) ?? steps.at(-1);
      if (step !== undefined) observe(step, event);
    }
  }
  const ids = new Map([...responses].map(([id, step]) => [step, id]));
  return { preamble, steps: closeSteps(steps), responses: steps.map((step) => ids.get(step)), ...stats, state, error };
}

function act(step: OpenStep, event: JsonObject): void {
  speak(step, readContent(event.thought).text, text(event.reasoning_content) ?? blocks(event));
  const call = object(event.tool_call);
  const { kind: _kind, ...args } = object(event.action) ?? {};
  const made: Action =
    call === undefined
      ? (present({ tool: text(event.tool_name) ?? 'unknown', args, id: text(event.tool_call_id) }) as Action)
      : { ...callOf(call), tool: text(event.tool_name) ?? callOf(call).tool };
  step.actions.push(made);
  const critic = number(object(event.critic_result)?.score) ?? number(event.critic_result);
  if (critic !== undefined) step.logged.critic_score = critic;
}

/** Models that think in tags leave them in the text, beside the same words as reasoning. */
function speak(step: OpenStep, said: string, reasoning: string | undefined): void {
  const { thought, rest } = cutThought(said);
  const thinks = reasoning?.trim() || thought;
  if (thinks && !step.thoughts.includes(thinks)) step.thoughts.push(thinks);
  if (rest.trim() !== '') step.texts.push(rest.trim());
}

const blocks = (event: JsonObject): string | undefined =>
  objects(event.thinking_blocks)
    .flatMap((block) => text(block.thinking) ?? [])
    .join('\n\n') || undefined;

function observe(step: OpenStep, event: JsonObject): void {
  const seen = object(event.observation);
  const content = readContent(seen?.content ?? seen?.output ?? event.error ?? event.rejection_reason ?? null);
  step.observations.push({
    text: content.text,
    of: text(event.tool_call_id),
    from: event.kind === 'UserRejectObservation' ? 'user' : 'environment',
    isError: event.kind === 'AgentErrorEvent' || flag(seen?.is_error) === true ? true : undefined,
    images: some(content.images),
  });
  // Next to an unknown code the metadata has a placeholder.
  const code = seen !== undefined && 'exit_code' in seen ? number(seen.exit_code) : number(object(seen?.metadata)?.exit_code);
  if (code !== undefined) step.logged.exit_code = code;
  stamp(step, event);
}

function tell(
  preamble: Message[],
  step: OpenStep | undefined,
  event: JsonObject,
  said: string,
  images: readonly ImageRef[] | undefined,
): void {
  if (step === undefined) preamble.push(present({ role: 'user', text: said, images }) as Message);
  else step.observations.push({ text: said, from: text(event.source) ?? 'user', images });
}

/** Running sums of the agent's own model; the condenser's are told apart. */
function statsOf(value: JsonObject | undefined): { readonly model?: string; readonly usage?: Usage } | undefined {
  const all = object(value?.usage_to_metrics) ?? {};
  const metrics = object(all.agent) ?? object(all.default) ?? object(Object.values(all)[0]);
  const tokens = object(metrics?.accumulated_token_usage);
  return present({
    model: text(metrics?.model_name),
    usage: present({
      input: number(tokens?.prompt_tokens),
      output: number(tokens?.completion_tokens),
      cost: number(metrics?.accumulated_cost),
    }),
  });
}

const some = (images: readonly ImageRef[]): readonly ImageRef[] | undefined => (images.length > 0 ? images : undefined);

function stamp(step: OpenStep, event: JsonObject): void {
  const time = parseTime(text(event.timestamp));
  if (time !== undefined) step.times.push(time);
}
