import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome, Status } from '../model/trajectory.ts';
import { folderOf } from '../text/path.ts';
import { parseTime } from '../text/time.ts';
import { readDocument, readSidecar } from './document.ts';
import { flag, isObject, number, object, objects, present, text } from './fields.ts';
import { type FileImporter, type Imported, LogError, type LogFile, type Probe } from './importer.ts';
import { totalUsage } from './open-step.ts';
import { isLimit } from './outcomes.ts';
import { terminalSteps } from './terminal-steps.ts';

const isTrial = (value: unknown): value is JsonObject =>
  isObject(value) && typeof value.trial_name === 'string' && typeof value.task_id === 'string' && 'is_resolved' in value;

const isRun = (value: unknown): value is JsonObject =>
  isObject(value) && Array.isArray(value.results) && value.results.length > 0 && value.results.every(isTrial);

/**
 * Terminal-Bench 1.x: the `results.json` of each trial with the agent's episodes or the terminal recording beside it.
 * The run's own `results.json` repeats the trials; those whose folders are gone are read from it, without steps.
 */
export const terminalBenchV1: FileImporter = {
  id: 'terminal-bench-v1',
  name: 'Terminal-Bench 1 trial',
  rewards: '`is_resolved`; each test by name (passed 1, failed 0)',
  groups: '`task_id`; the sample from `k-of-n` in the trial name',
  containers: ['document'],
  writes: 'once',
  unit: 'file',

  detect({ records }: Probe) {
    return isTrial(records[0]) || isRun(records[0]) ? 'sure' : 'no';
  },

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const document = await readDocument(file);
    if (isTrial(document)) {
      const metadata = object(await readSidecar(file, '../../run_metadata.json'));
      const run = folderOf(folderOf(folderOf(file.path)));
      yield { draft: await draft(document, metadata, run, file), place: { kind: 'file' } };
    } else if (isRun(document)) {
      const metadata = object(await readSidecar(file, 'run_metadata.json'));
      for (const [item, trial] of objects(document.results).entries()) {
        if (await file.sibling(`${text(trial.task_id)}/${text(trial.trial_name)}/results.json`)) continue;
        yield { draft: await draft(trial, metadata, folderOf(file.path), undefined), place: { kind: 'item', item } };
      }
    } else {
      throw new LogError({
        severity: 'error',
        code: 'terminal-bench-v1',
        message: 'This is neither a Terminal-Bench trial nor the results of a run',
        remedy: 'Choose another format, or let it be detected.',
        file: file.path,
      });
    }
  },
};

async function draft(trial: JsonObject, metadata: JsonObject | undefined, run: string, file: LogFile | undefined): Promise<Draft> {
  const id = text(trial.task_id) ?? 'unknown';
  const name = text(trial.trial_name) ?? '';
  const sample = Number(/\.(\d{1,6})-of-\d{1,6}(?:\.|$)/.exec(name)?.[1] ?? Number.NaN);
  const instruction = text(trial.instruction);
  const read = file === undefined ? undefined : await terminalSteps(file);
  const steps = read?.steps ?? [];
  const outcome = outcomeOf(trial);
  const task = instruction === undefined ? [] : ([{ role: 'user', text: instruction }] as const);
  return {
    format: 'terminal-bench-v1',
    run,
    group: id,
    sample: sample >= 1 ? sample - 1 : undefined,
    task: present({ id, text: instruction }) ?? {},
    policy: present({ model: text(metadata?.model_name) ?? read?.model, agent: text(metadata?.agent_name) }) ?? {},
    preamble: read !== undefined && read.preamble.length > 0 ? read.preamble : task,
    steps,
    outcome,
    status: statusOf(outcome),
    usage: usageOf(trial, steps, read?.cost),
    timing: timingOf(trial),
    extra: present({
      trial: name,
      failure_mode: failureOf(trial),
      steps_from: read?.from,
      dataset: text(metadata?.dataset_name) ?? undefined,
      resolved_on_error: outcome.error === undefined ? undefined : flag(trial.is_resolved),
    }) as JsonObject,
  };
}

const failureOf = (trial: JsonObject): string | undefined => {
  const mode = text(trial.failure_mode);
  return mode === 'unset' || mode === 'none' ? undefined : mode;
};

/** A trial whose tests never ran was not judged, whatever `is_resolved` says. */
function outcomeOf(trial: JsonObject): Outcome {
  const tests = Object.entries(object(trial.parser_results) ?? {}).filter(([, said]) => said === 'passed' || said === 'failed');
  const failure = failureOf(trial);
  const judged = flag(trial.is_resolved);
  const broken = failure !== undefined && tests.length === 0 && !ranOut(failure);
  return (
    present({
      reward: broken || judged === undefined ? undefined : Number(judged),
      success: broken ? undefined : judged,
      rewards: tests.length > 0 ? Object.fromEntries(tests.map(([test, said]) => [test, said === 'passed' ? 1 : 0])) : undefined,
      stop: broken ? undefined : failure,
      error: broken ? failure : undefined,
    }) ?? {}
  );
}

/** The agent ran out of its time or its context: its own doing. */
const ranOut = (failure: string): boolean =>
  failure === 'agent_timeout' || /context_length|output_length/.test(failure) || isLimit(failure);

function statusOf(outcome: Outcome): Status {
  if (outcome.error !== undefined) return 'error';
  if (outcome.reward !== undefined) return 'scored';
  return outcome.stop === undefined ? 'unscored' : 'truncated';
}

/** Agents that report no tokens are logged with zeros. */
function usageOf(trial: JsonObject, steps: Draft['steps'], cost: number | undefined): Draft['usage'] {
  const summed = totalUsage(steps);
  const [input, output] = [number(trial.total_input_tokens) || summed?.input, number(trial.total_output_tokens) || summed?.output];
  return present({ ...(input || output ? { input, output } : {}), cost: cost ?? summed?.cost });
}

function timingOf(trial: JsonObject): Draft['timing'] {
  const time = (key: string): number | undefined => parseTime(text(trial[key] as Json | undefined));
  const start = time('agent_started_at') ?? time('trial_started_at');
  const end = time('agent_ended_at') ?? time('trial_ended_at');
  return present({ start, end, duration: start !== undefined && end !== undefined ? end - start : undefined });
}
