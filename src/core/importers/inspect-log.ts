import type { Json, JsonObject } from '../model/json.ts';
import { parseDocument } from './document.ts';
import { idText, list, number, object, objects, text } from './fields.ts';
import type { Archive } from './importer.ts';

/** One sample with the shared parts its messages and events point into. */
export interface InspectSample {
  readonly sample: JsonObject;
  readonly events: readonly JsonObject[];
  /** The conversation as the sample's state had it at the end. */
  readonly messages: readonly JsonObject[];
  /** Messages that `input_refs` count into. */
  readonly pool: readonly Json[];
  readonly attachment: (key: string) => Json | undefined;
}

/** Names of what makes one sample in a zip log: `samples/<id>_epoch_<n>.json`, or a folder of that name (chunked). */
export function sampleMembers(archive: Archive): readonly string[] {
  const byName = new Map<string, string>();
  for (const name of archive.members) {
    const stem = /^samples\/(.*_epoch_\d+)(?:\/sample)?\.json$/s.exec(name)?.[1];
    if (stem === undefined) continue;
    byName.delete(stem);
    byName.set(stem, name);
  }
  return [...byName.values()];
}

/** Reads one sample and nothing of the others. */
export async function readSample(archive: Archive, member: string, path: string): Promise<InspectSample> {
  const sample = await readMember(archive, member, path);
  return member.endsWith('/sample.json') ? readChunks(archive, member.slice(0, -'sample.json'.length), sample, path) : wholeSample(sample);
}

/** A sample that is one JSON value, from a zip member or a `.json` log. */
export function wholeSample(value: Json | undefined): InspectSample {
  const sample = object(value) ?? {};
  const attachments = object(sample.attachments) ?? {};
  return {
    sample,
    events: objects(sample.events),
    messages: objects(sample.messages),
    pool: list(object(sample.events_data)?.messages) ?? list(sample.message_pool) ?? [],
    attachment: (key) => (Object.hasOwn(attachments, key) ? attachments[key] : undefined),
  };
}

/** The chunked layout: sequences cut into members named by the index of their first element. */
async function readChunks(archive: Archive, folder: string, value: Json, path: string): Promise<InspectSample> {
  const chunks = new Map<string, [start: number, member: string][]>();
  for (const member of archive.members) {
    const found = member.startsWith(folder) ? /^(\w+)\/(\d+)\.json$/.exec(member.slice(folder.length)) : null;
    if (!found) continue;
    const [, kind = '', start] = found;
    chunks.set(kind, [...(chunks.get(kind) ?? []), [Number(start), member]]);
  }
  const sequence = async (kind: string): Promise<readonly Json[]> => {
    const parts: Json[] = [];
    for (const [, member] of (chunks.get(kind) ?? []).sort((a, b) => a[0] - b[0])) {
      for (const item of list(await readMember(archive, member, path)) ?? []) parts.push(item);
    }
    return parts;
  };
  const sample = object(value) ?? {};
  const [pool, events, attachments] = [await sequence('messages'), await sequence('events'), await sequence('attachments')];
  return {
    sample,
    events: objects(events),
    messages: objects(ranges(sample.message_refs, pool)),
    pool,
    attachment: (key) => (/^\d+$/.test(key) ? attachments[Number(key)] : undefined),
  };
}

async function readMember(archive: Archive, member: string, path: string): Promise<Json> {
  return parseDocument(await archive.member(member), path, member);
}

/** The elements of half-open ranges `[[start, end], …]`. */
export function ranges(refs: Json | undefined, pool: readonly Json[]): readonly Json[] {
  return (list(refs) ?? []).flatMap((range) => {
    const [start, end] = (list(range) ?? []).map(number);
    return start === undefined || end === undefined ? [] : pool.slice(Math.max(0, start), Math.max(0, end));
  });
}

const ATTACHMENT = 'attachment://';

/** A value with the texts that were moved out of it put back. */
export function resolved(value: Json | undefined, log: InspectSample): Json {
  if (typeof value === 'string') return value.startsWith(ATTACHMENT) ? (log.attachment(value.slice(ATTACHMENT.length)) ?? value) : value;
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map((item: Json) => resolved(item, log));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item as Json, log)]));
}

/** What the log says about the whole evaluation. */
export interface InspectEval {
  readonly task: string | undefined;
  readonly model: string | undefined;
  readonly solver: string | undefined;
}

export function readEval(header: JsonObject): InspectEval {
  const about = object(header.eval);
  const solver = idText(about?.solver) ?? idText(objects(object(header.plan)?.steps).at(-1)?.solver);
  return { task: text(about?.task), model: text(about?.model), solver };
}
