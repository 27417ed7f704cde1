import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome, Place, Status } from '../model/trajectory.ts';
import { folderOf } from '../text/path.ts';
import { parseTime } from '../text/time.ts';
import { readDocument, readSidecar } from './document.ts';
import { count, idText, isObject, list, number, numbers, object, objects, present, text, zeroOrOne } from './fields.ts';
import { type FileImporter, type Imported, LogError, type LogFile, type Probe } from './importer.ts';
import { milliseconds } from './outcomes.ts';
import { tau2Steps } from './tau2-steps.ts';

/** All simulations of a run in one document; in the folder layout the same document without them. */
const isResults = (value: unknown): value is JsonObject =>
  isObject(value) &&
  Array.isArray(value.tasks) &&
  isObject(value.info) &&
  (Array.isArray(value.simulations) || isObject(value.info.environment_info));

const isSimulation = (value: unknown): value is JsonObject =>
  isObject(value) &&
  idText(value.task_id) !== undefined &&
  'termination_reason' in value &&
  'reward_info' in value &&
  (Array.isArray(value.messages) || Array.isArray(value.ticks));

/**
 * tau2-bench results (sierra-research/tau2-bench, data_model/simulation.py), in both layouts: one `results.json` with
 * all simulations, or `results.json` with the tasks and one file per simulation in `simulations/` beside it, from
 * which the trajectories are then read. A simulation the infrastructure ended has reward 0 in the log: that is an
 * error, not a failure, and its reward is unknown here.
 */
export const tau2Bench: FileImporter = {
  id: 'tau2-bench',
  name: 'tau2-bench results',
  rewards:
    '`reward_info.reward`, its parts by name; none where the infrastructure failed; steps that made a checked gold call are labelled',
  groups: '`task_id`; the sample is `trial`',
  containers: ['document'],
  writes: 'rewrite',
  unit: 'file',

  detect({ records }: Probe) {
    return isResults(records[0]) || isSimulation(records[0]) ? 'sure' : 'no';
  },

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const document = await readDocument(file);
    if (isSimulation(document)) {
      const beside = object(await readSidecar(file, '../results.json'));
      const run = beside === undefined ? folderOf(file.path) : `${folderOf(folderOf(file.path))}/results.json`;
      yield { draft: draft(document, beside ?? {}, run), place: { kind: 'file' } };
    } else if (isResults(document)) {
      for (const [item, simulation] of (list(document.simulations) ?? []).entries()) {
        const place: Place = { kind: 'item', item };
        if (isSimulation(simulation)) yield { draft: draft(simulation, document, file.path), place };
        else yield { problem: notSimulation(file.path, item) };
      }
    } else {
      throw new LogError({
        severity: 'error',
        code: 'tau2-bench',
        message: 'This is neither a tau2-bench result nor one of its simulations',
        remedy: 'Choose another format, or let it be detected.',
        file: file.path,
      });
    }
  },
};

const notSimulation = (file: string, item: number) =>
  ({
    severity: 'error',
    code: 'tau2-simulation',
    message: 'A tau2-bench simulation needs "task_id", "termination_reason", "reward_info" and "messages"; it was left out',
    remedy: 'The other simulations are read. Check what wrote it.',
    file,
    detail: `simulations[${item}]`,
  }) as const;

function draft(simulation: JsonObject, results: JsonObject, run: string): Draft {
  const info = object(results.info);
  const agent = object(info?.agent_info);
  const environment = object(info?.environment_info);
  const id = idText(simulation.task_id) ?? 'unknown';
  const task = objects(results.tasks).find((candidate) => idText(candidate.id) === id);
  const reward = object(simulation.reward_info);
  const gold = objects(object(task?.evaluation_criteria)?.actions);
  const { preamble, steps, usage } = tau2Steps(
    objects(simulation.messages),
    text(simulation.policy) ?? text(environment?.policy),
    objects(reward?.action_checks),
  );
  const stop = text(simulation.termination_reason);
  const broken = stop !== undefined && BROKEN.test(stop);
  const outcome = broken ? { error: stop, stop } : outcomeOf(reward, stop);
  return {
    format: 'tau2-bench',
    run,
    group: id,
    sample: count(simulation.trial),
    task: present({ id, text: scenario(task) }) ?? {},
    policy: present({ model: text(agent?.llm), agent: text(agent?.implementation) }) ?? {},
    preamble,
    steps,
    outcome,
    status: statusOf(outcome, broken, stop),
    usage: present({ ...usage, cost: number(simulation.agent_cost) ?? usage?.cost }),
    timing: present({
      start: parseTime(text(simulation.start_time)),
      end: parseTime(text(simulation.end_time)),
      duration: milliseconds(number(simulation.duration)),
    }),
    logged: numbers({ user_cost: simulation.user_cost ?? null, ticks: list(simulation.ticks)?.length ?? null }),
    reference: gold.length > 0 ? gold : undefined,
    extra: extras(simulation, environment, reward, broken),
  };
}

/** The run was cut by what is around the agent and its user. */
const BROKEN = /infrastructure|unexpected/;
/** Ends that a limit set. */
const LIMIT = /^max_|timeout|too_many/;

function outcomeOf(reward: JsonObject | undefined, stop: string | undefined): Outcome {
  const parts = object(reward?.reward_breakdown);
  return (
    present({
      reward: number(reward?.reward),
      success: zeroOrOne(reward?.reward),
      rewards: parts === undefined ? undefined : numbers(parts),
      stop,
    }) ?? {}
  );
}

function statusOf(outcome: Outcome, broken: boolean, stop: string | undefined): Status {
  if (broken) return 'error';
  if (outcome.reward !== undefined) return 'scored';
  return stop !== undefined && LIMIT.test(stop) ? 'truncated' : 'unscored';
}

/** What the simulated user was told to want, which is the task; its parts in the order they are written. */
function scenario(task: JsonObject | undefined): string | undefined {
  const told = object(task?.user_scenario)?.instructions ?? null;
  const lines = isObject(told) ? Object.values(told).filter((part): part is string => typeof part === 'string' && part !== '') : [];
  return text(told) ?? (lines.length > 0 ? lines.join('\n\n') : (text(task?.ticket) ?? text(object(task?.description)?.purpose)));
}

/** Checks longer than this, as JSON, stay in the file. */
const CHECK_CHARS = 8000;

function extras(simulation: JsonObject, environment: JsonObject | undefined, reward: JsonObject | undefined, broken: boolean) {
  const checks = ['db_check', 'action_checks', 'env_assertions', 'nl_assertions', 'communicate_checks', 'reward_basis'].map(
    (key) => [key, reward?.[key] ?? null] as const,
  );
  const kept = checks.filter(([, value]) => value !== null && !isEmpty(value) && JSON.stringify(value).length <= CHECK_CHARS);
  return present({
    simulation: idText(simulation.id),
    domain: text(environment?.domain_name),
    seed: number(simulation.seed),
    checks: kept.length > 0 ? Object.fromEntries(kept) : undefined,
    reward_note: text(object(reward?.info)?.note),
    reward_on_error: broken ? number(reward?.reward) : undefined,
  }) as JsonObject | undefined;
}

const isEmpty = (value: Json): boolean => Array.isArray(value) && value.length === 0;
