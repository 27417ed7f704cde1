import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome, Status, Step } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf } from '../text/path.ts';
import { count, flag, idText, isObject, mostly, number, numbers, object, objects, text } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { leftovers, merged } from './leftovers.ts';
import { askedText } from './messages.ts';
import { isLimit, milliseconds } from './outcomes.ts';
import { rllmSteps } from './rllm-steps.ts';

/**
 * rLLM episodes, one JSON file each: `episodes/train_step_<s>_epoch_<e>/episode_…json` while training
 * (rllm/utils/episode_logger.py of rllm-org/rllm), `episodes/episode_<n>_<task>.json` in evaluation. An episode may
 * hold the trajectories of several agents.
 */
export const rllmEpisode: RecordImporter = {
  id: 'rllm-episode',
  name: 'rLLM episodes',
  rewards: "the trajectory's `reward`, success from `is_correct`; step rewards where any is not 0, advantages and returns per step",
  groups: '`task_hash`, else the task part of the episode id, per training step; by agent name where an episode has several',
  containers: ['document', 'lines', 'elements'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isEpisode) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isEpisode(value)) {
      const message = 'An rLLM episode needs "trajectories" with "steps", and "task_hash", "episode_id" or "is_correct"';
      throw new LogError({ severity: 'error', code: 'rllm-episode', message });
    }
    return readEpisode(value, file.path);
  },
};

const isEpisode = (value: Json): value is JsonObject =>
  isObject(value) &&
  Array.isArray(value.trajectories) &&
  value.trajectories.every((item: Json) => isObject(item) && Array.isArray(item.steps)) &&
  'is_correct' in value &&
  ('task_hash' in value || 'episode_id' in value || 'eval_idx' in value || 'termination_reason' in value);

/** Training files lie in a folder per step. */
const runOf = (path: string): string => folderOf(path).replace(/\/(train|val)_step_\d{1,12}_epoch_\d{1,12}$/, '/$1');

function readEpisode(episode: JsonObject, path: string): readonly Draft[] {
  const trajectories = objects(episode.trajectories);
  const [task, sample] = idOf(episode);
  const update = count(episode.training_step);
  const agents = new Set(trajectories.map((item) => text(item.name)));
  const group = [update, idText(episode.task_hash) ?? task ?? shortHash([JSON.stringify(episode.task ?? null)], 12)];
  // An episode without trajectories still says how its task ended.
  return (trajectories.length > 0 ? trajectories : [{}]).map((trajectory) => ({
    ...readTrajectory(trajectory, episode, update, task),
    run: runOf(path),
    group: [...group, agents.size > 1 ? text(trajectory.name) : undefined].filter((part) => part !== undefined).join('/'),
    sample: agents.size === trajectories.length ? sample : undefined,
  }));
}

/** Ids are `<task>:<sample>`. */
function idOf(episode: JsonObject): readonly [string | undefined, number | undefined] {
  const id = idText(episode.episode_id) ?? idText(episode.id);
  const match = /^(.*):(\d{1,9})$/.exec(id ?? '');
  const task = object(episode.task);
  const named = idText(task?.id) ?? idText(task?.task_id);
  return match === null ? [named ?? id ?? idText(episode.eval_idx), undefined] : [named ?? match[1], Number(match[2])];
}

function questionOf(task: Json | undefined): string | undefined {
  if (typeof task === 'string') return task;
  const fields = object(task) ?? {};
  const named = [fields.instruction, fields.question, fields.problem, fields.problem_statement, fields.prompt, fields.task].map(text);
  return named.find((found) => found !== undefined);
}

const EPISODE = new Set('trajectories task timing metrics is_correct termination_reason training_step task_hash artifacts'.split(' '));
const TRAJECTORY = new Set('steps reward timing info uid name task signals metrics'.split(' '));

function readTrajectory(
  trajectory: JsonObject,
  episode: JsonObject,
  update: number | undefined,
  id: string | undefined,
): Omit<Draft, 'run' | 'group'> {
  const { preamble, steps } = rllmSteps(objects(trajectory.steps));
  const outcome = readOutcome(trajectory, episode);
  const task = object(episode.task) ?? {};
  return {
    format: 'rllm-episode',
    task: { id, text: questionOf(episode.task) ?? askedText(preamble) },
    policy: { agent: text(trajectory.name), update: update ?? versionOf(objects(trajectory.steps)) },
    preamble,
    steps: withRewards(steps, objects(trajectory.steps)),
    outcome,
    status: statusOf(outcome),
    timing: durationOf(object(trajectory.timing) ?? object(object(trajectory.info)?.timing) ?? object(episode.timing)),
    logged: numbers({ ...object(trajectory.metrics), epoch: episode.epoch ?? null, staleness: trajectory.staleness ?? null }),
    reference: [task.ground_truth, task.answer, object(task.metadata)?.ground_truth].find((found) => found !== undefined && found !== null),
    extra: merged(leftovers(episode, EPISODE), leftovers(trajectory, TRAJECTORY), {
      uid: trajectory.uid ?? undefined,
    }),
  };
}

const versionOf = (steps: readonly JsonObject[]): number | undefined =>
  steps.map((step) => count(step.weight_version)).find((v) => v !== undefined);

function durationOf(timing: JsonObject | undefined): Draft['timing'] {
  const seconds = [timing?.total, timing?.total_time, timing?.duration, timing?.elapsed].map(number).find((found) => found !== undefined);
  return seconds === undefined ? undefined : { duration: milliseconds(seconds) };
}

function readOutcome(trajectory: JsonObject, episode: JsonObject): Outcome {
  const stop = text(episode.termination_reason);
  const rewards = numbers({ ...object(episode.metrics), ...object(trajectory.signals) });
  if (stop !== undefined && /error|exception|crash/i.test(stop)) return { rewards, stop, error: errorText(episode) ?? stop };
  const reward = number(trajectory.reward);
  // `is_correct` is false until an evaluator says otherwise; without a reward none has.
  const judged = reward !== undefined || episode.is_correct === true;
  return { reward, success: judged ? flag(episode.is_correct) : undefined, rewards, stop };
}

function errorText(episode: JsonObject): string | undefined {
  const error = object(episode.metadata)?.error ?? episode.error;
  return (text(object(error)?.message) ?? text(error))?.slice(0, 4000);
}

function statusOf(outcome: Outcome): Status {
  if (outcome.error !== undefined) return 'error';
  if (isLimit(outcome.stop)) return 'truncated';
  return outcome.reward === undefined && outcome.success === undefined ? 'unscored' : 'scored';
}

/** A step's reward is 0 until something sets it: where all are 0, none was given. */
function withRewards(steps: readonly Step[], logged: readonly JsonObject[]): readonly Step[] {
  const given = logged.some((step) => (number(step.reward) ?? 0) !== 0);
  return given ? steps.map((step, k) => ({ ...step, reward: number(logged[k]?.reward) })) : steps;
}
