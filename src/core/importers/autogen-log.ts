import type { Json, JsonObject } from '../model/json.ts';
import type { Problem } from '../model/result.ts';
import type { Draft, Message, Step } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf } from '../text/path.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { allRecords } from './all-records.ts';
import { type AgentChat, agentChat, isAgentMessage } from './autogen-chat.ts';
import { isCompletion, isLlmCall, isRuntimeLine, runtimeSpans } from './autogen-runtime.ts';
import { isObject, mostly, objects, present, text } from './fields.ts';
import { type FileImporter, type Imported, LogError, type LogFile } from './importer.ts';
import { askedText } from './messages.ts';
import { isLimit } from './outcomes.ts';
import { traceSteps } from './trace-steps.ts';

/**
 * Logs of AutoGen and AG2: the file logger of 0.2 (`autogen_logs/runtime.log`), `LLMCall` events of 0.4, and dumped
 * `TaskResult`s or messages of AgentChat teams. None of them says how well a task was done.
 */
export const autogenLog: FileImporter = {
  id: 'autogen-log',
  name: 'AutoGen and AG2 logs',
  rewards: 'none',
  groups: 'the same task text in one folder',
  containers: ['lines', 'elements', 'document'],
  writes: 'append',
  unit: 'file',
  detect: ({ records }) =>
    mostly(records, (record) => isRuntimeLine(record) || isLlmCall(record) || isAgentMessage(record) || isTaskResult(record))
      ? 'sure'
      : 'no',

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const found: Found = { results: [], sessions: [], messages: [] };
    for await (const item of allRecords(file, ['lines', 'elements', 'document'])) {
      if ('problem' in item) {
        if (!(await isRemark(file, item.problem))) yield item;
        else found.sessions.push([]);
      } else if (!sort(item.record.value, found)) yield { problem: notALine(item.record.place) };
    }
    let at = 0;
    const chats = [...found.results, ...(found.messages.length > 0 ? [{ messages: found.messages }] : [])];
    for (const result of chats) yield { draft: readChat(result, folderOf(file.path)), place: { kind: 'item', item: at++ } };
    for (const lines of found.sessions) {
      if (lines.some((line) => isCompletion(line) || isLlmCall(line)))
        yield { draft: readSession(lines, folderOf(file.path)), place: { kind: 'item', item: at++ } };
    }
  },
};

interface Found {
  readonly results: JsonObject[];
  /** Lines of one start of the logger each. */
  readonly sessions: JsonObject[][];
  readonly messages: JsonObject[];
}

const isTaskResult = (value: Json): value is JsonObject =>
  isObject(value) && Array.isArray(value.messages) && value.messages.length > 0 && value.messages.every(isAgentMessage);

function sort(value: Json, found: Found): boolean {
  if (isTaskResult(value)) found.results.push(value);
  else if (isAgentMessage(value)) found.messages.push(value);
  else if (isRuntimeLine(value) || isLlmCall(value)) {
    if (found.sessions.length === 0) found.sessions.push([]);
    found.sessions.at(-1)?.push(value);
  } else return isObject(value) && typeof value.type === 'string' && !('messages' in value);
  return true;
}

/** The logger writes a plain line when a session starts: no broken record. */
async function isRemark(file: LogFile, problem: Problem): Promise<boolean> {
  if (problem.code !== 'json-syntax' || problem.offset === undefined) return false;
  return decodeUtf8(await file.bytes(problem.offset, 40)).startsWith('Started new session');
}

const notALine = (place: { readonly kind: string; readonly line?: number; readonly offset?: number }): Problem =>
  new LogError({
    severity: 'error',
    code: 'autogen-line',
    message: 'This record is neither a line of AutoGen’s loggers nor a message of a team',
    remedy: 'It was left out; the other records are read.',
    line: place.line,
    offset: place.offset,
  }).problem;

function readChat(result: JsonObject, run: string): Draft {
  const chat: AgentChat = agentChat(objects(result.messages));
  const stop = text(result.stop_reason) ?? chat.stop;
  return { ...base(run, chat.preamble, chat.steps), outcome: present({ stop }) ?? {}, status: isLimit(stop) ? 'truncated' : 'unscored' };
}

function readSession(lines: readonly JsonObject[], run: string): Draft {
  const spans = runtimeSpans(lines);
  const { preamble, steps } = traceSteps(spans);
  const error = steps.at(-1)?.error;
  return {
    ...base(run, preamble, steps),
    policy: present({ model: spans.map(({ model }) => model).find((model) => model !== undefined), agent: 'AutoGen' }) ?? {},
    // A session whose last model call failed ended with it.
    outcome: present({ error }) ?? {},
    status: error === undefined ? 'unscored' : 'error',
    extra: present({ session: lines.map((line) => text(line.session_id)).find((id) => id !== undefined) }) as JsonObject | undefined,
  };
}

function base(run: string, preamble: readonly Message[], steps: readonly Step[]) {
  const task = askedText(preamble);
  return {
    format: 'autogen-log',
    run,
    group: `task-${shortHash([task], 12)}`,
    task: { text: task },
    policy: { agent: 'AutoGen' },
    preamble,
    steps,
  };
}
