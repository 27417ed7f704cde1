import type { JsonObject } from '../model/json.ts';
import type { Draft, Place, Status, Step, Timing, Usage } from '../model/trajectory.ts';
import { parseTime } from '../text/time.ts';
import { parseDocument, readDocument } from './document.ts';
import { count, idText, isObject, list, number, numbers, object, objects, present, text } from './fields.ts';
import { type Archive, type FileImporter, type Imported, LogError, type LogFile, type Probe } from './importer.ts';
import { type InspectEval, type InspectSample, readEval, readSample, resolved, sampleMembers, wholeSample } from './inspect-log.ts';
import { scoreNotes, scoreOutcome } from './inspect-scores.ts';
import { readMessage, stepsFromEvents, usageOf } from './inspect-steps.ts';
import { askedText, dialogue } from './messages.ts';

const isHeader = (value: unknown): value is JsonObject =>
  isObject(value) && typeof value.status === 'string' && 'version' in value && isObject(value.eval) && 'task' in value.eval;

/** Sample metadata longer than this stays in the file. */
const METADATA_CHARS = 4096;

/** Inspect AI logs: the zip container (deflate or zstd, whole or chunked samples) and the JSON document. */
export const inspectEval: FileImporter = {
  id: 'inspect-eval',
  name: 'Inspect AI log',
  rewards: "the first scorer's value (C 1, P 0.5, I and N 0, numbers); all scorers as named rewards; intermediate scores per step",
  groups: 'sample id within one log; epochs are its samples',
  containers: ['archive', 'document'],
  writes: 'replace',
  unit: 'file',

  detect(probe: Probe) {
    if (probe.container === 'archive') {
      const entries = new Set(probe.entries);
      return entries.has('_journal/start.json') || (entries.has('header.json') && probe.entries.some((name) => name.startsWith('samples/')))
        ? 'sure'
        : 'no';
    }
    return isHeader(probe.records[0]) ? 'sure' : 'no';
  },

  async *read(file: LogFile): AsyncGenerator<Imported> {
    if (await isZip(file)) yield* readArchive(file);
    else yield* readJsonLog(file);
  },

  async readAt(file: LogFile, place: Place) {
    if (place.kind === 'member') {
      const archive = await file.archive();
      return draft(await readSample(archive, place.name, file.path), await evalOf(archive, file), file);
    }
    if (place.kind !== 'item') return undefined;
    const document = await readLog(file);
    const sample = list(document.samples)?.[place.item];
    return sample === undefined ? undefined : draft(wholeSample(sample), readEval(document), file);
  },
};

async function isZip(file: LogFile): Promise<boolean> {
  const head = await file.bytes(0, 2);
  return head[0] === 0x50 && head[1] === 0x4b;
}

async function* readArchive(file: LogFile): AsyncGenerator<Imported> {
  const archive = await file.archive();
  const about = await evalOf(archive, file);
  const members = sampleMembers(archive);
  if (members.length === 0) yield nothingYet(file);
  for (const name of members) {
    try {
      yield { draft: draft(await readSample(archive, name, file.path), about, file), place: { kind: 'member', name } };
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      yield { problem: { detail: name, ...error.problem } };
    }
  }
}

/** `header.json` comes last; a log that is still being written has only `_journal/start.json`. */
async function evalOf(archive: Archive, file: LogFile): Promise<InspectEval> {
  const name = ['header.json', '_journal/start.json'].find((member) => archive.members.includes(member));
  const header = name === undefined ? undefined : object(parseDocument(await archive.member(name), file.path, name));
  return readEval(header ?? {});
}

async function* readJsonLog(file: LogFile): AsyncGenerator<Imported> {
  const document = await readLog(file);
  const about = readEval(document);
  const samples = list(document.samples) ?? [];
  if (samples.length === 0) yield nothingYet(file);
  for (const [item, sample] of samples.entries()) yield { draft: draft(wholeSample(sample), about, file), place: { kind: 'item', item } };
}

async function readLog(file: LogFile): Promise<JsonObject> {
  const document = await readDocument(file);
  if (isHeader(document)) return document;
  throw new LogError({
    severity: 'error',
    code: 'inspect-eval',
    message: 'This is no Inspect log.',
    remedy: 'Choose another format, or let it be detected.',
    file: file.path,
  });
}

