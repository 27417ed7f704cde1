import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Step } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { tryJson } from '../text/json.ts';
import { folderOf } from '../text/path.ts';
import { count, flag, idText, isObject, list, mostly, number, numbers, object, objects, text } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { leftovers, merged } from './leftovers.ts';
import { askedText, dialogue } from './messages.ts';
import { isLimit, solvedBy } from './outcomes.ts';
import { promptMessages, textSteps } from './tagged-text.ts';

/**
 * ROLL's dumps, `rollout_dump_data.step_<N>.jsonl`: one line that is an object of columns, so one record is a whole
 * step (roll/pipeline/{rlvr,agentic}/utils.py of alibaba/ROLL). RLVR columns hold prompts and responses; agentic ones
 * hold JSON texts of the trajectory and its messages.
 */
export const rollDump: RecordImporter = {
  id: 'roll-dump',
  name: 'ROLL rollout dump',
  rewards: '`scores`, or `reward_info.episode_reward` with `step_rewards` per action',
  groups: '`id` or prompt (RLVR); tag, group, episode and seed of the environment (agentic); per global step',
  containers: ['lines', 'document'],
  writes: 'rewrite',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isColumns) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isColumns(value)) {
      const message = 'A ROLL dump is an object of columns: "global_step" and "responses", "trajectory_data" or "messages"';
      throw new LogError({ severity: 'error', code: 'roll-columns', message });
    }
    return rowsOf(value).map((row) => readRow(row, folderOf(file.path)));
  },
};

/** The columns that make a row; agentic dumps leave null rows out of some of them. */
const BODIES = ['trajectory_data', 'responses', 'messages'] as const;

const isColumns = (value: Json): value is JsonObject =>
  isObject(value) &&
  Array.isArray(value.global_step) &&
  (Array.isArray(value.trajectory_data) || Array.isArray(value.responses) || (Array.isArray(value.messages) && 'exp_name' in value)) &&
  !('input' in value);

function rowsOf(columns: JsonObject): readonly JsonObject[] {
  const length = Math.max(...BODIES.map((name) => list(columns[name])?.length ?? 0));
  const arrays = Object.entries(columns).flatMap(([name, values]) => (Array.isArray(values) ? [[name, values] as const] : []));
  return Array.from({ length }, (_, k) => Object.fromEntries(arrays.map(([name, values]) => [name, (values[k] ?? null) as Json])));
}

/** A value that the writer may have put into a string. */
const opened = (value: Json | undefined): Json | undefined => (typeof value === 'string' ? (tryJson(value) ?? value) : value);

const readRow = (row: JsonObject, run: string): Draft =>
  isObject(opened(row.trajectory_data)) || row.responses === undefined ? readAgentic(row, run) : readRlvr(row, run);

const RLVR = new Set(
  'global_step id prompt messages ground_truth responses scores test_cases test_case_function sampling_params'.split(' '),
);

function readRlvr(row: JsonObject, run: string): Draft {
  const prompt = text(row.prompt) ?? '';
  const messages = objects(opened(row.messages));
  const preamble = messages.length > 0 ? dialogue([], messages).preamble : promptMessages(prompt);
  const update = count(row.global_step);
  const id = idText(row.id);
  const reward = number(row.scores);
  return {
    format: 'roll-dump',
    run,
    group: [update, id ?? shortHash([prompt], 12)].filter((part) => part !== undefined).join('/'),
    task: { id, text: askedText(preamble) },
    policy: { update },
    preamble,
    steps: textSteps(text(row.responses) ?? ''),
    outcome: { reward, success: solvedBy(reward) },
    status: reward === undefined ? 'unscored' : 'scored',
    reference: row.ground_truth ?? undefined,
    extra: leftovers(row, RLVR),
  };
}

const AGENTIC = new Set(['global_step', 'trajectory_data', 'messages', 'tools']);
const TRAJECTORY = new Set('env_info timing_info length_info reward_info failure_info current_step last_observation'.split(' '));

function readAgentic(row: JsonObject, run: string): Draft {
  const data = object(opened(row.trajectory_data)) ?? {};
  const [env, rewards, failure, length] = ['env_info', 'reward_info', 'failure_info', 'length_info'].map((key) => object(data[key]) ?? {});
  const { preamble, steps } = dialogue(objects(opened(row.messages)));
  const update = count(row.global_step) ?? count(data.current_step);
  const reward = number(rewards?.episode_reward) ?? number(rewards?.final_reward);
  const stop = text(failure?.stop_reason) ?? (flag(length?.truncated) === true ? 'truncated' : undefined);
  const error = errorOf(failure ?? {});
  const known = error === undefined ? { reward, success: solvedBy(reward) } : { error };
  return {
    format: 'roll-dump',
    run,
    group: [update, env?.tag, env?.group_id, env?.episode_id, env?.seed].flatMap((part) => idText(part) ?? []).join('/') || 'unknown',
    task: { text: askedText(preamble) },
    policy: { update, agent: idText(row.exp_name) },
    preamble,
    steps: withRewards(steps, list(rewards?.step_rewards)),
    outcome: {
      ...known,
      rewards: numbers({ first_round_reward: rewards?.first_round_reward ?? null, final_reward: rewards?.final_reward ?? null }),
      stop,
    },
    status:
      error !== undefined
        ? 'error'
        : flag(length?.truncated) === true || isLimit(stop)
          ? 'truncated'
          : reward === undefined
            ? 'unscored'
            : 'scored',
    logged: numbers({ ...object(data.timing_info) }),
    extra: merged(leftovers(row, AGENTIC), leftovers(data, TRAJECTORY), {
      env: env === undefined ? undefined : leftovers(env, new Set()),
      failure: failure === undefined ? undefined : leftovers(failure, new Set()),
      rewardOnError: error === undefined ? undefined : reward,
    }),
  };
}

/** Step rewards count actions; they are joined only where there are as many as the policy has turns. */
function withRewards(steps: readonly Step[], rewards: readonly Json[] | undefined): readonly Step[] {
  if (rewards === undefined || rewards.length !== steps.length) return steps;
  return steps.map((step, k) => ({ ...step, reward: number(rewards[k]) }));
}

/** The environment or the sandbox broke; running out of turns is no such failure. */
function errorOf(failure: JsonObject): string | undefined {
  const mode = text(failure.failure_mode);
  if (mode === undefined || !/env|infra|sandbox|reset|exception|error/i.test(mode)) return undefined;
  const messages = failure.error_messages;
  const said =
    typeof messages === 'string'
      ? messages
      : Array.isArray(messages)
        ? messages.flatMap((item) => text(item as Json) ?? []).join('; ')
        : '';
  return (said === '' ? mode : `${mode}: ${said}`).slice(0, 4000);
}
