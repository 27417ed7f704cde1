import type { Json, JsonObject } from '../model/json.ts';
import { isObject, objects } from './fields.ts';
import { isChat } from './messages.ts';

/** Names by which writers call things, likeliest first. */
const NAMES = {
  taskId: /^(?:task_?id|instance_?id|problem_?id|question_?id|prompt_?id|id|uid)$/i,
  task: /^(?:task|prompt|question|problem|instruction|goal|query|input)$/i,
  model: /^(?:model|model_?name|policy|checkpoint)$/i,
  reward: /^(?:reward|final_?reward|total_?reward|score|return|points)$/i,
  success: /^(?:success|solved|resolved|passed|correct|is_?correct|verdict)$/i,
  stop: /^(?:stop|stop_?reason|finish_?reason|termination|terminated_?by)$/i,
  error: /^(?:error|exception|crash)$/i,
} as const;

const STEP_NAMES = {
  thought: /^(?:thought|thoughts|reasoning|think|thinking|rationale|analysis)$/i,
  text: /^(?:text|content|response|output|message|answer|say|completion)$/i,
  tool: /^(?:tool|tool_?name|action|action_?type|function|name|command)$/i,
  args: /^(?:args|arguments|tool_?input|action_?input|action_?args|parameters|params|input)$/i,
  observation: /^(?:observation|obs|result|tool_?output|tool_?result|feedback|env_?response|saw|state)$/i,
  reward: /^(?:reward|step_?reward|r|score)$/i,
} as const;

/** Keys of `match`. */
const MATCHED = 3;
/** Steps whose keys are looked at. */
const ELEMENTS = 50;

/** A first mapping of records nobody knows, guessed from the names of their keys; its user mends it. */
export function draftFormat(records: readonly Json[], id: string): JsonObject {
  const record = records.find(isObject) ?? {};
  const chat = pathTo(record, isChat);
  const steps = chat === undefined ? pathTo(record, (value) => objects(value).length > 0) : undefined;
  const element = steps === undefined ? undefined : (Object.assign({}, ...objects(steps.value).slice(0, ELEMENTS)) as JsonObject);
  const shared = Object.keys(record).filter((key) => records.every((other) => isObject(other) && Object.hasOwn(other, key)));
  const list = chat ?? steps;
  const first = list?.keys[0];
  const keys = [...new Set([...(first === undefined ? [] : [first]), ...shared])].slice(0, MATCHED).map(written);
  return {
    id:
      id
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 40) || 'house',
    match: { keys },
    ...guess(record, NAMES, []),
    ...(chat ? { messages: pathOf(chat.keys) } : { steps: steps ? pathOf(steps.keys) : 'steps' }),
    ...(chat ? {} : { step: element ? stepOf(element) : { text: 'text' } }),
  };
}

function stepOf(element: JsonObject): JsonObject {
  const step = guess(element, STEP_NAMES, [], true);
  return 'text' in step || 'thought' in step || 'tool' in step ? step : { ...step, text: written(Object.keys(element)[0] ?? 'text') };
}

/** Fields whose name is found among the keys of an object or, for objects in it, one level below. */
function guess(value: JsonObject, names: Readonly<Record<string, RegExp>>, keys: readonly string[], any = false): JsonObject {
  const found: Record<string, Json> = {};
  for (const [field, pattern] of Object.entries(names)) {
    const key = Object.keys(value).find((name) => pattern.test(name) && (any || isPlain(value[name])));
    if (key !== undefined) found[field] = pathOf([...keys, key]);
  }
  if (any || keys.length > 0) return found;
  for (const [key, inner] of Object.entries(value)) if (isObject(inner)) Object.assign(found, { ...guess(inner, names, [key]), ...found });
  return found;
}

const isPlain = (value: Json | undefined): boolean => value === null || typeof value !== 'object' || Array.isArray(value);

interface Found {
  readonly keys: readonly string[];
  readonly value: Json;
}

/** The first value that fits, in the object or one level below. */
function pathTo(record: JsonObject, fits: (value: Json) => boolean, keys: readonly string[] = []): Found | undefined {
  for (const [key, value] of Object.entries(record)) if (fits(value)) return { keys: [...keys, key], value };
  if (keys.length > 0) return undefined;
  for (const [key, value] of Object.entries(record)) {
    const found = isObject(value) ? pathTo(value, fits, [key]) : undefined;
    if (found) return found;
  }
  return undefined;
}

const written = (key: string): string => (/^[\w -]*\w$/.test(key) ? key : `[${JSON.stringify(key)}]`);

const pathOf = (keys: readonly string[]): string => keys.map(written).join('.').replaceAll('.[', '[');