const nothingYet = (file: LogFile): Imported => ({
  problem: {
    severity: 'info',
    code: 'inspect-no-samples',
    message: 'The log holds no finished sample.',
    remedy: 'Samples show up as they finish.',
    file: file.path,
  },
});

function draft(log: InspectSample, about: InspectEval, file: LogFile): Draft {
  const { sample } = log;
  const { preamble, steps } = stepsFromEvents(log) ?? stepsFromMessages(log);
  const id = idText(sample.id) ?? 'sample';
  const key = about.task === undefined ? id : `${about.task}/${id}`;
  const outcome = scoreOutcome(sample);
  const epoch = count(sample.epoch);
  return {
    format: 'inspect-eval',
    run: file.path,
    group: key,
    sample: epoch === undefined ? undefined : Math.max(0, epoch - 1),
    task: present({ id: key, text: asked(log) ?? askedText(preamble) }) ?? {},
    policy: present({ model: about.model ?? text(object(sample.output)?.model), agent: about.solver }) ?? {},
    preamble,
    steps,
    outcome,
    status: statusOf(sample, outcome.rewards !== undefined),
    usage: totalUsage(steps, sample),
    timing: timingOf(sample),
    logged: numbers({ working_time: sample.working_time ?? null, error_retries: list(sample.error_retries)?.length ?? null }),
    reference: sample.target === undefined || sample.target === '' ? undefined : resolved(sample.target, log),
    extra: extraOf(log),
  };
}

function asked(log: InspectSample): string | undefined {
  const input = resolved(log.sample.input, log);
  if (typeof input === 'string') return input;
  return askedText(objects(input).map((message) => readMessage(message, log)));
}

/** Logs without model events: the final conversation, with tool errors marked the way chat logs do. */
function stepsFromMessages(log: InspectSample) {
  const messages = log.messages.map((message) => ({ ...(resolved(message, log) as JsonObject), is_error: isObject(message.error) }));
  if (messages.length > 0) return dialogue(messages);
  const input = resolved(log.sample.input, log);
  return dialogue(typeof input === 'string' ? [{ role: 'user', content: input }] : objects(input));
}

function statusOf(sample: JsonObject, scored: boolean): Status {
  if (isObject(sample.error)) return 'error';
  if (scored) return 'scored';
  return isObject(sample.limit) ? 'truncated' : 'unscored';
}

/** The sample's own total includes what scorers asked; the steps' sum does not. */
function totalUsage(steps: readonly Step[], sample: JsonObject): Usage | undefined {
  const known = steps.map((step) => step.usage).filter((usage) => usage !== undefined);
  const all = known.length > 0 ? known : objects(Object.values(object(sample.model_usage) ?? {})).map((usage) => usageOf(usage) ?? {});
  const sum = (key: keyof Usage): number | undefined => {
    const values = all.map((usage) => usage[key]).filter((value) => value !== undefined);
    return values.length > 0 ? values.reduce((total, value) => total + value, 0) : undefined;
  };
  return present({ input: sum('input'), output: sum('output'), cost: sum('cost') });
}

function timingOf(sample: JsonObject): Timing | undefined {
  const start = parseTime(text(sample.started_at));
  const end = parseTime(text(sample.completed_at));
  const seconds = number(sample.total_time);
  const duration = seconds !== undefined ? seconds * 1000 : start !== undefined && end !== undefined ? end - start : undefined;
  return present({ start, end, duration });
}

function extraOf(log: InspectSample): JsonObject | undefined {
  const { sample } = log;
  const notes = scoreNotes({ scores: resolved(sample.scores ?? null, log), score: resolved(sample.score ?? null, log) });
  const metadata = object(resolved(sample.metadata, log));
  const short = metadata && Object.keys(metadata).length > 0 && JSON.stringify(metadata).length <= METADATA_CHARS ? metadata : undefined;
  return present({ uuid: text(sample.uuid), epoch: count(sample.epoch), ...notes, metadata: short }) as JsonObject | undefined;
}
