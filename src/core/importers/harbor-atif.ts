import type { JsonObject } from '../model/json.ts';
import type { Draft, Link, Step } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf, nameOf } from '../text/path.ts';
import { atifSteps } from './atif-steps.ts';
import { readDocument, readSidecar } from './document.ts';
import { isObject, object, objects, present, text } from './fields.ts';
import {
  readTrial,
  rolloutTokens,
  type Trial,
  trialExtra,
  trialOutcome,
  trialPolicy,
  trialStatus,
  trialTask,
  trialTiming,
  trialUsage,
} from './harbor-trial.ts';
import { type FileImporter, type Imported, LogError, type LogFile, type Probe } from './importer.ts';
import { askedText } from './messages.ts';

const isAtif = (value: unknown): value is JsonObject => isObject(value) && (text(value.schema_version)?.startsWith('ATIF-v') ?? false);
const isTrialResult = (value: unknown): value is JsonObject =>
  isObject(value) &&
  typeof value.trial_name === 'string' &&
  'verifier_result' in value &&
  typeof value.task_name === 'string' &&
  !('is_resolved' in value);

const NO_TRIAL = { result: undefined, config: undefined };

/** Parts of one rollout that Harbor split when the context was summarised; more than this is no chain but a mistake. */
const MOST_PARTS = 100;

/**
 * Harbor trials: an ATIF document with its trial folder. A trial whose agent left no trajectory (set-up failed, timed
 * out early) is found by its `result.json` and becomes a trajectory without steps that says why.
 */
export const harborAtif: FileImporter = {
  id: 'harbor-atif',
  name: 'Harbor / ATIF trajectory',
  rewards: 'trial result.json: verifier_result.rewards; else verifier/reward.txt',
  groups: 'task_name within one job folder',
  containers: ['document'],
  writes: 'rewrite',
  unit: 'file',

  detect(probe: Probe) {
    const first = probe.records[0];
    return isAtif(first) || isTrialResult(first) ? 'sure' : 'no';
  },

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const document = await readDocument(file);
    if (isAtif(document)) yield* readAtif(file, document);
    else if (isTrialResult(document)) yield* readBareTrial(file, document);
    else
      throw new LogError({
        severity: 'error',
        code: 'harbor-atif',
        message: 'This is neither an ATIF document nor a trial result.',
        remedy: 'Choose another format, or let it be detected.',
        file: file.path,
      });
  },
};

async function* readAtif(file: LogFile, document: JsonObject): AsyncGenerator<Imported> {
  const name = nameOf(file.path);
  if (/^trajectory\.cont-\d+\.json$/.test(name) && (await file.sibling('trajectory.json'))) return;
  const up = nameOf(folderOf(file.path)) === 'agent' ? '../' : '';
  const trial = await readTrial(file, up);
  const role = /^trajectory\.(?!cont-)(.+)\.json$/.exec(name)?.[1];
  const chain = role === undefined ? await readChain(file, document) : { parts: [document], missing: undefined };
  const main = mainDraft(file, chain.parts, chain.missing, trial);
  yield { draft: role === undefined ? main : asSubAgent(main, role, undefined), place: { kind: 'file' } };
  let item = 1;
  for (const [parent, sub] of chain.parts.flatMap((part) => [...embedded(part)])) {
    yield { draft: subDraft(main, parent, sub), place: { kind: 'item', item } };
    item++;
  }
}

/** The documents of one rollout in order. A continuation is only ever a plain file name beside the first part. */
async function readChain(
  file: LogFile,
  first: JsonObject,
): Promise<{ readonly parts: readonly JsonObject[]; readonly missing: string | undefined }> {
  const parts = [first];
  for (;;) {
    const next = text(parts.at(-1)?.continued_trajectory_ref);
    if (next === undefined) return { parts, missing: undefined };
    const part = /^[\w.-]+\.json$/.test(next) && next !== nameOf(file.path) ? await readSidecar(file, next) : undefined;
    if (!isAtif(part) || parts.length >= MOST_PARTS) return { parts, missing: next };
    parts.push(part);
  }
}

