import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf } from '../text/path.ts';
import { parseTime } from '../text/time.ts';
import { readArgs } from './content.ts';
import { idText, isObject, mostly, number, object, objects, present, text, zeroOrOne } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { leftovers, merged } from './leftovers.ts';
import { askedText } from './messages.ts';
import { namedSuccess } from './outcomes.ts';
import { givenMessages, saidMessages, unpacked } from './trace-messages.ts';
import { type TraceSpan, traceSteps } from './trace-steps.ts';

/**
 * Traces exported from Langfuse: `{trace, observations}` as the web page downloads it, or one trace of the public API
 * with its `observations` and `scores` inside. Inputs and outputs may be JSON in a string, once or twice.
 */
export const langfuseTrace: RecordImporter = {
  id: 'langfuse-trace',
  name: 'Langfuse trace',
  rewards: 'scores of the trace by name; the score called `reward` or `score` is the reward; scores of observations stay with their step',
  groups: 'dataset item, else the same input in one folder',
  containers: ['document', 'elements', 'lines'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isExport) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isExport(value)) {
      throw new LogError({
        severity: 'error',
        code: 'langfuse-trace',
        message: 'A Langfuse export needs "observations" with "traceId" and "startTime", and their trace',
        remedy: 'It was left out; the other records are read. Export the trace with its observations.',
      });
    }
    return [readTrace(value, folderOf(file.path))];
  },
};

const isObservation = (value: Json): boolean => isObject(value) && 'type' in value && 'startTime' in value && 'id' in value;

const isExport = (value: Json): value is JsonObject =>
  isObject(value) &&
  Array.isArray(value.observations) &&
  value.observations.every(isObservation) &&
  (isObject(value.trace) || ('id' in value && 'timestamp' in value));

const READ = new Set('trace observations scores input output metadata name timestamp latency totalCost htmlPath projectId'.split(' '));
const NOT_WORTH = new Set(['createdAt', 'updatedAt', 'bookmarked', 'public', 'id']);

function readTrace(value: JsonObject, run: string): Draft {
  const trace = object(value.trace) ?? value;
  const scores = objects(trace.scores ?? value.scores);
  const spans = objects(value.observations).map((item) => spanOf(item, scores));
  const { preamble, steps } = traceSteps(spans);
  const root = objects(value.observations).find((item) => item.parentObservationId === null);
  const asked = givenMessages(trace.input).findLast(({ role }) => role === 'user')?.content ?? askedText(preamble);
  const id = idText(trace.datasetItemId) ?? idText(object(trace.metadata)?.dataset_item_id);
  const outcome = outcomeOf(scores, root);
  const seconds = number(trace.latency);
  const start = parseTime(text(trace.timestamp));
  return {
    format: 'langfuse-trace',
    run,
    group: id ?? `task-${shortHash([typeof asked === 'string' ? asked : idText(trace.id)], 12)}`,
    task: { id, text: typeof asked === 'string' ? asked : undefined },
    policy: present({ agent: text(trace.name), model: spans.find((span) => span.model !== undefined)?.model }) ?? {},
    preamble,
    steps,
    outcome,
    status: outcome.error !== undefined ? 'error' : outcome.reward === undefined && outcome.success === undefined ? 'unscored' : 'scored',
    usage: present({ cost: number(trace.totalCost) }),
    timing: present({ start, duration: seconds === undefined ? undefined : seconds * 1000 }),
    extra: merged({ trace: idText(trace.id), scoreComments: commentsOf(scores) }, leftovers(trace, new Set([...READ, ...NOT_WORTH]))),
  };
}

const MODELS = new Set(['GENERATION']);
const TOOLS = new Set(['TOOL', 'RETRIEVER']);

