import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Step } from '../model/trajectory.ts';
import { folderOf, nameOf } from '../text/path.ts';
import { readDocument } from './document.ts';
import { count, idText, isObject, list, mostly, number, numbers, object, objects, present, text } from './fields.ts';
import { LogError, type LogFile, type RecordImporter } from './importer.ts';
import { leftovers, merged } from './leftovers.ts';
import { askedText } from './messages.ts';
import { isLimit, namedSuccess, solvedBy } from './outcomes.ts';
import { type TreeEpisode, treeEpisodes } from './tinker-tree.ts';

/**
 * Rollout summaries of tinker-cookbook, `iteration_<n>/<base>_rollout_summaries.jsonl`, one trajectory a line with a
 * reward per step and no text (tinker_cookbook/rl/rollout_logging.py). The text is taken from `<base>_logtree.json`
 * beside it, where that has a conversation for the trajectory.
 */
export const tinkerRolloutSummary: RecordImporter = {
  id: 'tinker-rollout-summary',
  name: 'tinker-cookbook rollout summaries',
  rewards: '`total_reward` (step rewards and the final group reward); `reward` per step',
  groups: '`group_idx` and `traj_idx`, per split and iteration',
  containers: ['lines'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  prepare: readTree,
  read({ value }, file, prepared) {
    if (!isRow(value)) {
      const message = 'A tinker rollout summary needs "group_idx", "traj_idx", "total_reward" and "steps"';
      throw new LogError({ severity: 'error', code: 'tinker-summary', message });
    }
    return [readRow(value, file.path, prepared as readonly TreeEpisode[])];
  },
};

const isRow = (value: Json): value is JsonObject =>
  isObject(value) && 'group_idx' in value && 'traj_idx' in value && 'total_reward' in value && Array.isArray(value.steps);

async function readTree(file: LogFile): Promise<readonly TreeEpisode[]> {
  const base = /^(.+)_rollout_summaries\.jsonl/.exec(file.name)?.[1];
  const tree = base === undefined ? undefined : await file.sibling(`${base}_logtree.json`);
  if (tree === undefined) return [];
  try {
    return treeEpisodes(await readDocument(tree));
  } catch {
    return [];
  }
}

const TAKEN = new Set(
  'schema_version split iteration group_idx traj_idx sampling_client_step total_reward final_reward trajectory_metrics steps final_ob_len'.split(
    ' ',
  ),
);

function readRow(row: JsonObject, path: string, episodes: readonly TreeEpisode[]): Draft {
  const [group, sample] = [count(row.group_idx), count(row.traj_idx)];
  const told = episodes.find((episode) => episode.group === group && episode.sample === sample);
  const steps = objects(row.steps);
  const [iteration, sampler] = [count(row.iteration), count(row.sampling_client_step)];
  const split = text(row.split);
  const folder = folderOf(path);
  const reward = number(row.total_reward);
  const metrics = numbers(object(row.trajectory_metrics) ?? {});
  const stop = text(steps.at(-1)?.stop_reason);
  const output = steps.map((step) => number(step.ac_len));
  return {
    format: 'tinker-rollout-summary',
    run: [/^iteration_\d+$/.test(nameOf(folder)) ? folderOf(folder) : folder, split].filter((part) => part !== undefined).join('/'),
    group: [iteration, idText(row.group_idx) ?? 'unknown'].filter((part) => part !== undefined).join('/'),
    sample,
    task: { text: askedText(told?.preamble ?? []) },
    policy: { update: sampler ?? iteration },
    preamble: told?.preamble ?? [],
    steps: steps.map((step, index) => readStep(step, index, told?.steps.length === steps.length ? told.steps[index] : undefined)),
    outcome: { reward, success: namedSuccess(metrics) ?? solvedBy(reward), rewards: metrics, stop },
    status: isLimit(stop) ? 'truncated' : reward === undefined ? 'unscored' : 'scored',
    usage: present({
      input: number(steps[0]?.ob_len),
      output:
        output.every((length) => length !== undefined) && output.length > 0 ? output.reduce((sum, length) => sum + length, 0) : undefined,
    }),
    logged: numbers({
      finalReward: row.final_reward ?? null,
      iteration: iteration ?? null,
      staleness: iteration === undefined || sampler === undefined ? null : iteration - sampler,
    }),
    extra: merged(leftovers(row, TAKEN), { stepLogs: logsOf(steps) }),
  };
}

function readStep(step: JsonObject, index: number, told: Step | undefined): Step {
  return {
    actor: 'assistant',
    actions: [],
    observations: [],
    ...told,
    index,
    reward: number(step.reward),
    usage: present({ input: number(step.ob_len), output: number(step.ac_len) }),
    logged: numbers(object(step.metrics) ?? {}),
  };
}

/** What the environment noted at each step, by step; kept while small. */
function logsOf(steps: readonly JsonObject[]): Json | undefined {
  const logs = steps.map((step) => step.logs ?? null);
  if (logs.every((entry) => entry === null || Object.keys(object(entry) ?? {}).length + (list(entry)?.length ?? 0) === 0)) return undefined;
  return JSON.stringify(logs).length <= 8000 ? logs : undefined;
}
