import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome, Step } from '../model/trajectory.ts';
import { nameOf } from '../text/path.ts';
import { count, idText, isObject, list, mostly, number, numbers, object, present, text, zeroOrOne } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { askedText, dialogue } from './messages.ts';

/**
 * tau-bench results: one JSON array of episodes, rewritten as each task ends. Written by tau_bench/run.py
 * (sierra-research/tau-bench). A crashed episode is logged with reward 0 and `info.error`: that is an error, not a
 * failure, and its reward is unknown here.
 */
export const tauBench: RecordImporter = {
  id: 'tau-bench',
  name: 'tau-bench results',
  rewards: '`reward` (0 or 1); crashed episodes have none',
  groups: '`task_id`; the sample is `trial`',
  containers: ['elements', 'lines'],
  writes: 'rewrite',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isEpisode) ? 'sure' : 'no'),
  read(record, file) {
    if (!isEpisode(record.value)) {
      const message = 'A tau-bench episode needs "task_id", "reward", "info" and the list "traj"';
      throw new LogError({
        severity: 'error',
        code: 'tau-bench-episode',
        message,
        remedy: 'It was left out; the other records are read. Check what wrote it.',
      });
    }
    return [readEpisode(record.value, file.path)];
  },
};

const isEpisode = (value: Json): value is JsonObject =>
  isObject(value) && idText(value.task_id) !== undefined && 'reward' in value && isObject(value.info) && Array.isArray(value.traj);

function readEpisode(episode: JsonObject, path: string): Draft {
  const info = object(episode.info) ?? {};
  const task = object(info.task) ?? {};
  const { preamble, steps } = dialogue(list(episode.traj) ?? []);
  const error = text(info.error);
  const userCost = number(info.user_cost);
  return {
    format: 'tau-bench',
    run: path,
    group: idText(episode.task_id) ?? 'unknown',
    sample: count(episode.trial),
    task: { id: idText(episode.task_id), text: text(task.instruction) ?? askedText(preamble) },
    policy: policyOf(nameOf(path)),
    preamble,
    steps: steps.map(markErrors),
    outcome: error === undefined ? readOutcome(episode, info) : { error },
    status: error !== undefined ? 'error' : number(episode.reward) === undefined ? 'unscored' : 'scored',
    ...(userCost === undefined ? {} : { logged: { userCost } }),
    reference: Array.isArray(task.actions) ? task.actions : undefined,
    extra: extras(task, info, error === undefined ? null : (episode.reward ?? null)),
  };
}

function readOutcome(episode: JsonObject, info: JsonObject): Outcome {
  const parts = object(object(info.reward_info)?.info);
  return { reward: number(episode.reward), success: zeroOrOne(episode.reward), rewards: parts === undefined ? undefined : numbers(parts) };
}

/** The tools of tau-bench answer failed calls with a text that starts with `Error`. */
function markErrors(step: Step): Step {
  const fails = step.observations.some((seen) => seen.from === 'tool' && /^Error\b/.test(seen.text));
  if (!fails) return step;
  const observations = step.observations.map((seen) =>
    seen.from === 'tool' && /^Error\b/.test(seen.text) ? { ...seen, isError: true } : seen,
  );
  return { ...step, observations };
}

/** The writer names its files `<strategy>-<model>-<temperature>_range_…`. */
function policyOf(name: string): Draft['policy'] {
  const match = /^(tool-calling|act|react|few-shot)-(.+)-[\d.]+_range_/.exec(name);
  return match === null ? {} : { agent: match[1], model: match[2] };
}

function extras(task: JsonObject, info: JsonObject, rewardOnError: Json): JsonObject | undefined {
  return present({
    user: task.user_id,
    outputs: Array.isArray(task.outputs) && task.outputs.length > 0 ? task.outputs : undefined,
    traceback: text(info.traceback),
    rewardInfo: object(info.reward_info)?.info,
    rewardOnError: rewardOnError ?? undefined,
  }) as JsonObject | undefined;
}