function mainDraft(file: LogFile, parts: readonly JsonObject[], missing: string | undefined, trial: Trial): Draft {
  const { result } = trial;
  const [first, last] = [parts[0] as JsonObject, parts.at(-1) as JsonObject];
  const read = parts.map((part) => atifSteps(part, 'assistant'));
  const offsets = read.map((_, index) => read.slice(0, index).reduce((sum, part) => sum + part.steps.length, 0));
  const steps = withTokens(
    read.flatMap((part) => part.steps).map((step, index) => ({ ...step, index })),
    rolloutTokens(result),
  );
  const links: Link[] = read.flatMap((part, index) =>
    part.links.map((link) => ({ ...link, step: (link.step ?? 0) + (offsets[index] as number) })),
  );
  if (missing !== undefined) links.push({ kind: 'continued-by', ref: missing });
  const preamble = read[0]?.preamble ?? [];
  const asked = askedText(preamble);
  const task = trialTask(trial, asked);
  const outcome = trialOutcome(trial, steps.length, stopReason(last));
  return {
    format: 'harbor-atif',
    run: runFolder(file, result),
    group: task.id ?? shortHash([asked ?? file.path]),
    task,
    policy: trialPolicy(trial, object(first.agent)),
    preamble,
    steps,
    outcome,
    status: trialStatus(trial, outcome, steps.length),
    usage: trialUsage(result, object(last.final_metrics)),
    timing: trialTiming(result),
    links: links.length > 0 ? links : undefined,
    extra: identity(first, result),
  };
}

const stopReason = (document: JsonObject): string | undefined =>
  objects(document.steps)
    .map((step) => text(object(step.extra)?.stop_reason))
    .findLast((reason) => reason !== undefined);

/** The job folder: two above `agent/trajectory.json`, one above the trial's own files; else the file's folder. */
function runFolder(file: LogFile, result: JsonObject | undefined): string {
  const folder = folderOf(file.path);
  const trial = nameOf(folder) === 'agent' ? folderOf(folder) : folder;
  return result === undefined && trial === folder ? folder : folderOf(trial);
}

function withTokens(steps: readonly Step[], traces: ReturnType<typeof rolloutTokens>): readonly Step[] {
  if (traces.length !== steps.length) return steps;
  return steps.map((step, index) => (step.tokens || !traces[index] ? step : { ...step, tokens: traces[index] }));
}

const identity = (document: JsonObject, result: JsonObject | undefined): JsonObject =>
  ({
    ...trialExtra(result),
    ...present({
      schema: text(document.schema_version),
      session: text(document.session_id),
      trajectory: text(document.trajectory_id),
      agent_version: text(object(document.agent)?.version),
      notes: text(document.notes),
    }),
  }) as JsonObject;

function* embedded(document: JsonObject): Generator<readonly [parent: JsonObject, sub: JsonObject]> {
  for (const sub of objects(document.subagent_trajectories)) {
    yield [document, sub];
    yield* embedded(sub);
  }
}

function subDraft(main: Draft, parent: JsonObject, sub: JsonObject): Draft {
  const agent = object(sub.agent);
  const name = text(agent?.name) ?? 'sub-agent';
  const { preamble, steps, links } = atifSteps(sub, name);
  const own = {
    ...main,
    preamble,
    steps,
    policy: trialPolicy(NO_TRIAL, agent),
    usage: trialUsage(undefined, object(sub.final_metrics)),
    timing: undefined,
  };
  return asSubAgent(
    { ...own, links: [...links], extra: identity(sub, undefined) },
    name,
    text(parent.trajectory_id) ?? text(parent.session_id),
  );
}

/** A sub-agent shares its parent's trial but not its reward, and is no further sample of the task. */
function asSubAgent(draft: Draft, name: string, parent: string | undefined): Draft {
  const links: readonly Link[] = [...(draft.links ?? []), ...(parent ? [{ kind: 'parent', ref: parent } as const] : [])];
  return {
    ...draft,
    group: `${draft.group}/${name}`,
    outcome: {},
    status: draft.status === 'running' ? 'running' : 'unscored',
    links: links.length > 0 ? links : undefined,
  };
}

/** A trial with a trajectory is read from that file; only one without is read from here. */
async function* readBareTrial(file: LogFile, result: JsonObject): AsyncGenerator<Imported> {
  if ((await file.sibling('agent/trajectory.json')) || (await file.sibling('trajectory.json'))) return;
  const trial = { ...(await readTrial(file, '')), result };
  const outcome = trialOutcome(trial, 0);
  const task = trialTask(trial, undefined);
  yield {
    place: { kind: 'file' },
    draft: {
      format: 'harbor-atif',
      run: folderOf(folderOf(file.path)),
      group: task.id ?? file.path,
      task,
      policy: trialPolicy(trial, undefined),
      preamble: [],
      steps: [],
      outcome,
      status: trialStatus(trial, outcome, 0),
      usage: trialUsage(result, undefined),
      timing: trialTiming(result),
      extra: trialExtra(result),
    },
  };
}