function spanOf(item: JsonObject, scores: readonly JsonObject[]): TraceSpan {
  const type = text(item.type) ?? '';
  const output = typeof item.output === 'string' ? (unpacked(item.output) ?? item.output) : item.output;
  const answer = object(output);
  const isTool = TOOLS.has(type) || (answer?.type === 'tool' && 'tool_call_id' in answer);
  const model = MODELS.has(type);
  const own = scores.filter((score) => score.observationId !== undefined && score.observationId === item.id);
  return {
    id: idText(item.id) ?? '',
    parent: idText(item.parentObservationId),
    kind: model ? 'model' : isTool ? 'tool' : type === 'AGENT' ? 'agent' : 'other',
    name: text(item.name) ?? type,
    start: parseTime(text(item.startTime)),
    end: parseTime(text(item.endTime)),
    given: isTool ? [] : givenMessages(item.input),
    said: isTool ? [] : saidMessages(output),
    call: isTool ? { tool: text(item.name) ?? 'unknown', args: argsOf(item.input), id: idText(answer?.tool_call_id) } : undefined,
    // Also of spans without a kind: one of them may turn out to be the tool that was asked for.
    result: model || output === null || output === undefined ? undefined : resultText(output),
    model: text(item.model),
    usage: usageOf(item),
    error: item.level === 'ERROR' ? (text(item.statusMessage) ?? 'error without a message') : undefined,
    logged: model ? namedScores(own) : undefined,
  };
}

/** Arguments stand alone or under `input`. */
function argsOf(input: Json | undefined): Json {
  const value = typeof input === 'string' ? readArgs(input) : (input ?? null);
  const only = isObject(value) && Object.keys(value).length === 1 ? value.input : undefined;
  return typeof only === 'string' ? readArgs(only) : (only ?? value);
}

function resultText(output: Json): string {
  if (typeof output === 'string') return output;
  const said = saidMessages(output)[0]?.content;
  if (typeof said === 'string') return said;
  const parts = objects(said).map((part) => text(part.text));
  return parts.length > 0 && parts.every((part) => part !== undefined) ? parts.join('\n') : JSON.stringify(said ?? output);
}

function usageOf(item: JsonObject): TraceSpan['usage'] {
  const details = object(item.usageDetails) ?? object(item.usage);
  return present({
    input: number(details?.input) ?? number(details?.promptTokens),
    output: number(details?.output) ?? number(details?.completionTokens),
    cost: number(item.calculatedTotalCost) ?? number(object(item.costDetails)?.total),
  });
}

/** Numbers and booleans by name; where a name was scored several times, the latest. */
function namedScores(scores: readonly JsonObject[]): Readonly<Record<string, number>> | undefined {
  const latest = [...scores].sort((a, b) => (text(a.timestamp) ?? '').localeCompare(text(b.timestamp) ?? ''));
  const found = latest.flatMap((score): [string, number][] => {
    const value = number(score.value);
    return value === undefined ? [] : [[text(score.name) ?? 'score', value]];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

function outcomeOf(scores: readonly JsonObject[], root: JsonObject | undefined): Outcome {
  const own = scores.filter((score) => idText(score.observationId) === undefined);
  const rewards = namedScores(own);
  const label = own.map((score) => text(score.stringValue)).find((word) => word !== undefined && word !== '');
  const error = root?.level === 'ERROR' ? (text(root.statusMessage) ?? 'error without a message') : undefined;
  const boolean = own.find(
    (score) => score.dataType === 'BOOLEAN' && /correct|accura|success|solved|resolved|pass/i.test(text(score.name) ?? ''),
  );
  return (
    present({
      reward: rewards?.reward ?? rewards?.score,
      success: zeroOrOne(boolean?.value) ?? namedSuccess(rewards),
      rewards,
      label,
      error,
    }) ?? {}
  );
}

function commentsOf(scores: readonly JsonObject[]): JsonObject | undefined {
  const found = scores.flatMap((score): [string, Json][] => {
    const comment = text(score.comment);
    return comment === undefined || comment === '' ? [] : [[text(score.name) ?? 'score', comment.slice(0, 1000)]];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
