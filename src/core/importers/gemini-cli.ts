import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Message } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf, nameOf } from '../text/path.ts';
import { parseTime } from '../text/time.ts';
import { readContent } from './content.ts';
import { eventValues } from './event-values.ts';
import { idText, isObject, number, object, objects, present, text } from './fields.ts';
import type { FileImporter, Imported, LogFile, Probe } from './importer.ts';
import { closeSteps, type OpenStep, openStep, spanOf, totalUsage } from './open-step.ts';

const isSession = (value: Json | undefined): boolean =>
  isObject(value) && typeof value.sessionId === 'string' && typeof value.projectHash === 'string' && 'startTime' in value;

/**
 * Gemini CLI chats (`~/.gemini/tmp/<project>/chats/session-….json` or `.jsonl`): one document that is rewritten, or,
 * since 0.40, lines that are appended and may replace, rewind or amend what came before. The log has no reward.
 */
export const geminiCli: FileImporter = {
  id: 'gemini-cli',
  name: 'Gemini CLI session',
  rewards: 'none in the log',
  groups: 'the same first prompt in one project; sub-agents apart',
  containers: ['document', 'lines'],
  writes: 'append',
  unit: 'file',

  detect({ records }: Probe) {
    return isSession(records[0]) ? 'sure' : 'no';
  },

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const chat: Chat = { session: {}, messages: [], places: new Map(), rewound: 0 };
    for await (const item of eventValues(file)) {
      if ('problem' in item) yield item;
      else if (isObject(item.value)) apply(chat, item.value);
    }
    if (chat.messages.length > 0 || isSession(chat.session)) yield { draft: draft(file, chat), place: { kind: 'file' } };
  },
};

interface Chat {
  session: JsonObject;
  readonly messages: JsonObject[];
  /** Where each message stands, by its id. */
  readonly places: Map<string, number>;
  rewound: number;
}

/** One line: the session, a change of it, a message, a later state of a message, or a step back. */
function apply(chat: Chat, value: JsonObject): void {
  const back = text(value.$rewindTo);
  if (isObject(value.$set)) chat.session = { ...chat.session, ...value.$set };
  else if (back !== undefined) rewind(chat, back);
  else if (isSession(value)) {
    const { messages, ...session } = value;
    chat.session = session;
    for (const message of objects(messages)) put(chat, message);
  } else if (typeof value.type === 'string') put(chat, value);
}

function put(chat: Chat, message: JsonObject): void {
  const id = idText(message.id);
  const at = id === undefined ? undefined : chat.places.get(id);
  if (at !== undefined) chat.messages[at] = message;
  else chat.messages.push(message);
  if (id !== undefined && at === undefined) chat.places.set(id, chat.messages.length - 1);
}

function rewind(chat: Chat, to: string): void {
  const at = chat.places.get(to);
  if (at === undefined) return;
  const gone = chat.messages.splice(at);
  for (const message of gone) chat.places.delete(idText(message.id) ?? '');
  chat.rewound += gone.length;
}

function draft(file: LogFile, { session, messages, rewound }: Chat): Draft {
  const preamble: Message[] = [];
  const steps: OpenStep[] = [];
  let error: string | undefined;
  for (const message of messages) {
    const type = text(message.type);
    const said = readContent(message.content ?? message.parts);
    error = type === 'error' ? said.text : type === 'gemini' || type === 'model' ? undefined : error;
    if (type === 'gemini' || type === 'model') steps.push(decision(message, said.text));
    else {
      const images = said.images.length > 0 ? said.images : undefined;
      const from = type === 'user' ? 'user' : 'system';
      const last = steps.at(-1);
      if (last === undefined) preamble.push(present({ role: from, text: said.text, images }) as Message);
      else last.observations.push({ text: said.text, from, isError: type === 'error' ? true : undefined, images });
    }
  }
  const asked = preamble.find((message) => message.role === 'user')?.text;
  const own =
    asked === undefined ? (idText(session.sessionId) ?? file.path) : `prompt-${shortHash([text(session.projectHash) ?? '', asked], 12)}`;
  const folder = folderOf(file.path);
  const parent = session.kind === 'subagent' ? nameOf(folder) : undefined;
  const closed = closeSteps(steps);
  return {
    format: 'gemini-cli',
    run: parent === undefined ? folder : folderOf(folder),
    group: parent === undefined ? own : `${parent}/${own}`,
    task: present({ text: asked }) ?? {},
    policy: present({ model: text(messages.findLast((message) => typeof message.model === 'string')?.model), agent: 'Gemini CLI' }) ?? {},
    preamble,
    steps: closed,
    outcome: present({ error }) ?? {},
    status: error === undefined ? 'unscored' : 'error',
    usage: totalUsage(closed),
    timing: spanOf([parseTime(text(session.startTime)), ...steps.flatMap(({ times }) => times)]),
    links: parent === undefined ? undefined : [{ kind: 'parent', ref: parent }],
    extra: present({ session: text(session.sessionId), summary: text(session.summary), rewound: rewound > 0 ? rewound : undefined }) as
      | JsonObject
      | undefined,
  };
}

function decision(message: JsonObject, said: string): OpenStep {
  const step = openStep();
  step.texts.push(said);
  step.thoughts.push(
    ...objects(message.thoughts).map((thought) => [text(thought.subject), text(thought.description)].filter(Boolean).join('\n')),
  );
  for (const call of objects(message.toolCalls)) {
    const id = idText(call.id);
    step.actions.push({ tool: text(call.name) ?? 'unknown', args: call.args ?? null, id });
    const seen = resultOf(call);
    if (seen !== undefined)
      step.observations.push({ text: seen, of: id, from: 'tool', isError: call.status === 'error' ? true : undefined });
    step.times.push(...[parseTime(text(call.timestamp))].flatMap((time) => time ?? []));
  }
  step.times.push(...[parseTime(text(message.timestamp))].flatMap((time) => time ?? []));
  measure(step, object(message.tokens));
  return step;
}

/** What the model was told of a call; where that is missing, what the user was shown. */
function resultOf(call: JsonObject): string | undefined {
  const responses = objects(call.result)
    .map((part) => object(object(part.functionResponse)?.response))
    .filter((response) => response !== undefined);
  const told = responses.map((response) => text(response.output) ?? text(response.error) ?? JSON.stringify(response));
  if (told.length > 0) return told.join('\n');
  return text(call.result) ?? text(call.resultDisplay) ?? text(object(call.resultDisplay)?.fileDiff);
}

/** Gemini counts thinking apart from what it says; both were generated. */
function measure(step: OpenStep, tokens: JsonObject | undefined): void {
  const [said, thought, cached] = [number(tokens?.output), number(tokens?.thoughts), number(tokens?.cached)];
  step.usage = present({ input: number(tokens?.input), output: said === undefined ? undefined : said + (thought ?? 0) });
  if (cached !== undefined) step.logged.cache_read_tokens = cached;
  if (thought !== undefined) step.logged.thought_tokens = thought;
}
