import type { Json, JsonObject } from '../model/json.ts';
import type {
  Action,
  Draft,
  ImageRef,
  Link,
  Message,
  Observation,
  Outcome,
  Status,
  Step,
  Timing,
  TokenTrace,
  Usage,
} from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { ROW_VERSION } from './export.ts';
import { count, flag, idText, isObject, mostly, number, numberArray, numbers, object, objects, present, text } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';

/** Rollout Lens's own JSON, one trajectory a line, as `toRow` writes it. The way in for any tool that can print JSON. */
export const rolloutLens: RecordImporter = {
  id: 'rollout-lens',
  name: 'Rollout Lens JSON',
  rewards: '`outcome.reward`, `outcome.success`; per step `steps[].reward`',
  groups: '`group`; the sample is `sample`',
  containers: ['lines', 'elements', 'document'],
  writes: 'append',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  read(record, file) {
    const row = record.value;
    if (!isRow(row)) throw refused('A Rollout Lens row needs "rolloutLens" (its version) and the list "steps"');
    if (row.rolloutLens !== ROW_VERSION)
      throw refused(`This row has version ${JSON.stringify(row.rolloutLens)}; this reader knows version ${ROW_VERSION}`);
    return [readRow(row, file.path)];
  },
};

const refused = (message: string): LogError =>
  new LogError({
    severity: 'error',
    code: 'rollout-lens-row',
    message,
    remedy: 'It was left out; the other records are read. Check what wrote it.',
  });

const isRow = (value: Json): value is JsonObject => isObject(value) && typeof value.rolloutLens === 'number' && Array.isArray(value.steps);

const STATUSES: readonly Status[] = ['scored', 'unscored', 'error', 'truncated', 'running'];

function readRow(row: JsonObject, path: string): Draft {
  const outcome = readOutcome(object(row.outcome) ?? {});
  const task = object(row.task) ?? {};
  const policy = object(row.policy) ?? {};
  const links = objects(row.links).map(readLink);
  return {
    format: text(row.format) ?? 'rollout-lens',
    run: text(row.run) ?? path,
    group: idText(row.group) ?? text(task.id) ?? `prompt-${shortHash([text(task.text), JSON.stringify(row.preamble ?? null)], 12)}`,
    sample: count(row.sample),
    task: { id: text(task.id), text: text(task.text) },
    policy: { model: text(policy.model), agent: text(policy.agent), update: number(policy.update) },
    preamble: objects(row.preamble).map(readMessage),
    steps: objects(row.steps).map(readStep),
    outcome,
    status: STATUSES.find((status) => status === row.status) ?? (outcome.reward === undefined ? 'unscored' : 'scored'),
    usage: readUsage(row.usage),
    timing: readTiming(row.timing),
    logged: numbersOf(row.logged),
    links: links.length > 0 ? links : undefined,
    reference: row.reference ?? undefined,
    extra: object(row.extra),
  };
}

function readOutcome(outcome: JsonObject): Outcome {
  return {
    reward: number(outcome.reward),
    success: flag(outcome.success),
    rewards: numbersOf(outcome.rewards),
    label: text(outcome.label),
    stop: text(outcome.stop),
    error: text(outcome.error),
  };
}

function readStep(step: JsonObject, index: number): Step {
  return {
    index,
    actor: text(step.actor) ?? 'assistant',
    thought: text(step.thought),
    text: text(step.text),
    actions: objects(step.actions).map(readAction),
    observations: objects(step.observations).map(readObservation),
    reward: number(step.reward),
    label: number(step.label),
    timing: readTiming(step.timing),
    usage: readUsage(step.usage),
    tokens: readTokens(step.tokens),
    logged: numbersOf(step.logged),
    error: text(step.error),
    line: count(step.line),
  };
}

const readAction = (action: JsonObject): Action => ({
  tool: text(action.tool) ?? 'unknown',
  args: action.args ?? null,
  id: idText(action.id),
});

const readObservation = (seen: JsonObject): Observation => ({
  text: text(seen.text) ?? '',
  of: idText(seen.of),
  from: text(seen.from),
  isError: flag(seen.isError),
  images: readImages(seen.images),
});

const ROLES: readonly Message['role'][] = ['system', 'user', 'assistant', 'tool'];

const readMessage = (message: JsonObject): Message => ({
  role: ROLES.find((role) => role === message.role) ?? 'user',
  text: text(message.text) ?? '',
  images: readImages(message.images),
});

const readImages = (value: Json | undefined): readonly ImageRef[] | undefined =>
  Array.isArray(value) ? objects(value).map(readImage) : undefined;

function readImage(image: JsonObject): ImageRef {
  const [uri, path] = [text(image.uri), text(image.path)];
  if (image.kind === 'data' && uri !== undefined) return { kind: 'data', uri };
  if (image.kind === 'file' && path !== undefined) return { kind: 'file', path, mediaType: text(image.mediaType) };
  return { kind: 'elided', note: text(image.note) ?? 'image without data' };
}

const LINKS: readonly Link['kind'][] = ['sub-agent', 'continues', 'continued-by', 'parent'];

const readLink = (link: JsonObject): Link => ({
  kind: LINKS.find((kind) => kind === link.kind) ?? 'sub-agent',
  ref: text(link.ref) ?? '',
  step: count(link.step),
});

const numbersOf = (value: Json | undefined): Readonly<Record<string, number>> | undefined => (isObject(value) ? numbers(value) : undefined);

function readUsage(value: Json | undefined): Usage | undefined {
  const usage = object(value);
  return usage === undefined ? undefined : present({ input: number(usage.input), output: number(usage.output), cost: number(usage.cost) });
}

function readTiming(value: Json | undefined): Timing | undefined {
  const timing = object(value);
  if (timing === undefined) return undefined;
  return present({
    start: number(timing.start),
    end: number(timing.end),
    duration: number(timing.duration),
    derived: flag(timing.derived),
  });
}

function readTokens(value: Json | undefined): TokenTrace | undefined {
  const tokens = object(value);
  if (tokens === undefined) return undefined;
  const texts = Array.isArray(tokens.texts) ? tokens.texts.map((item: Json) => text(item) ?? '') : undefined;
  return present({
    ids: numberArray(tokens.ids),
    logprobs: numberArray(tokens.logprobs),
    refLogprobs: numberArray(tokens.refLogprobs),
    trainLogprobs: numberArray(tokens.trainLogprobs),
    entropies: numberArray(tokens.entropies),
    lossMask: numberArray(tokens.lossMask),
    rewards: numberArray(tokens.rewards),
    advantages: numberArray(tokens.advantages),
    returns: numberArray(tokens.returns),
    values: numberArray(tokens.values),
    texts,
  });
}
