import type { Json, JsonObject } from '../model/json.ts';
import type { Problem } from '../model/result.ts';
import { isObject, text } from './fields.ts';
import { type JsonPath, parsePath } from './json-path.ts';

/** What a field of a mapping holds. `paths`: an object of names and paths. */
type Kind = 'path' | 'paths';

/**
 * The fields of a house format and what each leads to; the JSON schema of the setting is held against this table.
 * Paths start from the record, or from each element `each` leads to; those of a step from each element of `steps`.
 */
export const TRAJECTORY_FIELDS = {
  each: 'path',
  run: 'path',
  group: 'path',
  sample: 'path',
  taskId: 'path',
  task: 'path',
  system: 'path',
  model: 'path',
  agent: 'path',
  update: 'path',
  reward: 'path',
  success: 'path',
  rewards: 'paths',
  label: 'path',
  stop: 'path',
  error: 'path',
  reference: 'path',
  logged: 'paths',
  steps: 'path',
  messages: 'path',
  prompt: 'path',
} as const satisfies Readonly<Record<string, Kind>>;

export const STEP_FIELDS = {
  actor: 'path',
  thought: 'path',
  text: 'path',
  tool: 'path',
  args: 'path',
  calls: 'path',
  observation: 'path',
  isError: 'path',
  reward: 'path',
  label: 'path',
  error: 'path',
  logged: 'paths',
} as const satisfies Readonly<Record<string, Kind>>;

type Fields<T extends Readonly<Record<string, Kind>>> = {
  readonly [K in keyof T]?: T[K] extends 'path' ? JsonPath : Readonly<Record<string, JsonPath>>;
};

export type TrajectoryFields = Fields<typeof TRAJECTORY_FIELDS>;
export type StepFields = Fields<typeof STEP_FIELDS>;

/** A house format as its user mapped it, checked. */
export interface CustomFormat {
  readonly id: string;
  readonly name: string;
  /** What a record must have (all), must not have (any), and how the file may be called (`*` and `?`, without folders). */
  readonly match: { readonly keys: readonly JsonPath[]; readonly without: readonly JsonPath[]; readonly file?: string };
  readonly fields: TrajectoryFields;
  readonly step: StepFields;
}

export interface CustomFormats {
  readonly formats: readonly CustomFormat[];
  /** What keeps a mapping from being used; the sound ones are used all the same. */
  readonly problems: readonly Problem[];
}

/**
 * Reads mappings: one, a list of them, or settings that hold the list under `rolloutLens.customFormats`. `taken` says
 * which ids belong to others.
 */
export function readCustomFormats(value: Json, taken: (id: string) => boolean): CustomFormats {
  const listed = isObject(value) && 'rolloutLens.customFormats' in value ? (value['rolloutLens.customFormats'] as Json) : value;
  const formats: CustomFormat[] = [];
  const problems: Problem[] = [];
  for (const [index, item] of (Array.isArray(listed) ? (listed as readonly Json[]) : [listed]).entries()) {
    const read = readOne(item);
    const id = (isObject(item) ? text(item.id) : undefined) ?? `number ${index + 1}`;
    if (Array.isArray(read)) problems.push(...read.map((fault) => problem(id, fault)));
    else if (taken(read.id)) problems.push(problem(id, 'its id is that of a built-in format'));
    else if (formats.some((format) => format.id === read.id)) problems.push(problem(id, 'its id is used twice'));
    else formats.push(read);
  }
  return { formats, problems };
}

const problem = (id: string, fault: string): Problem => ({
  severity: 'error',
  code: 'custom-format',
  message: `The custom format “${id}” cannot be used: ${fault}`,
  remedy: 'Mend it in the setting rolloutLens.customFormats, or in the file it came from.',
});

type Read = CustomFormat | string[];

function readOne(value: Json): Read {
  if (!isObject(value)) return ['it is no object'];
  const faults: string[] = [];
  const { id, name, match, step, ...rest } = value;
  if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9._-]{0,59}$/.test(id))
    faults.push('“id” must be lower-case letters, digits, “-”, “_” and “.”');
  if (name !== undefined && typeof name !== 'string') faults.push('“name” must be a text');
  const fields = readFields(rest, TRAJECTORY_FIELDS, '', faults) as TrajectoryFields;
  const steps = readFields(isObject(step) ? step : {}, STEP_FIELDS, 'step.', faults) as StepFields;
  if (step !== undefined && !isObject(step)) faults.push('“step” must be an object');
  if ((fields.steps === undefined) === (fields.messages === undefined)) faults.push('it needs “steps” or “messages”, and not both');
  if (fields.steps !== undefined && [steps.text, steps.thought, steps.tool, steps.calls].every((path) => path === undefined))
    faults.push('“step” needs at least one of “text”, “thought”, “tool” and “calls”');
  const matching = readMatch(match, faults);
  if (faults.length > 0) return faults;
  return { id: id as string, name: text(name) ?? (id as string), match: matching, fields, step: steps };
}

function readMatch(value: Json | undefined, faults: string[]): CustomFormat['match'] {
  const match = isObject(value) ? value : {};
  const unknown = Object.keys(match).find((key) => !['keys', 'without', 'file'].includes(key));
  if (unknown !== undefined) faults.push(`“match.${unknown}” is not known`);
  const file = text(match.file);
  if (match.file !== undefined && !file) faults.push('“match.file” must be a text');
  const keys = readList(match.keys, 'match.keys', faults);
  if (keys.length === 0) faults.push('“match.keys” must list the keys that say a record has this format');
  return { keys, without: readList(match.without, 'match.without', faults), file };
}

function readList(value: Json | undefined, name: string, faults: string[]): readonly JsonPath[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    faults.push(`“${name}” must be a list`);
    return [];
  }
  return value.flatMap((item, index) => readPath(item as Json, `${name}[${index}]`, faults) ?? []);
}

function readFields(value: JsonObject, table: Readonly<Record<string, Kind>>, prefix: string, faults: string[]) {
  const fields: [string, JsonPath | Readonly<Record<string, JsonPath>>][] = [];
  for (const [key, item] of Object.entries(value)) {
    const kind = Object.hasOwn(table, key) ? table[key] : undefined;
    if (key === '$schema') continue;
    if (kind === undefined) faults.push(`“${prefix}${key}” is not known`);
    else if (kind === 'path') {
      const path = readPath(item, prefix + key, faults);
      if (path) fields.push([key, path]);
    } else if (!isObject(item)) faults.push(`“${prefix}${key}” must be an object of names and paths`);
    else {
      const paths = Object.entries(item).map(([name, path]) => [name, readPath(path, `${prefix}${key}.${name}`, faults)] as const);
      fields.push([key, Object.fromEntries(paths.filter((entry): entry is readonly [string, JsonPath] => entry[1] !== undefined))]);
    }
  }
  return Object.fromEntries(fields);
}

function readPath(value: Json, name: string, faults: string[]): JsonPath | undefined {
  const path = typeof value === 'string' ? parsePath(value) : 'must be a path, as text';
  if (typeof path !== 'string') return path;
  faults.push(typeof value === 'string' ? `the path of “${name}”, “${value}”, ${path}` : `“${name}” ${path}`);
  return undefined;
}
