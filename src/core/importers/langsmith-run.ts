import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome, Status } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf } from '../text/path.ts';
import { parseTime } from '../text/time.ts';
import { allRecords } from './all-records.ts';
import { readArgs } from './content.ts';
import { idText, isObject, mostly, number, object, objects, present, text } from './fields.ts';
import { type FileImporter, type Imported, LogError, type LogFile } from './importer.ts';
import { leftovers, merged } from './leftovers.ts';
import { askedText } from './messages.ts';
import { namedSuccess } from './outcomes.ts';
import { givenMessages, saidMessages, unpacked } from './trace-messages.ts';
import { type TraceSpan, traceSteps } from './trace-steps.ts';

/**
 * Runs of LangSmith (LangChain, LangGraph): lists or lines of run objects, runs with their `child_runs` inside, and
 * the bodies the client posts (`{post, patch}`, merged by id). The runs of one `trace_id` are one trajectory.
 */
export const langsmithRun: FileImporter = {
  id: 'langsmith-run',
  name: 'LangSmith runs',
  rewards: '`feedback_stats` of the root run by key, as averages; the key `reward` or `score` is the reward',
  groups: '`reference_example_id`, else the same input in one folder',
  containers: ['document', 'elements', 'lines'],
  writes: 'once',
  unit: 'file',

  detect: ({ records }) => (mostly(records, (record) => runsIn(record).length > 0) ? 'sure' : 'no'),

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const traces = new Map<string, Map<string, JsonObject>>();
    for await (const item of allRecords(file, ['lines', 'elements', 'document'])) {
      if ('problem' in item) yield item;
      else {
        const runs = runsIn(item.record.value);
        if (runs.length === 0) yield { problem: notARun(item.record.place) };
        for (const run of runs) addRun(traces, run);
      }
    }
    let item = 0;
    for (const runs of traces.values()) {
      yield { draft: readTrace([...runs.values()], folderOf(file.path)), place: { kind: 'item', item: item++ } };
    }
  },
};

const notARun = (place: { readonly kind: string; readonly line?: number; readonly offset?: number }) =>
  new LogError({
    severity: 'error',
    code: 'langsmith-run',
    message: 'A LangSmith run needs "run_type" and "trace_id" or "dotted_order"',
    remedy: 'It was left out; the other records are read. Export whole runs.',
    line: place.line,
    offset: place.offset,
  }).problem;

const isRun = (value: Json | undefined): value is JsonObject =>
  isObject(value) &&
  (typeof value.run_type === 'string' || 'parent_run_id' in value) &&
  idText(value.id) !== undefined &&
  (typeof value.trace_id === 'string' || typeof value.dotted_order === 'string');

/** The runs in a record: itself with the runs inside it, or what a client posted. */
function runsIn(value: Json): readonly JsonObject[] {
  if (isRun(value)) return [value, ...objects(value.child_runs).flatMap((child) => runsIn(child))];
  if (!isObject(value) || !Array.isArray(value.post)) return [];
  const posted = [...objects(value.post), ...objects(value.patch)];
  return posted.length > 0 && posted.every(isRun) ? posted : [];
}

/** A run is posted when it starts and patched when it ends: what is said later and is not empty wins. */
function addRun(traces: Map<string, Map<string, JsonObject>>, run: JsonObject): void {
  const id = idText(run.id) ?? '';
  const trace = text(run.trace_id) ?? (text(run.dotted_order) ?? id).split('.')[0] ?? id;
  const runs = traces.get(trace) ?? new Map<string, JsonObject>();
  traces.set(trace, runs);
  const told = Object.entries(run).filter(([, value]) => value !== null && !(isObject(value) && Object.keys(value).length === 0));
  runs.set(id, { ...runs.get(id), ...Object.fromEntries(told) });
}

const READ = new Set(
  (
    'id trace_id parent_run_id dotted_order name run_type start_time end_time inputs outputs error extra serialized events tags ' +
    'feedback_stats reference_example_id child_runs child_run_ids parent_run_ids manifest_id app_path inputs_preview outputs_preview ' +
    'session_id session_name first_token_time in_dataset attachments'
  ).split(' '),
);

