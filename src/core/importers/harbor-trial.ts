import type { Json, JsonObject } from '../model/json.ts';
import type { Outcome, Policy, Status, Task, Timing, TokenTrace, Usage } from '../model/trajectory.ts';
import { nameOf } from '../text/path.ts';
import { parseTime } from '../text/time.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { readSidecar } from './document.ts';
import { idText, list, number, numberArray, numbers, object, objects, present, text, zeroOrOne } from './fields.ts';
import type { LogFile } from './importer.ts';

/** What a Harbor trial folder says beside the trajectory. */
export interface Trial {
  readonly result: JsonObject | undefined;
  /** The trial's `config.json`. With it and without a result the trial has not ended. */
  readonly config: JsonObject | undefined;
  readonly reward: number | undefined;
}

/** `up` leads from the file's folder to the trial's folder: `../` for `agent/trajectory.json`, empty for `result.json`. */
export async function readTrial(file: LogFile, up: string): Promise<Trial> {
  const result = object(await readSidecar(file, `${up}result.json`));
  const config = object(await readSidecar(file, `${up}config.json`));
  const isTrial = text(result?.trial_name) !== undefined;
  return {
    result: isTrial ? result : undefined,
    config: text(config?.trial_name) === undefined ? undefined : config,
    reward: await verifierReward(file, up),
  };
}

/** `verifier/reward.txt` holds one number, `verifier/reward.json` named ones; they exist before `result.json` does. */
async function verifierReward(file: LogFile, up: string): Promise<number | undefined> {
  const plain = await file.sibling(`${up}verifier/reward.txt`);
  if (plain) {
    const said = decodeUtf8(await plain.bytes(0, 64)).trim();
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(said)) return Number(said);
  }
  return number(object(await readSidecar(file, `${up}verifier/reward.json`))?.reward);
}

export function trialOutcome(trial: Trial, steps: number, stop?: string): Outcome {
  const rewards = object(object(trial.result?.verifier_result)?.rewards);
  const named = rewards && numbers(rewards);
  const only = named && Object.keys(named).length === 1 ? Object.values(named)[0] : undefined;
  const reward = named?.reward ?? only ?? (named ? undefined : trial.reward);
  const exception = object(trial.result?.exception_info);
  return (
    present({
      reward,
      success: zeroOrOne(reward),
      rewards: named,
      stop: timedOut(exception) ? text(exception?.exception_type) : stop,
      error:
        exception && (steps === 0 || !timedOut(exception))
          ? [text(exception.exception_type), text(exception.exception_message)].filter(Boolean).join(': ')
          : undefined,
    }) ?? {}
  );
}

/** The agent ran out of its time: its own doing, and the verifier has judged what it left behind. */
const timedOut = (exception: JsonObject | undefined): boolean => exception?.exception_type === 'AgentTimeoutError';

export function trialStatus(trial: Trial, outcome: Outcome, steps: number): Status {
  const exception = object(trial.result?.exception_info);
  if (exception && (steps === 0 || !timedOut(exception))) return 'error';
  if (outcome.reward !== undefined) return 'scored';
  if (exception) return 'truncated';
  return trial.config && !trial.result ? 'running' : 'unscored';
}

/** The task's name is in the result; before that in the configuration, as the folder the task came from. */
export function trialTask(trial: Trial, said: string | undefined): Task {
  const folder = text(object(trial.config?.task)?.path);
  return present({ id: text(trial.result?.task_name) ?? (folder && nameOf(folder)), text: said }) ?? {};
}

export function trialPolicy(trial: Pick<Trial, 'result' | 'config'>, agent: JsonObject | undefined): Policy {
  const info = object(trial.result?.agent_info);
  const config = object((object(trial.result?.config) ?? trial.config)?.agent);
  return (
    present({
      model: text(agent?.model_name) ?? text(config?.model_name) ?? text(object(info?.model_info)?.name),
      agent: text(agent?.name) ?? text(info?.name) ?? text(config?.name),
    }) ?? {}
  );
}

export function trialTiming(result: JsonObject | undefined): Timing | undefined {
  const phase = object(result?.agent_execution) ?? result;
  const start = parseTime(text(phase?.started_at));
  const end = parseTime(text(phase?.finished_at));
  return present({ start, end, duration: start !== undefined && end !== undefined ? end - start : undefined });
}

export function trialUsage(result: JsonObject | undefined, metrics: JsonObject | undefined): Usage | undefined {
  const agent = object(result?.agent_result);
  return present({
    input: number(metrics?.total_prompt_tokens) ?? number(agent?.n_input_tokens),
    output: number(metrics?.total_completion_tokens) ?? number(agent?.n_output_tokens),
    cost: number(metrics?.total_cost_usd) ?? number(agent?.cost_usd),
  });
}

/** Token ids and log-probs per model call, which RL runs put into the result: the first entry is the main agent. */
export function rolloutTokens(result: JsonObject | undefined): readonly (TokenTrace | undefined)[] {
  const details = objects(object(result?.agent_result)?.rollout_details)[0];
  const ids = list(details?.completion_token_ids) ?? [];
  const logprobs = list(details?.logprobs) ?? [];
  return Array.from({ length: Math.max(ids.length, logprobs.length) }, (_, turn) =>
    present({ ids: numberArray(ids[turn] as Json), logprobs: numberArray(logprobs[turn] as Json) }),
  );
}

/** The trial's own names, for the raw view. */
export const trialExtra = (result: JsonObject | undefined): JsonObject | undefined =>
  present({ trial: text(result?.trial_name), trial_id: idText(result?.id), dataset: text(result?.source) }) as JsonObject | undefined;
