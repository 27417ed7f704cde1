import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Message } from '../model/trajectory.ts';
import { folderOf } from '../text/path.ts';
import { readSidecar } from './document.ts';
import { idText, isObject, list, mostly, number, object, objects, present, text } from './fields.ts';
import { LogError, type LogFile, type RecordImporter } from './importer.ts';
import { closeSteps, type OpenStep, openStep, totalUsage } from './open-step.ts';
import { recordsOf } from './records.ts';
import { verdictOf } from './sweagent-report.ts';

/** A row of one of the localisation stages. */
const isLocation = (value: Json): value is JsonObject =>
  isObject(value) && idText(value.instance_id) !== undefined && Array.isArray(value.found_files) && 'file_traj' in value;

/** A row of the repair stage: all samples of one instance. */
const isRepair = (value: Json): value is JsonObject =>
  isObject(value) &&
  idText(value.instance_id) !== undefined &&
  Array.isArray(value.raw_output) &&
  (Array.isArray(value.all_generations) || Array.isArray(value.traj));

/** What a stage found and the model calls behind it, in the order of the pipeline. */
const STAGES = [
  ['locate files', 'found_files', 'file_traj'],
  ['locate elements', 'found_related_locs', 'related_loc_traj'],
  ['locate edits', 'found_edit_locs', 'edit_loc_traj'],
] as const;

/** Where the pipeline's earlier stages lie, seen from a repair folder. */
const EARLIER = ['file_level', 'related_elements', 'edit_location_samples'].map((folder) => `../${folder}/loc_outputs.jsonl`);

interface Prepared {
  readonly locations: ReadonlyMap<string, readonly JsonObject[]>;
  readonly reports: readonly Json[];
}

/**
 * Agentless (OpenAutoCoder/Agentless): a pipeline, not a loop. A repair row holds the samples of one instance; each
 * becomes a trajectory whose steps are the stages, with localisation taken from the folders beside it where they are.
 * Rows of a localisation file are read by themselves as well.
 */
export const agentless: RecordImporter = {
  id: 'agentless',
  name: 'Agentless pipeline output',
  rewards: 'none in the log; report.json beside or above it where an instance has one sample',
  groups: '`instance_id`; the sample is the index of the generation',
  containers: ['lines'],
  writes: 'append',
  unit: 'record',
  detect: ({ records }) => (mostly(records, (record) => isRepair(record) || isLocation(record)) ? 'sure' : 'no'),

  async prepare(file: LogFile): Promise<Prepared> {
    const locations = new Map<string, JsonObject[]>();
    for (const place of EARLIER) {
      const stage = await file.sibling(place);
      if (stage === undefined || stage.path === file.path) continue;
      for await (const item of recordsOf(stage, 'lines')) {
        if (!('record' in item) || !isLocation(item.record.value)) continue;
        const id = idText(item.record.value.instance_id) as string;
        locations.set(id, [...(locations.get(id) ?? []), item.record.value]);
      }
    }
    const reports = await Promise.all(['report.json', '../report.json', '../results.json'].map((name) => readSidecar(file, name)));
    return { locations, reports: reports.filter((report) => report !== undefined) };
  },

  read({ value }, file, prepared) {
    const { locations, reports } = prepared as Prepared;
    if (isRepair(value)) {
      const earlier = locations.get(idText(value.instance_id) ?? '') ?? [];
      const samples = list(value.raw_output) ?? [];
      return samples.map((_, sample) => readSample(value, sample, samples.length, earlier, reports, folderOf(folderOf(file.path))));
    }
    if (isLocation(value)) return [locationDraft(value, file.path)];
    throw new LogError({
      severity: 'error',
      code: 'agentless-row',
      message: 'An Agentless row needs "instance_id" with "raw_output", or with "found_files" and "file_traj"',
      remedy: 'It was left out; the other rows are read. Check what wrote it.',
    });
  },
};

function readSample(
  row: JsonObject,
  sample: number,
  samples: number,
  earlier: readonly JsonObject[],
  reports: readonly Json[],
  run: string,
): Draft {
  const pipeline = stagesOf(earlier);
  const call = object(list(row.traj)?.[sample]) ?? {};
  const repair = openStep();
  repair.texts.push(text(list(row.raw_output)?.[sample]) ?? text(call.response) ?? '');
  measure(repair, call);
  prompted(pipeline, text(call.prompt));
  const tries = number(list(row.try_count)?.[sample]);
  if (tries !== undefined) repair.logged.try_count = tries;
  pipeline.steps.push(repair);
  const id = idText(row.instance_id) ?? 'unknown';
  const success =
    samples === 1 ? reports.map((report) => verdictOf(report, id, false)).find((verdict) => verdict !== undefined) : undefined;
  return {
    ...draft(id, pipeline, run),
    sample,
    outcome: success === undefined ? {} : { reward: Number(success), success, label: success ? 'resolved' : 'unresolved' },
    status: success === undefined ? 'unscored' : 'scored',
  };
}

function locationDraft(row: JsonObject, path: string): Draft {
  return { ...draft(idText(row.instance_id) ?? 'unknown', stagesOf([row]), path), outcome: {}, status: 'unscored' };
}

interface Pipeline {
  readonly preamble: Message[];
  readonly steps: OpenStep[];
}

function draft(id: string, { preamble, steps }: Pipeline, run: string): Omit<Draft, 'outcome' | 'status'> {
  return {
    format: 'agentless',
    run,
    group: id,
    task: present({ id, text: preamble[0]?.text }) ?? {},
    policy: { agent: 'Agentless' },
    preamble,
    steps: closeSteps(steps),
    usage: totalUsage(steps),
  };
}

/** The stages some rows tell of, each once: a later row repeats what earlier stages found, without their calls. */
function stagesOf(rows: readonly JsonObject[]): Pipeline {
  const pipeline: Pipeline = { preamble: [], steps: [] };
  for (const [tool, found, calls] of STAGES) {
    const row = rows.find((candidate) => callsIn(candidate[calls]).length > 0);
    for (const call of callsIn(row?.[calls])) {
      prompted(pipeline, text(call.prompt));
      const step = openStep();
      step.texts.push(text(call.response) ?? (list(call.response) ?? []).filter((part) => typeof part === 'string').join('\n'));
      step.actions.push({ tool, args: { found: row?.[found] ?? null } });
      measure(step, call);
      pipeline.steps.push(step);
    }
  }
  return pipeline;
}

/** One call, several, or none: a stage that was skipped has an empty object. */
const callsIn = (value: Json | undefined): readonly JsonObject[] =>
  (Array.isArray(value) ? objects(value) : isObject(value) ? [value] : []).filter((call) => 'response' in call || 'prompt' in call);

/** A prompt is what the stage before it led to. */
function prompted({ preamble, steps }: Pipeline, prompt: string | undefined): void {
  if (prompt === undefined) return;
  const last = steps.at(-1);
  if (last === undefined) preamble.push({ role: 'user', text: prompt });
  else last.observations.push({ text: prompt, from: 'environment' });
}

function measure(step: OpenStep, call: JsonObject): void {
  const usage = object(call.usage);
  step.usage = present({
    input: number(usage?.prompt_tokens) ?? number(usage?.input_tokens),
    output: number(usage?.completion_tokens) ?? number(usage?.output_tokens),
  });
}
