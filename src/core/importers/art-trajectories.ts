import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Step, TokenTrace } from '../model/trajectory.ts';
import { tryJson } from '../text/json.ts';
import { folderOf, stemOf } from '../text/path.ts';
import { count, flag, idText, isObject, list, mostly, number, numbers, object, objects, text } from './fields.ts';
import { LogError, type LogRecord, type Probe, type RecordImporter } from './importer.ts';
import { leftovers, merged } from './leftovers.ts';
import { askedText, dialogue } from './messages.ts';
import { milliseconds, namedSuccess, solvedBy } from './outcomes.ts';
import { tokenTrace } from './token-trace.ts';

/**
 * ART's trajectories, `trajectories/<split>/<step>.{jsonl,parquet}` (src/art/utils of OpenPipe/ART): JSON Lines with one
 * group a line, or parquet with one trajectory a row, whose `trajectory_json` is what counts where it exists. A message
 * that the policy made is stored as the API's choice.
 */
export const artTrajectories: RecordImporter = {
  id: 'art-trajectories',
  name: 'ART trajectories',
  rewards: '`reward`; success from a metric that says so; other metrics are named rewards',
  groups: 'one group per line or `group_index`, per step',
  containers: ['lines', 'table'],
  writes: 'once',
  unit: 'record',
  detect: (probe) => (isTable(probe) || mostly(probe.records, isGroup) ? 'sure' : 'no'),
  read(record, file) {
    if (isRow(record.value)) return readRow(record.value, file.path);
    if (!isGroup(record.value)) {
      const message = 'An ART group needs the list "trajectories", each with "messages_and_choices"';
      throw new LogError({ severity: 'error', code: 'art-group', message });
    }
    return readGroup(record.value, record, file.path);
  },
};

const isTrajectory = (value: Json | undefined): value is JsonObject => isObject(value) && Array.isArray(value.messages_and_choices);

const isGroup = (value: Json): value is JsonObject =>
  isObject(value) && Array.isArray(value.trajectories) && value.trajectories.length > 0 && value.trajectories.every(isTrajectory);

const isTable = ({ container, entries }: Probe): boolean =>
  container === 'table' &&
  entries.includes('reward') &&
  entries.includes('group_index') &&
  (entries.includes('trajectory_json') || (entries.includes('messages') && entries.includes('metadata')));

const isRow = (value: Json): value is JsonObject =>
  isObject(value) && 'group_index' in value && ('trajectory_json' in value || 'messages' in value);

/** A value that a parquet column holds as JSON text. */
const opened = (value: Json | undefined): Json | undefined => (typeof value === 'string' ? (tryJson(value) ?? value) : value);

/** A group without trajectories is stored as one empty row. */
function readRow(row: JsonObject, path: string): readonly Draft[] {
  const stored = object(opened(row.trajectory_json));
  const columns: JsonObject = {
    messages_and_choices: row.messages ?? [],
    reward: row.reward ?? null,
    metrics: opened(row.metrics) ?? null,
    metadata: opened(row.metadata) ?? null,
    logs: row.logs ?? null,
  };
  const trajectory = stored ?? columns;
  if (stored === undefined && (list(row.messages) ?? []).length === 0 && row.trajectory_index == null) return [];
  const group = object(opened(row.group_json)) ?? { metadata: opened(row.group_metadata) ?? null };
  return [draftOf(trajectory, group, idText(row.group_index) ?? 'unknown', count(row.trajectory_index), path)];
}

const readGroup = (group: JsonObject, record: LogRecord, path: string): readonly Draft[] =>
  objects(group.trajectories).map((trajectory) =>
    // Lines have no other name than their place.
    draftOf(trajectory, group, record.place.kind === 'bytes' ? `line ${record.place.line}` : String(record.index), undefined, path),
  );

const GROUP = new Set(['trajectories']);
const TRAJECTORY = new Set('messages_and_choices reward metrics tools initial_policy_version final_policy_version start_time'.split(' '));

function draftOf(trajectory: JsonObject, group: JsonObject, index: string, sample: number | undefined, path: string): Draft {
  const items = objects(trajectory.messages_and_choices);
  const metadata = object(trajectory.metadata) ?? {};
  const { preamble, steps } = dialogue(items.map(messageOf));
  const update = /^\d{1,12}$/.test(stemOf(path)) ? Number(stemOf(path)) : undefined;
  const metrics = numbers(object(trajectory.metrics) ?? {});
  const reward = number(trajectory.reward);
  const [from, to] = [number(trajectory.initial_policy_version), number(trajectory.final_policy_version)];
  const duration = milliseconds(number(object(trajectory.metrics)?.duration));
  return {
    format: 'art-trajectories',
    run: folderOf(path),
    group: [update, index].filter((part) => part !== undefined).join('/'),
    sample,
    task: {
      id: [metadata.task_id, metadata.scenario_id, metadata.id].map(idText).find((id) => id !== undefined),
      text: askedText(preamble),
    },
    policy: { model: text(metadata.model), update },
    preamble,
    steps: withTokens(steps, items),
    outcome: { reward, success: namedSuccess(metrics) ?? solvedBy(reward), rewards: metrics },
    status: reward === undefined ? 'unscored' : 'scored',
    timing: duration === undefined ? undefined : { duration },
    logged: numbers({
      policyStart: from ?? null,
      policyEnd: to ?? null,
      additionalHistories: list(trajectory.additional_histories)?.length || null,
      staleness: from === undefined || to === undefined ? null : to - from,
    }),
    extra: merged(leftovers(trajectory, TRAJECTORY), { group: leftovers(group, GROUP) }),
  };
}

/** A choice is the policy's message; an assistant message that is no choice was given to it as context. */
const messageOf = (item: JsonObject): JsonObject => {
  const message = object(item.message);
  if (message !== undefined) return { ...message, role: 'assistant' };
  const calls = opened(item.tool_calls);
  return calls === undefined ? item : { ...item, tool_calls: calls };
};

/** Log-probs where the writer left them in: one trace a choice, joined where each step is one choice. */
function withTokens(steps: readonly Step[], items: readonly JsonObject[]): readonly Step[] {
  const choices = items.filter((item) => isObject(item.message) || item.role === 'assistant');
  if (choices.length !== steps.length) return steps;
  return steps.map((step, k) => {
    const choice = choices[k] ?? {};
    const trainable = isObject(choice.message) ? undefined : flag(choice.trainable);
    const tokens = tokensOf(object(choice.logprobs));
    const logged = trainable === undefined ? step.logged : { ...step.logged, trainable: Number(trainable) };
    return { ...step, ...(logged === undefined ? {} : { logged }), ...(tokens === undefined ? {} : { tokens }) };
  });
}

function tokensOf(logprobs: JsonObject | undefined): TokenTrace | undefined {
  const content = objects(logprobs?.content);
  if (content.length === 0) return undefined;
  const trace = tokenTrace({ logprobs: content.map((token) => token.logprob ?? null) });
  return trace && { ...trace, texts: content.map((token) => text(token.token) ?? '') };
}
