import type { JsonObject } from '../model/json.ts';
import type { Action, Message, Observation, Step, Usage } from '../model/trajectory.ts';
import { dialogue } from './messages.ts';
import { closeSteps, type OpenStep, openStep, stepOfCall } from './open-step.ts';
import { turn } from './turn.ts';

/** A span of a trace, reduced to what makes steps. Messages are in OpenAI's form. */
export interface TraceSpan {
  readonly id: string;
  readonly parent?: string;
  /** `model`: one call of a model. `tool`: one execution. `agent`: has a name that tells agents apart. */
  readonly kind: 'model' | 'tool' | 'agent' | 'other';
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly start?: number;
  readonly end?: number;
  readonly given: readonly JsonObject[];
  readonly said: readonly JsonObject[];
  /** Of a tool span. */
  readonly call?: Action;
  readonly result?: string;
  readonly model?: string;
  readonly usage?: Usage;
  readonly error?: string;
  readonly logged?: Readonly<Record<string, number>>;
}

export interface TraceRead {
  readonly preamble: readonly Message[];
  readonly steps: readonly Step[];
  /** True when model calls are there but nothing of what they read or said. */
  readonly empty: boolean;
}

/**
 * The spans of one trace as steps: each model call is one, in order of start, and tool executions belong to the call
 * that asked for them: by call id, else by name and arguments, else to the last one. What a later call is given beyond
 * what was already seen (a user's reply, results without a span) is an observation of the step before it.
 */
export function traceSteps(spans: readonly TraceSpan[]): TraceRead {
  const ordered = [...spans].sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
  const models = ordered.filter((span) => span.kind === 'model');
  const trace: Trace = {
    byId: new Map(spans.map((span) => [span.id, span])),
    steps: [],
    answered: new Set(),
    seen: new Set(),
    spoken: new Set(),
    agents: new Set(ordered.filter((span) => span.kind === 'agent').map((span) => span.name)),
    modelSteps: models.length > 0,
  };
  const prompt = promptOf(ordered, models[0]);
  for (const message of prompt) trace.seen.add(keyOf(message));
  for (const span of ordered) {
    if (span.kind === 'model') addModel(trace, span, span === models[0]);
    else if (span.kind === 'tool' || asksFor(trace, span.name)) addTool(trace, span);
  }
  const last = ordered.find((span) => span.said.length > 0);
  if (models.length === 0 && last !== undefined && last.kind !== 'tool') addModel(trace, { ...last, given: [] }, false);
  const contents = models.some((span) => span.given.length > 0 || span.said.length > 0);
  return {
    preamble: dialogue([], prompt).preamble,
    steps: closeSteps(trace.steps),
    empty: models.length > 0 ? !contents : !ordered.some((span) => span.given.length > 0 || span.said.length > 0),
  };
}

interface Trace {
  readonly byId: ReadonlyMap<string, TraceSpan>;
  readonly steps: OpenStep[];
  readonly answered: Set<Action>;
  readonly seen: Set<string>;
  /** What models said: to another agent it comes as a message of a user. */
  readonly spoken: Set<string>;
  readonly agents: ReadonlySet<string>;
  readonly modelSteps: boolean;
}

/** What the first model call was given, with a system prompt that only an outer span has; else what the outermost had. */
function promptOf(ordered: readonly TraceSpan[], first: TraceSpan | undefined): readonly JsonObject[] {
  const outer = ordered.find((span) => span.kind !== 'model' && span.given.length > 0)?.given ?? [];
  if (first === undefined || first.given.length === 0) return outer;
  if (first.given.some(isSystem)) return first.given;
  return [...outer.filter(isSystem), ...first.given];
}

const isSystem = (message: JsonObject): boolean => message.role === 'system' || message.role === 'developer';

const keyOf = (message: JsonObject): string =>
  `${String(message.role)} ${JSON.stringify(message.content ?? null)} ${String(message.tool_call_id ?? '')}`;

const isKnown = (trace: Trace, message: JsonObject): boolean =>
  trace.seen.has(keyOf(message)) || (typeof message.content === 'string' && message.content !== '' && trace.spoken.has(message.content));

