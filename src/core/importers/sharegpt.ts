import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { tryJson } from '../text/json.ts';
import { count, flag, idText, isObject, list, mostly, number, object, objects, present, text } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { leftovers } from './leftovers.ts';
import { askedText, dialogue } from './messages.ts';

/**
 * Conversations in ShareGPT's form: `conversations` of `{from, value}` with a system prompt and tools beside them; a
 * preference pair (`chosen`, `rejected`) is two samples of one task. A fallback: it claims what nobody else does.
 */
export const sharegpt: RecordImporter = {
  id: 'sharegpt',
  name: 'ShareGPT conversations',
  rewards: 'the first number of `reward`, `score`, `metadata.reward`; success from `success` or `resolved`',
  groups: '`task_id`, `instance_id`, `id`, else the same prompt',
  containers: ['elements', 'lines', 'document'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isConversation) ? 'maybe' : 'no'),
  read({ value }, file) {
    if (!isConversation(value)) {
      throw new LogError({
        severity: 'error',
        code: 'sharegpt-conversation',
        message: 'A ShareGPT record needs the list "conversations" of {"from", "value"}',
        remedy: 'It was left out; the other records are read. Check what wrote it.',
      });
    }
    const turns = objects(value.conversations);
    const sides = (['chosen', 'rejected'] as const).filter((side) => isTurn(value[side]));
    if (sides.length === 2) return sides.map((side) => readRecord([...turns, object(value[side]) ?? {}], value, file.path, side));
    return [readRecord(turns, value, file.path)];
  },
};

/** Speakers and the roles of chat messages they are. */
const ROLES: ReadonlyMap<string, string> = new Map([
  ['human', 'user'],
  ['user', 'user'],
  ['gpt', 'assistant'],
  ['assistant', 'assistant'],
  ['model', 'assistant'],
  ['chatgpt', 'assistant'],
  ['bing', 'assistant'],
  ['bard', 'assistant'],
  ['system', 'system'],
  ['function_call', 'function_call'],
  ['tool_call', 'function_call'],
  ['observation', 'observation'],
  ['tool', 'tool'],
  ['tool_response', 'tool'],
  ['function_response', 'tool'],
]);

const isTurn = (value: Json | undefined): value is JsonObject =>
  isObject(value) && typeof value.from === 'string' && typeof value.value === 'string';

const isConversation = (value: Json): value is JsonObject =>
  isObject(value) &&
  Array.isArray(value.conversations) &&
  value.conversations.length > 0 &&
  value.conversations.every(isTurn) &&
  (value.conversations.some((turn: JsonObject) => ['assistant', 'function_call'].includes(roleOf(turn))) || isTurn(value.chosen));

const roleOf = (turn: JsonObject): string => ROLES.get((text(turn.from) ?? '').toLowerCase()) ?? 'environment';

/** A turn as a chat message; a call is `{name, arguments}` in a string, or a list of them. */
function messageOf(turn: JsonObject): JsonObject {
  const weight = typeof turn.loss === 'boolean' ? Number(turn.loss) : (turn.weight ?? null);
  const role = roleOf(turn);
  const several = role === 'function_call' ? tryJson(text(turn.value) ?? '') : undefined;
  if (Array.isArray(several)) return { role: 'assistant', content: null, tool_calls: several, weight };
  return { role, content: turn.value ?? null, weight };
}

const READ = new Set(
  'conversations chosen rejected system tools task_id instance_id id reward score success resolved model sample_index'.split(' '),
);

function readRecord(turns: readonly JsonObject[], record: JsonObject, path: string, side?: 'chosen' | 'rejected'): Draft {
  const system = text(record.system);
  const prompt = system === undefined || system === '' ? [] : [{ role: 'system', content: system }];
  const { preamble, steps } = dialogue(turns.map(messageOf), prompt);
  const metadata = object(record.metadata) ?? {};
  const id = [record.task_id, record.instance_id, record.id, metadata.task_id].map(idText).find((found) => found !== undefined);
  const outcome = outcomeOf(record, metadata, side);
  const prompts = preamble.map((message) => `${message.role}\n${message.text}`);
  return {
    format: 'sharegpt',
    run: path,
    group: id ?? `prompt-${shortHash(prompts, 12)}`,
    sample: side === undefined ? count(record.sample_index) : undefined,
    task: { id, text: askedText(preamble) },
    policy: present({ model: text(record.model) ?? text(metadata.model) }) ?? {},
    preamble,
    steps,
    outcome,
    status: outcome.reward === undefined && outcome.success === undefined ? 'unscored' : 'scored',
    extra: leftovers({ ...record, images: imageNote(record) }, READ),
  };
}

function outcomeOf(record: JsonObject, metadata: JsonObject, label: string | undefined): Outcome {
  const reward = [record.reward, record.score, metadata.reward].map(number).find((found) => found !== undefined);
  const success = [record.success, record.resolved, metadata.success].map(flag).find((found) => found !== undefined);
  return present({ reward, success, label }) ?? {};
}

/** Image paths stand beside the conversation, `<image>` where they belong. */
const imageNote = (record: JsonObject): Json => list(record.images)?.filter((item) => typeof item === 'string') ?? null;
