import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome, Status } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { count, flag, idText, isObject, mostly, number, numbers, object, present, text, zeroOrOne } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { leftovers, merged } from './leftovers.ts';
import { askedText } from './messages.ts';
import { milliseconds, solvedBy } from './outcomes.ts';
import { responsesDialogue } from './responses.ts';

/**
 * NeMo-Gym rollouts, one a line in order of completion: the request, the whole agent run as one OpenAI response, and
 * what the verifier found (nemo_gym/rollout_collection.py of NVIDIA-NeMo/Gym; NeMo-RL's `trajectory_collection.jsonl`
 * has the same rows). A row of the failures file has a class of failure in place of a response.
 */
export const nemoGym: RecordImporter = {
  id: 'nemo-gym',
  name: 'NeMo-Gym rollouts',
  rewards: "`reward`, on the environment's own scale; other numbers of the verifier are named rewards; log-probs per model call",
  groups: '`_ng_task_index` and `_ng_rollout_index`; in older rows the same input',
  containers: ['lines'],
  writes: 'append',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isRow(value)) {
      const message = 'A NeMo-Gym rollout needs "responses_create_params" and "response"';
      throw new LogError({ severity: 'error', code: 'nemo-gym-row', message, remedy: 'Rows with inputs alone are tasks, not rollouts.' });
    }
    return [readRow(value, file.path)];
  },
};

const isRow = (value: Json): value is JsonObject =>
  isObject(value) && isObject(value.responses_create_params) && (isObject(value.response) || '_ng_failure_class' in value);

const TAKEN = new Set(
  (
    'responses_create_params response reward id agent_ref instance_config expected_answer agent_run_time mask_sample ' +
    '_ng_task_index _ng_rollout_index ng_trajectory ng_model_call_capture seed'
  ).split(' '),
);

function readRow(row: JsonObject, path: string): Draft {
  const request = object(row.responses_create_params) ?? {};
  const response = object(row.response) ?? {};
  const metadata = object(request.metadata) ?? {};
  const { preamble, steps } = responsesDialogue(request.input, response.output);
  const outcome = readOutcome(row, response);
  const index = count(row._ng_task_index);
  return {
    format: 'nemo-gym',
    run: path,
    group: index === undefined ? `input-${shortHash([JSON.stringify([request.input ?? null, metadata])], 12)}` : String(index),
    sample: index === undefined ? undefined : count(row._ng_rollout_index),
    task: {
      id: [metadata.instance_id, metadata.task_id, row.instance_id, row.task_id, row.uuid, row.id, index ?? null]
        .map(idText)
        .find((id) => id !== undefined),
      text: text(metadata.problem_statement) ?? askedText(preamble),
    },
    policy: present({ model: text(response.model) ?? text(request.model), agent: text(object(row.agent_ref)?.name) }) ?? {},
    preamble,
    steps,
    outcome,
    status: statusOf(row, response, outcome),
    usage: usageOf(object(response.usage)),
    timing: present({ duration: milliseconds(number(row.agent_run_time)) }),
    logged: numbers({ masked: row.mask_sample ?? null }),
    reference: row.expected_answer ?? undefined,
    extra: merged(leftovers(row, TAKEN), { rewardOnError: outcome.error === undefined ? undefined : (row.reward ?? undefined) }),
  };
}

function readOutcome(row: JsonObject, response: JsonObject): Outcome {
  const rewards = numbers(row, TAKEN);
  const stop = stopOf(row, response);
  const error = errorOf(row, response);
  if (error !== undefined) return { rewards, stop, error };
  const said = [row.resolved, row.success, row.accuracy, row.is_correct, row.correct, object(row.info)?.success].map(zeroOrOne);
  const success = said.find((known) => known !== undefined) ?? solvedBy(row.reward);
  return { reward: number(row.reward), success, rewards, stop, label: text(object(row.info)?.result) };
}

/** The run broke: no response at all, a failed response, or a sample that its environment took out because it broke. */
function errorOf(row: JsonObject, response: JsonObject): string | undefined {
  const failure = idText(row._ng_failure_class);
  if (failure !== undefined) return failure;
  const error = object(response.error);
  if (error !== undefined) return text(error.message) ?? text(error.code) ?? 'error without a message';
  return flag(row.mask_sample) === true ? (text(row.error_kind) ?? undefined) : undefined;
}

function stopOf(row: JsonObject, response: JsonObject): string | undefined {
  const cut = text(object(response.incomplete_details)?.reason);
  if (cut !== undefined) return cut;
  if (flag(row.agent_timed_out) === true) return 'agent_timed_out';
  if (flag(row.truncated) === true) return 'truncated';
  return flag(row.terminated) === true ? 'terminated' : undefined;
}

function statusOf(row: JsonObject, response: JsonObject, outcome: Outcome): Status {
  if (outcome.error !== undefined) return 'error';
  if (response.status === 'incomplete' || flag(row.truncated) === true || flag(row.agent_timed_out) === true) return 'truncated';
  return outcome.reward === undefined ? 'unscored' : 'scored';
}

/** Agents that do not count write zeros. */
function usageOf(usage: JsonObject | undefined): Draft['usage'] {
  const [input, output] = [number(usage?.input_tokens), number(usage?.output_tokens)];
  return !input && !output ? undefined : present({ input, output });
}
