import type { Json, JsonObject } from '../model/json.ts';
import type { Action, ImageRef, Message, Observation, Step, TokenTrace, Usage } from '../model/trajectory.ts';
import { parseTime } from '../text/time.ts';
import { idText, number, object, objects, present, text } from './fields.ts';
import { tokenTrace } from './token-trace.ts';

/** A tape's steps as ours. */
export interface TapeSteps {
  readonly preamble: readonly Message[];
  readonly steps: readonly Step[];
  /** Text of the task, wherever on the tape it stands. */
  readonly task?: string;
  readonly usage?: Usage;
  readonly model?: string;
}

/**
 * Cuts a tape: steps that share a `prompt_id` come from one model call and are one decision (thoughts and an action);
 * what the environment or the user put on the tape after it answers it. Control flow (`set_next_node`) is left out.
 */
export function tapeSteps(tape: readonly JsonObject[]): TapeSteps {
  const preamble: Message[] = [];
  const calls: { readonly prompt?: string; readonly made: JsonObject[]; readonly answers: JsonObject[] }[] = [];
  for (const entry of tape) {
    if (entry.kind === 'set_next_node') continue;
    const last = calls.at(-1);
    if (!isDecision(entry)) {
      if (last === undefined) preamble.push(messageOf(entry));
      else last.answers.push(entry);
      continue;
    }
    const prompt = idText(metadataOf(entry).prompt_id);
    if (last !== undefined && last.prompt === prompt && last.answers.length === 0 && prompt !== undefined) last.made.push(entry);
    else calls.push({ prompt, made: [entry], answers: [] });
  }
  const steps = calls.map(({ made, answers }, index) => stepOf(made, answers, index));
  const task = tape.find((entry) => entry.kind === 'task' || entry.kind === 'question' || entry.kind === 'user');
  const used = steps.flatMap((step) => (step.usage === undefined ? [] : [step.usage]));
  const total = (key: keyof Usage): number | undefined =>
    used.length === steps.length && used.length > 0 && used.every((usage) => usage[key] !== undefined)
      ? used.reduce((sum, usage) => sum + (usage[key] ?? 0), 0)
      : undefined;
  return {
    preamble,
    steps,
    task: task === undefined ? undefined : wordsOf(task),
    usage: present({ input: total('input'), output: total('output'), cost: total('cost') }),
    model: tape.map((entry) => text(object(callOf(entry)?.llm_info)?.model_name)).find((model) => model !== undefined),
  };
}

const metadataOf = (entry: JsonObject): JsonObject => object(entry.metadata) ?? {};
const callOf = (entry: JsonObject): JsonObject | undefined => object(object(metadataOf(entry).other)?.llm_call);
const kindOf = (entry: JsonObject): string => text(entry.kind) ?? 'step';

/** The agent's own: made by a prompt, or named as a thought or an action. */
function isDecision(entry: JsonObject): boolean {
  const kind = kindOf(entry);
  if (kind.endsWith('_observation') || ['task', 'question', 'user', 'system', 'tool'].includes(kind)) return false;
  return (
    idText(metadataOf(entry).prompt_id) !== undefined ||
    /_(thought|action)(_|$)/.test(kind) ||
    ['assistant', 'call', 'respond'].includes(kind)
  );
}

const WORDS = ['reasoning', 'text', 'content', 'task', 'question', 'result', 'thought', 'output', 'answer', 'error'];

/** The one text a step is about, else all its own fields. */
function wordsOf(entry: JsonObject): string {
  const own = fieldsOf(entry);
  const words = WORDS.map((key) => text(own[key])).find((found) => found !== undefined);
  const isAbout = textsIn(own) === 1 || WORDS.includes(Object.keys(own)[0] ?? '');
  return words !== undefined && isAbout ? words : JSON.stringify(own);
}

const textsIn = (own: JsonObject): number => Object.values(own).filter((value) => typeof value === 'string').length;

const fieldsOf = (entry: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'metadata' && key !== 'kind'));

const messageOf = (entry: JsonObject): Message => ({
  role: entry.kind === 'system' ? 'system' : 'user',
  text: wordsOf(entry),
  images: imagesOf(entry),
});

function stepOf(made: readonly JsonObject[], answers: readonly JsonObject[], index: number): Step {
  const thoughts = made.filter((entry) => /_thought(_|$)/.test(kindOf(entry)));
  const said = made.filter((entry) => kindOf(entry) === 'assistant');
  const acts = made.filter((entry) => !thoughts.includes(entry) && !said.includes(entry));
  const call = made.map(callOf).find((found) => found !== undefined);
  const start = parseTime(text(call?.timestamp));
  const tokens = call === undefined ? undefined : tokensOf(call);
  const usage = call === undefined ? undefined : usageOf(call);
  return {
    index,
    actor: text(metadataOf(made[0] ?? {}).agent) || 'assistant',
    thought: joined(thoughts),
    text: joined(said),
    actions: acts.map(actionOf),
    observations: answers.map(observationOf),
    ...(start === undefined ? {} : { timing: { start } }),
    ...(usage === undefined ? {} : { usage }),
    ...(tokens === undefined ? {} : { tokens }),
  };
}

const joined = (entries: readonly JsonObject[]): string | undefined => (entries.length > 0 ? entries.map(wordsOf).join('\n\n') : undefined);

const actionOf = (entry: JsonObject): Action => ({ tool: kindOf(entry).replace(/_action$/, ''), args: fieldsOf(entry) });

function observationOf(entry: JsonObject): Observation {
  const failed = kindOf(entry).includes('failure') || kindOf(entry).includes('error') || text(entry.error) !== undefined;
  const from = kindOf(entry).endsWith('_observation') ? 'environment' : kindOf(entry);
  return { text: wordsOf(entry), from, ...(failed ? { isError: true } : {}), images: imagesOf(entry) };
}

function imagesOf(entry: JsonObject): readonly ImageRef[] | undefined {
  const path = text(object(metadataOf(entry).other)?.screenshot_path) ?? text(entry.screenshot_path) ?? text(entry.image_path);
  return path === undefined || path === '' ? undefined : [{ kind: 'file', path }];
}

const tokensOf = (call: JsonObject): TokenTrace | undefined => {
  const tokens = objects(call.logprobs);
  const of = (key: string): Json => tokens.map((token) => token[key] ?? null);
  return tokenTrace({ ids: tokens.some((token) => 'token_id' in token) ? of('token_id') : undefined, logprobs: of('logprob') });
};

/** A local model costs nothing that was measured. */
const usageOf = (call: JsonObject): Usage | undefined =>
  present({ input: number(call.prompt_length_tokens), output: number(call.output_length_tokens), cost: number(call.cost) || undefined });
