import type { JsonObject } from '../model/json.ts';
import type { Draft, ImageRef, Link, Message, Outcome, Status } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf } from '../text/path.ts';
import { cutThought } from './decision.ts';
import { readDocument } from './document.ts';
import { idText, isObject, number, object, objects, present, text } from './fields.ts';
import { type FileImporter, type Imported, LogError, type LogFile, type Probe } from './importer.ts';
import { askedText } from './messages.ts';
import { closeSteps, type OpenStep, openStep, spanOf, totalUsage } from './open-step.ts';

const isExport = (value: unknown): value is JsonObject =>
  isObject(value) &&
  (text(object(value.info)?.id)?.startsWith('ses_') ?? false) &&
  Array.isArray(value.messages) &&
  value.messages.every((message) => isObject(message) && isObject(message.info) && Array.isArray(message.parts));

/** What `opencode export <session>` prints: one session as one document. The log has no reward. */
export const opencodeExport: FileImporter = {
  id: 'opencode-export',
  name: 'opencode export',
  rewards: 'none in the log',
  groups: 'the same first prompt in the same folder; sub-agents apart',
  containers: ['document'],
  writes: 'once',
  unit: 'file',

  detect({ records }: Probe) {
    return isExport(records[0]) ? 'sure' : 'no';
  },

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const document = await readDocument(file);
    if (!isExport(document)) {
      throw new LogError({
        severity: 'error',
        code: 'opencode-export',
        message: 'This is no session that opencode exported',
        remedy: 'Write one with `opencode export <session id> > session.json`.',
        file: file.path,
      });
    }
    yield { draft: draft(file, document), place: { kind: 'file' } };
  },
};

function draft(file: LogFile, document: JsonObject): Draft {
  const info = object(document.info) ?? {};
  const preamble: Message[] = [];
  const steps: OpenStep[] = [];
  const links: Link[] = [];
  let last: JsonObject = {};
  for (const message of objects(document.messages)) {
    const about = object(message.info) ?? {};
    const parts = objects(message.parts);
    if (about.role === 'assistant') {
      readAnswer(steps, links, about, parts);
      last = about;
    } else say(preamble, steps.at(-1), parts);
  }
  const asked = askedText(preamble);
  const parent = idText(info.parentID);
  const own = asked === undefined ? (text(info.id) ?? file.path) : `prompt-${shortHash([text(info.directory) ?? '', asked], 12)}`;
  const outcome = outcomeOf(last);
  const all: readonly Link[] = parent === undefined ? links : [{ kind: 'parent', ref: parent }, ...links];
  return {
    format: 'opencode-export',
    run: folderOf(file.path),
    group: parent === undefined ? own : `${parent}/${own}`,
    task: present({ text: asked }) ?? {},
    policy: present({ model: modelOf(last) ?? modelOf(object(info.model)), agent: 'opencode' }) ?? {},
    preamble,
    steps: closeSteps(steps),
    outcome,
    status: statusOf(outcome, last),
    usage: present({ ...totalUsage(steps), cost: number(info.cost) ?? totalUsage(steps)?.cost }),
    timing: spanOf([number(object(info.time)?.created), ...steps.flatMap(({ times }) => times)]),
    links: all.length > 0 ? all : undefined,
    extra: present({
      session: text(info.id),
      title: text(info.title),
      directory: text(info.directory),
      mode: text(last.agent) ?? text(last.mode),
      version: text(info.version),
    }) as JsonObject | undefined,
  };
}

const modelOf = (about: JsonObject | undefined): string | undefined =>
  [text(about?.providerID), text(about?.modelID) ?? text(about?.id)].filter(Boolean).join('/') || undefined;

/** Each pair of `step-start` and `step-finish` is one answer of the model; early versions wrote none around single answers. */
function readAnswer(steps: OpenStep[], links: Link[], about: JsonObject, parts: readonly JsonObject[]): void {
  let step: OpenStep | undefined;
  let measured = false;
  const before = steps.length;
  for (const part of parts) {
    if (part.type === 'step-start' || (step === undefined && DECIDES.has(text(part.type) ?? ''))) {
      step = openStep();
      steps.push(step);
    }
    if (step === undefined) continue;
    if (part.type === 'step-finish') {
      measure(step, part);
      measured = true;
      step = undefined;
    } else fill(step, part, links, steps.length - 1);
  }
  const [first, only] = [steps[before], steps.length === before + 1];
  const time = object(about.time);
  if (first !== undefined && only) {
    if (!measured) measure(first, about);
    first.times.push(...[number(time?.created), number(time?.completed)].flatMap((at) => at ?? []));
  }
  const error = errorOf(about);
  const failed = steps.length > before ? steps.at(-1) : undefined;
  if (error !== undefined && failed !== undefined) failed.error = error;
}

