import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Outcome, Status, Task } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf } from '../text/path.ts';
import { count, flag, idText, isObject, mostly, number, numbers, object, objects, present, text } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { askedText } from './messages.ts';
import { isLimit, milliseconds, successIn } from './outcomes.ts';
import { readGraph } from './verifiers-graph.ts';
import { readUpdates, type TraceUpdates, withUpdates } from './verifiers-updates.ts';

/**
 * Traces of verifiers v1 and prime-rl: one episode a line (before v0.9 one trace a line), written as episodes complete
 * (verifiers/v1/episode.py, prime_rl/monitors/file.py). An episode may hold several traces: samples of one task when
 * they have the same agent name, else the agents of a multi-agent task, which are compared with their like.
 */
export const verifiersV1Traces: RecordImporter = {
  id: 'verifiers-v1-traces',
  name: 'verifiers v1 / prime-rl traces',
  rewards: 'sum of `rewards` (score times weight), none when no reward was given; advantages and log-probs per token',
  groups: '`group.id`, else the key of the task, per training step; by agent name where an episode has several',
  containers: ['lines'],
  writes: 'append',
  unit: 'record',
  detect: ({ records }) => (mostly(records, (record) => isEpisode(record) || isTrace(record)) ? 'sure' : 'no'),
  prepare: readUpdates,
  read({ value }, file, prepared) {
    const updated = (trace: JsonObject) => withUpdates(trace, (prepared as TraceUpdates).get(idText(trace.id) ?? '') ?? []);
    if (isTrace(value)) return [readTrace(updated(value), {}, runOf(file.path), false)];
    if (!isEpisode(value)) {
      const message = 'A verifiers episode needs the list "traces", each with "nodes" and "rewards"';
      throw new LogError({ severity: 'error', code: 'verifiers-episode', message });
    }
    const traces = objects(value.traces);
    if (traces.length === 0) return [readTrace({}, value, runOf(file.path), false)];
    const agents = new Set(traces.map(agentOf));
    return traces.map((trace) => readTrace(updated(trace), value, runOf(file.path), agents.size > 1));
  },
};

const isTrace = (value: Json): value is JsonObject =>
  isObject(value) &&
  Array.isArray(value.nodes) &&
  value.nodes.every((node: Json) => isObject(node) && isObject(node.message)) &&
  ('calls' in value || 'rewards' in value);

/** An episode that failed before any trace has none, and says so in `errors`. */
const isEpisode = (value: Json): value is JsonObject =>
  isObject(value) && Array.isArray(value.traces) && value.traces.every(isTrace) && (value.traces.length > 0 || isFailed(value));

const isFailed = (value: JsonObject): boolean => isObject(value.task) && isObject(value.env) && Array.isArray(value.errors);

/** prime-rl keeps each training step in its own folder; the run is what they share. */
const runOf = (path: string): string => folderOf(path).replace(/\/step_\d{1,12}(?=\/|$)/, '');

const agentOf = (trace: JsonObject): string | undefined => text(object(trace.agent)?.name);

function readTrace(trace: JsonObject, episode: JsonObject, run: string, manyAgents: boolean): Draft {
  const graph = readGraph(trace);
  const task = object(trace.task) ?? object(episode.task) ?? {};
  const work = object(object(episode.run)?.work);
  const update = count(work?.step);
  const outcome = readOutcome(trace, episode);
  const agent = agentOf(trace);
  const config = object(object(trace.agent)?.config);
  return {
    format: 'verifiers-v1-traces',
    run,
    group: [update, groupOf(episode, task, graph.preamble), manyAgents ? agent : undefined].filter((part) => part !== undefined).join('/'),
    task: { ...taskOf(task), text: promptOf(task) ?? askedText(graph.preamble) },
    policy: present({ model: graph.model ?? text(config?.model), agent: text(object(config?.harness)?.id) ?? agent, update }) ?? {},
    preamble: graph.preamble,
    steps: graph.steps,
    outcome,
    status: statusOf(trace, outcome),
    usage: graph.usage,
    timing: timingOf(object(trace.timing)),
    logged: loggedOf(trace, work, graph.branches.length),
    reference: object(task.data)?.answer ?? undefined,
    extra: present({
      episode: idText(episode.id),
      trace: idText(trace.id),
      env: text(object(episode.env)?.name) ?? text(object(episode.env)?.id),
      trainable: flag(object(trace.agent)?.trainable),
      agentName: manyAgents ? agent : undefined,
      info: isObject(trace.info) && Object.keys(trace.info).length > 0 && small(trace.info) ? trace.info : undefined,
      // Paths from first to last message where the context was rebuilt: steps of each.
      branches: graph.branches.length > 1 ? graph.branches : undefined,
      observationsNotRecorded: graph.unanswered.length > 0 ? graph.unanswered : undefined,
    }) as JsonObject | undefined,
  };
}

