import type { Json, JsonObject } from '../model/json.ts';
import type { Problem } from '../model/result.ts';
import { folderOf, nameOf } from '../text/path.ts';
import { readSidecar } from './document.ts';
import { eventValues } from './event-values.ts';
import { count, isObject, mostly } from './fields.ts';
import type { FileImporter, Imported, LogFile, Probe } from './importer.ts';
import { conversationDraft } from './openhands-conversation.ts';
import { isV0Event, v0Run } from './openhands-v0-steps.ts';

/** More events than any conversation has. */
const MOST_EVENTS = 20_000;
/** Events that were never written leave gaps in the numbers. */
const MOST_MISSING = 5;

const isStored = (value: Json | undefined): boolean =>
  isV0Event(value) && count(value.id) !== undefined && typeof value.timestamp === 'string';

const isExport = (values: readonly Json[]): boolean =>
  mostly(values, isV0Event) && values.some((value) => isObject(value) && (isObject(value.args) || isObject(value.extras)));

/**
 * Conversations of OpenHands V0: an exported trajectory (one array of events), or the store itself, one file per event
 * (`sessions/<id>/events/<n>.json`), which is read from its first file on.
 */
export const openhandsEvents: FileImporter = {
  id: 'openhands-events',
  name: 'OpenHands conversation (V0)',
  rewards: 'none in the log',
  groups: 'the same first prompt in one folder',
  containers: ['document', 'lines'],
  writes: 'rewrite',
  unit: 'file',

  detect({ records, container }: Probe) {
    const first = records[0];
    if (Array.isArray(first)) return isExport(first as readonly Json[]) ? 'sure' : 'no';
    if (container === 'lines' && records.length > 1) return isExport(records) ? 'sure' : 'no';
    return isStored(first) ? 'sure' : 'no';
  },

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const events: Json[] = [];
    const problems: Problem[] = [];
    for await (const item of eventValues(file)) {
      if ('problem' in item) problems.push(item.problem);
      else events.push(item.value);
    }
    for (const problem of problems) yield { problem };
    const stored = events.length === 1 && isStored(events[0]) ? count((events[0] as JsonObject).id) : undefined;
    // Files after the first are read with it.
    if (stored !== undefined && stored > 0) return;
    if (stored === 0) await readStore(file, events);
    if (!events.flat().some(isV0Event)) return;
    const folder = stored === undefined ? folderOf(file.path) : conversationFolder(file.path);
    yield { draft: conversationDraft('openhands-events', v0Run(events), folder, file.path), place: { kind: 'file' } };
  },
};

async function readStore(file: LogFile, events: Json[]): Promise<void> {
  for (let n = 1, missing = 0; n < MOST_EVENTS && missing < MOST_MISSING; n++) {
    const event = await readSidecar(file, `${n}.json`);
    missing = event === undefined ? missing + 1 : 0;
    if (event !== undefined) events.push(event);
  }
}

/** `<sessions>` of `<sessions>/<id>/events/0.json`. */
function conversationFolder(path: string): string {
  const folder = folderOf(path);
  return nameOf(folder) === 'events' ? folderOf(folderOf(folder)) : folder;
}