const DECIDES = new Set(['text', 'reasoning', 'tool', 'subtask']);

function fill(step: OpenStep, part: JsonObject, links: Link[], index: number): void {
  const time = object(part.time);
  step.times.push(...[number(time?.start), number(time?.end)].flatMap((at) => at ?? []));
  if (part.type === 'reasoning') step.thoughts.push(text(part.text) ?? '');
  if (part.type === 'text') {
    const { thought, rest } = cutThought(text(part.text) ?? '');
    step.thoughts.push(thought ?? '');
    step.texts.push(rest.trim());
  }
  if (part.type === 'subtask') step.actions.push({ tool: 'subtask', args: { agent: part.agent ?? null, prompt: part.prompt ?? null } });
  if (part.type === 'tool') readCall(step, part, links, index);
}

function readCall(step: OpenStep, part: JsonObject, links: Link[], index: number): void {
  const state = object(part.state);
  const id = text(part.callID);
  step.actions.push({ tool: text(part.tool) ?? 'unknown', args: state?.input ?? null, id });
  const failed = state?.status === 'error';
  const seen = failed ? (text(state.error) ?? text(state.output)) : text(state?.output);
  const images = objects(state?.attachments).flatMap(imageOf);
  if (seen !== undefined)
    step.observations.push({
      text: seen,
      of: id,
      from: 'tool',
      isError: failed ? true : undefined,
      images: images.length > 0 ? images : undefined,
    });
  const time = object(state?.time);
  step.times.push(...[number(time?.start), number(time?.end)].flatMap((at) => at ?? []));
  const code = number(object(state?.metadata)?.exit);
  if (code !== undefined) step.logged.exit_code = code;
  const session = text(object(state?.metadata)?.sessionId) ?? text(object(state?.metadata)?.sessionID);
  if (session !== undefined) links.push({ kind: 'sub-agent', ref: session, step: index });
}

/** Files in a message: images by reference, others by name. */
function imageOf(part: JsonObject): readonly ImageRef[] {
  const [url, mime] = [text(part.url), text(part.mime)];
  if (url === undefined || !(mime?.startsWith('image/') ?? false)) return [];
  return [url.startsWith('data:') ? { kind: 'data', uri: url } : { kind: 'elided', note: url.slice(0, 2000) }];
}

function measure(step: OpenStep, part: JsonObject): void {
  const tokens = object(part.tokens);
  const cache = object(tokens?.cache);
  const [input, read, written] = [tokens?.input, cache?.read, cache?.write].map(number);
  const [said, reasoned] = [number(tokens?.output), number(tokens?.reasoning)];
  step.usage = present({
    input: input === undefined ? undefined : input + (read ?? 0) + (written ?? 0),
    output: said === undefined ? undefined : said + (reasoned ?? 0),
    cost: number(part.cost),
  });
  if (read !== undefined) step.logged.cache_read_tokens = read;
  if (reasoned !== undefined) step.logged.reasoning_tokens = reasoned;
}

function say(preamble: Message[], step: OpenStep | undefined, parts: readonly JsonObject[]): void {
  const said = (synthetic: boolean): string =>
    parts
      .filter((part) => part.type === 'text' && (part.synthetic === true) === synthetic)
      .flatMap((part) => text(part.text) ?? [])
      .join('\n');
  const images = parts.filter((part) => part.type === 'file').flatMap(imageOf);
  const [added, own] = [said(true), said(false)];
  const shown = images.length > 0 ? images : undefined;
  if (step !== undefined) {
    if (added !== '') step.observations.push({ text: added, from: 'system' });
    if (own !== '' || shown) step.observations.push({ text: own, from: 'user', images: shown });
    return;
  }
  if (added !== '') preamble.push({ role: 'system', text: added });
  if (own !== '' || shown) preamble.push(present({ role: 'user', text: own, images: shown }) as Message);
}

function errorOf(about: JsonObject): string | undefined {
  const error = object(about.error);
  return error && ([text(error.name), text(object(error.data)?.message)].filter(Boolean).join(': ') || 'error');
}

/** The user stopped it, or an answer grew too long; anything else broke around the agent. */
const OWN_END = /^Message(?:Aborted|OutputLength)Error/;

function outcomeOf(last: JsonObject): Outcome {
  const error = errorOf(last);
  const own = error !== undefined && OWN_END.test(error);
  return present({ stop: own ? error : text(last.finish), error: own ? undefined : error }) ?? {};
}

function statusOf(outcome: Outcome, last: JsonObject): Status {
  if (outcome.error !== undefined) return 'error';
  if (outcome.stop === 'length' || outcome.stop?.startsWith('MessageOutputLength')) return 'truncated';
  const time = object(last.time);
  return time !== undefined && number(time.completed) === undefined && outcome.stop === undefined ? 'running' : 'unscored';
}