const small = (value: Json): boolean => JSON.stringify(value).length <= 4000;

function groupOf(episode: JsonObject, task: JsonObject, preamble: Draft['preamble']): string {
  const named = [object(episode.group)?.id, task.key, task.hash, episode.group].map(idText).find((id) => id !== undefined);
  return named ?? `prompt-${shortHash([JSON.stringify(task.data ?? null), ...preamble.map((message) => message.text)], 12)}`;
}

function taskOf(task: JsonObject): Task {
  const data = object(task.data) ?? {};
  return { id: [data.name, data.id, data.idx, task.key].map(idText).find((id) => id !== undefined) };
}

const promptOf = (task: JsonObject): string | undefined => text(object(task.data)?.prompt);

function readOutcome(trace: JsonObject, episode: JsonObject): Outcome {
  const given = Object.entries(object(trace.rewards) ?? {}).flatMap(([name, value]): [string, number, number][] => {
    const score = number(isObject(value) ? value.score : value);
    return score === undefined ? [] : [[name, score, number(isObject(value) ? value.weight : undefined) ?? 1]];
  });
  const scores = Object.fromEntries(given.map(([name, score]) => [name, score]));
  const stop = text(trace.stop_condition);
  const failure = objects(trace.errors).at(-1) ?? ('nodes' in trace ? undefined : objects(episode.errors).at(-1));
  const failed = flag(trace.ok) === false || (!('nodes' in trace) && flag(episode.ok) === false);
  return {
    reward: given.length === 0 ? undefined : given.reduce((sum, [, score, weight]) => sum + score * weight, 0),
    success: successIn(scores),
    rewards: numbers({ ...object(trace.metrics), ...scores }),
    stop,
    error: failed || stop === 'error' ? errorText(failure) : undefined,
  };
}

const errorText = (error: JsonObject | undefined): string =>
  [text(error?.type), text(error?.message)]
    .filter((part) => part !== undefined && part !== '')
    .join(': ')
    .slice(0, 4000) || 'error without a message';

function statusOf(trace: JsonObject, outcome: Outcome): Status {
  if (outcome.error !== undefined) return 'error';
  if (isLimit(outcome.stop)) return 'truncated';
  if (outcome.reward !== undefined) return 'scored';
  return flag(trace.is_completed) === false && outcome.stop === undefined ? 'running' : 'unscored';
}

/** The agent's own span; set-up and scoring around it are no part of what the policy did. */
function timingOf(timing: JsonObject | undefined): Draft['timing'] {
  const agent = object(timing?.agent);
  return present({ start: milliseconds(number(agent?.start) ?? number(timing?.start)), end: milliseconds(number(agent?.end)) });
}

function loggedOf(trace: JsonObject, work: JsonObject | undefined, branches: number): Draft['logged'] {
  const weights = Object.entries(object(trace.rewards) ?? {}).map(([name, value]): [string, Json] => [
    `weight ${name}`,
    isObject(value) ? (value.weight ?? null) : null,
  ]);
  const policy = object(work?.policy);
  const [start, end] = [number(policy?.start), number(policy?.end)];
  const info = object(trace.info);
  const model = milliseconds(number(object(object(object(trace.timing)?.agent)?.model)?.duration));
  return numbers({
    ...Object.fromEntries(weights),
    advantage: info?.advantage ?? null,
    policyStart: start ?? null,
    policyEnd: end ?? null,
    // Policy versions that passed while the episode was generated.
    staleness: start === undefined || end === undefined ? null : end - start,
    trainedAtStep: object(info?.train)?.trained_at_step ?? null,
    modelMs: model ?? null,
    branches: branches > 1 ? branches : null,
  });
}