function addModel(trace: Trace, span: TraceSpan, first: boolean): void {
  if (!first) observe(trace, span);
  for (const message of span.given) trace.seen.add(keyOf(message));
  const step = openStep(actorOf(trace, span));
  for (const message of span.said) {
    const said = turn(message, []);
    if (said.thought !== undefined) step.thoughts.push(said.thought);
    if (said.text !== undefined) step.texts.push(said.text);
    if (typeof message.content === 'string') trace.spoken.add(message.content);
    step.actions.push(...said.actions);
    step.observations.push(...said.observations);
  }
  Object.assign(step.logged, span.logged);
  trace.steps.push({ ...step, usage: span.usage, error: span.error, timing: timingOf(span) });
}

/** What this call was given and nobody said before. */
function observe(trace: Trace, span: TraceSpan): void {
  const after = span.given.findLastIndex((message) => message.role === 'assistant');
  for (const message of span.given.slice(after + 1)) {
    const id = typeof message.tool_call_id === 'string' ? message.tool_call_id : undefined;
    const step = stepOfCall(trace.steps, id) ?? trace.steps.at(-1);
    const asked = step?.actions.find((action) => action.id !== undefined && action.id === id);
    if (step === undefined || isKnown(trace, message) || (asked !== undefined && trace.answered.has(asked))) continue;
    if (asked !== undefined) trace.answered.add(asked);
    const answer = isSystem(message) ? { ...message, role: 'user' } : message;
    const from = isSystem(message) ? { from: 'system' } : {};
    step.observations.push(...turn({ content: '' }, [answer]).observations.map((seen): Observation => ({ ...seen, ...from })));
  }
}

function addTool(trace: Trace, span: TraceSpan): void {
  const call: Action = span.call ?? { tool: span.name, args: null };
  const found = askedBy(trace.steps, trace.answered, call);
  const observation: Observation = {
    text: span.result ?? span.error ?? '',
    of: found?.action.id ?? call.id,
    from: 'tool',
    isError: span.error === undefined ? undefined : true,
  };
  const known = span.result !== undefined || span.error !== undefined;
  if (found !== undefined) {
    trace.answered.add(found.action);
    if (known) found.step.observations.push(observation);
    return;
  }
  // Nobody is seen asking: the call of a model whose words were not captured, or a step of its own without any model.
  const last = trace.steps.at(-1);
  const step = last !== undefined && trace.modelSteps ? last : openStep(actorOf(trace, span));
  if (step !== last) trace.steps.push({ ...step, timing: timingOf(span) });
  step.actions.push(call);
  trace.answered.add(call);
  if (known) step.observations.push(observation);
}

/** How far back an answer is looked for. */
const LOOK_BACK = 200;

function askedBy(
  steps: readonly OpenStep[],
  answered: ReadonlySet<Action>,
  call: Action,
): { readonly step: OpenStep; readonly action: Action } | undefined {
  const open = steps
    .slice(-LOOK_BACK)
    .reverse()
    .flatMap((step) => step.actions.filter((action) => !answered.has(action)).map((action) => ({ step, action })));
  const args = JSON.stringify(call.args);
  return (
    (call.id === undefined ? undefined : open.find(({ action }) => action.id === call.id)) ??
    open.find(({ action }) => action.tool === call.tool && JSON.stringify(action.args) === args) ??
    (call.id === undefined ? open.find(({ action }) => action.tool === call.tool) : undefined)
  );
}

/** A span of no stated kind that has the name of a tool that was asked for and not yet run. */
const asksFor = (trace: Trace, name: string): boolean =>
  trace.steps.slice(-LOOK_BACK).some((step) => step.actions.some((action) => action.tool === name && !trace.answered.has(action)));

/** The nearest agent above, where there are several. */
function actorOf(trace: Trace, span: TraceSpan): string {
  if (trace.agents.size < 2) return 'assistant';
  let at: TraceSpan | undefined = span;
  for (let hops = 0; at !== undefined && hops < 100; hops++) {
    if (at.kind === 'agent') return at.name;
    at = at.parent === undefined ? undefined : trace.byId.get(at.parent);
  }
  return 'assistant';
}

function timingOf({ start, end }: TraceSpan): Step['timing'] {
  if (start === undefined) return undefined;
  return end === undefined ? { start } : { start, end, duration: Math.max(end - start, 0) };
}
