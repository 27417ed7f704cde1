import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Step } from '../model/trajectory.ts';
import { count, idText, isObject, mostly, number, numbers, object, objects, text, zeroOrOne } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { leftovers } from './leftovers.ts';
import { askedText, dialogue } from './messages.ts';

/**
 * RAGEN's evaluation rollouts as JSON Lines (`output.format: jsonl`; ragen/llm_agent/agent_proxy.py of
 * mll-lab-nu/RAGEN). What a turn earned stands only in the text of the user message that follows it.
 */
export const ragenJsonl: RecordImporter = {
  id: 'ragen-jsonl',
  name: 'RAGEN rollouts',
  rewards: '`metadata.total_reward`, success from `metadata.success`; turn rewards from `(reward: x)` in the answers',
  groups: '`metadata.group_id`',
  containers: ['lines'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isRow(value)) {
      const message = 'A RAGEN row needs "custom_id", "messages" and "metadata" with "group_id"';
      throw new LogError({ severity: 'error', code: 'ragen-row', message });
    }
    return [readRow(value, file.path)];
  },
};

const isRow = (value: Json): value is JsonObject =>
  isObject(value) &&
  /^traj_\d+$/.test(text(value.custom_id) ?? '') &&
  Array.isArray(value.messages) &&
  'group_id' in (object(value.metadata) ?? {});

const NOT_METRICS = new Set(['env_id', 'group_id', 'total_reward', 'success', 'entropy', 'n_tokens']);

function readRow(row: JsonObject, path: string): Draft {
  const metadata = object(row.metadata) ?? {};
  const { preamble, steps } = dialogue(objects(row.messages));
  const reward = number(metadata.total_reward);
  const group = idText(metadata.group_id) ?? 'unknown';
  return {
    format: 'ragen-jsonl',
    run: path,
    group,
    task: { text: askedText(preamble) },
    policy: {},
    preamble,
    steps: steps.map(withReward),
    outcome: { reward, success: zeroOrOne(metadata.success), rewards: numbers(metadata, NOT_METRICS) },
    status: reward === undefined ? 'unscored' : 'scored',
    usage: count(metadata.n_tokens) === undefined ? undefined : { output: count(metadata.n_tokens) },
    logged: numbers({ entropy: metadata.entropy ?? null }),
    extra: leftovers({ custom_id: row.custom_id ?? null, env: idText(metadata.env_id) ?? null, ...metadata }, NOT_METRICS),
  };
}

function withReward(step: Step): Step {
  for (const seen of step.observations) {
    const match = /\(reward: *(-?\d+(?:\.\d+)?(?:e-?\d+)?)\)/i.exec(seen.text);
    if (match !== null) return { ...step, reward: Number(match[1]) };
  }
  return step;
}
