import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Message, Outcome, Status } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { checkRecords } from './custom-check.ts';
import type { CustomFormat } from './custom-format.ts';
import { chat, stepList } from './custom-steps.ts';
import { elements, named, one, words, wrong } from './custom-values.ts';
import { count, idText, isObject, mostly, number } from './fields.ts';
import type { RecordImporter } from './importer.ts';
import { firstKeys, follow, type JsonPath, kindOf, type Scope } from './json-path.ts';
import { leftovers, merged } from './leftovers.ts';
import { askedText } from './messages.ts';
import { isLimit, successOf } from './outcomes.ts';

/** The reader of a house format, made from its mapping. What a path does not lead to stays unknown. */
export function customImporter(format: CustomFormat): RecordImporter {
  const { match, fields } = format;
  const named = match.file === undefined ? undefined : globPattern(match.file);
  const fits = (record: Json): boolean => {
    const scope = { values: [record] };
    return match.keys.every((path) => follow(path, scope).length > 0) && match.without.every((path) => follow(path, scope).length === 0);
  };
  return {
    id: format.id,
    name: format.name,
    own: true,
    rewards: said(fields.reward, fields.success) ?? 'not mapped',
    groups: said(fields.group, fields.taskId) ?? 'the same prompt',
    containers: ['lines', 'elements', 'document', 'table'],
    writes: 'append',
    unit: 'record',
    detect({ name, container, records, entries }) {
      if (named !== undefined && !named.test(name)) return 'no';
      if (container !== 'table') return mostly(records, fits) ? 'sure' : 'no';
      const has = (path: JsonPath): boolean => firstKeys(path).some((key) => entries.includes(key));
      return match.keys.every(has) && !match.without.some(has) ? 'sure' : 'no';
    },
    check: (records) => checkRecords(format, records),
    read: ({ value, index }, file) => readRecord(format, value, index, file.path),
  };
}

/** The trajectories of one record. Throws `LogError` where the path of steps, messages or `each` does not lead to a list. */
export function readRecord(format: CustomFormat, record: Json, index: number, path: string): readonly Draft[] {
  if (!isObject(record)) throw wrong(format, `it is ${kindOf(record)}, not an object`, index);
  const { each } = format.fields;
  if (each === undefined) return [readTrajectory(format, { values: [record] }, index, path)];
  const items = elements(format, 'each', each, { values: [record] }, index);
  return items.map((item) => readTrajectory(format, { values: [record, item] }, index, path));
}

function readTrajectory(format: CustomFormat, scope: Scope, index: number, path: string): Draft {
  const { fields } = format;
  const { preamble, steps } =
    fields.steps === undefined
      ? chat(format, scope, index)
      : stepList(format, elements(format, 'steps', fields.steps, scope, index), scope);
  const outcome = readOutcome(format, scope);
  const id = idText(one(fields.taskId, scope));
  const task = words(fields.task, scope) ?? askedText(preamble);
  const shown = fields.messages === undefined && preamble.every(({ role }) => role !== 'user') && task !== undefined;
  const given: readonly Message[] = shown ? [...preamble, { role: 'user', text: task }] : preamble;
  return {
    format: format.id,
    run: idText(one(fields.run, scope)) ?? path,
    group: idText(one(fields.group, scope)) ?? id ?? `prompt-${shortHash([task, ...given.map((message) => message.text)], 12)}`,
    sample: count(one(fields.sample, scope)),
    task: { id, text: task },
    policy: { model: idText(one(fields.model, scope)), agent: idText(one(fields.agent, scope)), update: count(one(fields.update, scope)) },
    preamble: given,
    steps,
    outcome,
    status: statusOf(outcome),
    logged: named(fields.logged, scope),
    reference: one(fields.reference, scope),
    extra: extras(format, scope),
  };
}

function readOutcome({ fields }: CustomFormat, scope: Scope): Outcome {
  return {
    reward: number(one(fields.reward, scope)),
    success: successOf(one(fields.success, scope)),
    rewards: named(fields.rewards, scope),
    label: idText(one(fields.label, scope)),
    stop: idText(one(fields.stop, scope)),
    error: words(fields.error, scope),
  };
}

function statusOf({ error, stop, reward, success }: Outcome): Status {
  if (error !== undefined) return 'error';
  if (isLimit(stop)) return 'truncated';
  return reward === undefined && success === undefined ? 'unscored' : 'scored';
}

/** The small fields no path begins with, and what a path led to that could not be used. */
function extras(format: CustomFormat, scope: Scope): JsonObject | undefined {
  const { fields, match } = format;
  const item = scope.values.at(-1);
  const own = isObject(item) ? item : {};
  const paths = Object.values(fields).flatMap((field): readonly JsonPath[] =>
    'choices' in field ? [field as JsonPath] : Object.values(field),
  );
  const taken = new Set([...paths, ...(scope.values.length === 1 ? match.keys : [])].flatMap(firstKeys));
  const unread = (['reward', 'success', 'sample', 'update'] as const).flatMap((name) => {
    const value = one(fields[name], scope);
    const used = name === 'success' ? successOf(value) : name === 'reward' ? number(value) : count(value);
    return value === undefined || used !== undefined ? [] : [[name, String(JSON.stringify(value)).slice(0, 200)] as const];
  });
  return merged(leftovers(own, taken), unread.length > 0 ? { unread: Object.fromEntries(unread) } : undefined);
}

const said = (...paths: readonly (JsonPath | undefined)[]): string | undefined => {
  const sources = paths.flatMap((path) => (path === undefined ? [] : [`\`${path.source}\``]));
  return sources.length > 0 ? sources.join(', ') : undefined;
};

/** A file name pattern of `*` and `?`; everything else is itself. */
function globPattern(glob: string): RegExp {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${pattern}$`, 'is');
}
