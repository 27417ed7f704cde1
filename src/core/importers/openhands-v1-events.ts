import type { Json } from '../model/json.ts';
import { folderOf } from '../text/path.ts';
import { eventValues } from './event-values.ts';
import { mostly } from './fields.ts';
import type { FileImporter, Imported, LogFile, Probe } from './importer.ts';
import { conversationDraft } from './openhands-conversation.ts';
import { isV1Event, v1Run } from './openhands-v1-steps.ts';

/** Names of the store's files: one event each, numbered from 0. */
const STORED = /^event-(\d{1,9})-[\w-]+\.json$/;

/**
 * Conversations of the OpenHands V1 SDK as JSON Lines or one array of events. Its store keeps every event in a file
 * whose name cannot be foretold; such a folder is pointed out once, at its first file.
 */
export const openhandsV1Events: FileImporter = {
  id: 'openhands-v1-events',
  name: 'OpenHands conversation (V1)',
  rewards: 'none in the log; critic scores per step',
  groups: 'the same first prompt in one folder',
  containers: ['lines', 'document'],
  writes: 'append',
  unit: 'file',

  detect({ records }: Probe) {
    const values = Array.isArray(records[0]) ? (records[0] as readonly Json[]) : records;
    return mostly(values, isV1Event) ? 'sure' : 'no';
  },

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const events: Json[] = [];
    for await (const item of eventValues(file)) {
      if ('problem' in item) yield item;
      else events.push(item.value);
    }
    const stored = STORED.exec(file.name)?.[1];
    if (stored !== undefined && events.length <= 1) {
      if (Number(stored) === 0) yield { problem: eventFolder(file.path) };
      return;
    }
    if (!events.some(isV1Event)) return;
    yield { draft: conversationDraft('openhands-v1-events', v1Run(events), folderOf(file.path), file.path), place: { kind: 'file' } };
  },
};

const eventFolder = (file: string) =>
  ({
    severity: 'warning',
    code: 'openhands-event-folder',
    message: 'This conversation is stored as one file per event, which cannot be joined yet',
    remedy: 'Join the files in order of their names into one: jq -c . events/event-*.json > events.jsonl',
    file,
  }) as const;