function readTrace(runs: readonly JsonObject[], folder: string): Draft {
  const root = runs.find((run) => idText(run.parent_run_id) === undefined) ?? runs[0] ?? {};
  const spans = runs.map(spanOf);
  const { preamble, steps } = traceSteps(spans);
  const asked = givenMessages(root.inputs).findLast(({ role }) => role === 'user')?.content;
  const task = typeof asked === 'string' ? asked : askedText(preamble);
  const example = idText(root.reference_example_id);
  const metadata = object(object(root.extra)?.metadata);
  const outcome = outcomeOf(root);
  return {
    format: 'langsmith-run',
    run: text(root.session_name) === undefined ? folder : `${folder}/${text(root.session_name)}`,
    group: example ?? `task-${shortHash([task ?? idText(root.id)], 12)}`,
    task: { id: example, text: task },
    policy: present({ agent: text(root.name), model: spans.map(({ model }) => model).find((model) => model !== undefined) }) ?? {},
    preamble,
    steps,
    outcome,
    status: statusOf(root, outcome),
    usage: present({
      input: number(root.prompt_tokens),
      output: number(root.completion_tokens),
      cost: number(root.total_cost),
    }),
    timing: present({ start: parseTime(text(root.start_time)), end: parseTime(text(root.end_time)) }),
    extra: merged({ trace: idText(root.trace_id), thread: idText(metadata?.thread_id), tags: someTags(root.tags) }, leftovers(root, READ)),
  };
}

const someTags = (tags: Json | undefined): Json | undefined => (Array.isArray(tags) && tags.length > 0 ? tags.slice(0, 20) : undefined);

function spanOf(run: JsonObject): TraceSpan {
  const type = text(run.run_type);
  const metadata = object(object(run.extra)?.metadata);
  const isTool = type === 'tool' || type === 'retriever';
  const outputs = run.outputs ?? null;
  return {
    id: idText(run.id) ?? '',
    parent: idText(run.parent_run_id),
    kind: type === 'llm' ? 'model' : isTool ? 'tool' : 'other',
    name: text(run.name) ?? 'run',
    start: parseTime(text(run.start_time)),
    end: parseTime(text(run.end_time)),
    given: isTool ? [] : givenMessages(run.inputs),
    said: isTool ? [] : saidMessages(outputs),
    call: isTool
      ? { tool: text(run.name) ?? 'unknown', args: argsOf(run.inputs), id: idText(toolMessage(outputs)?.tool_call_id) }
      : undefined,
    result: isTool ? resultText(outputs) : undefined,
    model: text(object(run.outputs)?.model) ?? text(metadata?.ls_model_name) ?? text(object(object(run.extra)?.invocation_params)?.model),
    usage: usageOf(run),
    error: text(run.error),
  };
}

/** LangChain tools are given `{input: "…"}`, where the string may be Python's notation of the arguments. */
function argsOf(inputs: Json | undefined): Json {
  const fields = object(inputs);
  const only = fields !== undefined && Object.keys(fields).length === 1 ? fields.input : undefined;
  return typeof only === 'string' ? readArgs(only) : (only ?? inputs ?? null);
}

/** The tool message in a tool's output, in any of its shapes. */
function toolMessage(outputs: Json): JsonObject | undefined {
  const output = object(outputs)?.output ?? outputs;
  const message = typeof output === 'string' ? object(unpacked(output)) : object(output);
  return object(message?.kwargs) ?? object(message?.data) ?? message;
}

function resultText(outputs: Json): string | undefined {
  if (outputs === null) return undefined;
  const output = object(outputs)?.output ?? outputs;
  if (typeof output === 'string' && unpacked(output) === undefined) return output;
  const content = toolMessage(outputs)?.content;
  return typeof content === 'string' ? content : JSON.stringify(content ?? output);
}

function usageOf(run: JsonObject): TraceSpan['usage'] {
  const outputs = object(run.outputs);
  const named = object(outputs?.usage_metadata) ?? object(outputs?.usage) ?? object(object(outputs?.llm_output)?.token_usage);
  return present({
    input: number(named?.input_tokens) ?? number(named?.prompt_tokens) ?? number(run.prompt_tokens),
    output: number(named?.output_tokens) ?? number(named?.completion_tokens) ?? number(run.completion_tokens),
    cost: number(run.total_cost),
  });
}

/** Feedback is exported as counts and averages by key. */
function outcomeOf(root: JsonObject): Outcome {
  const found = Object.entries(object(root.feedback_stats) ?? {}).flatMap(([key, stats]): [string, number][] => {
    const average = number(stats) ?? number(object(stats)?.avg);
    return average === undefined ? [] : [[key, average]];
  });
  const rewards = found.length > 0 ? Object.fromEntries(found) : undefined;
  return present({ reward: rewards?.reward ?? rewards?.score, success: namedSuccess(rewards), rewards, error: text(root.error) }) ?? {};
}

function statusOf(root: JsonObject, outcome: Outcome): Status {
  if (outcome.error !== undefined) return 'error';
  if (outcome.reward !== undefined || outcome.success !== undefined) return 'scored';
  return root.end_time === undefined && root.outputs === undefined ? 'running' : 'unscored';
}
