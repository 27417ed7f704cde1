import type { JsonObject } from '../model/json.ts';
import type { Message, Step, Timing, Usage } from '../model/trajectory.ts';
import { count, flag, number, object, objects, present, text } from './fields.ts';
import { dialogue } from './messages.ts';
import { milliseconds } from './outcomes.ts';
import { tokenTrace } from './token-trace.ts';
import { turn } from './turn.ts';

/** A trace's message tree as one line of steps in order of time. */
export interface Graph {
  readonly preamble: readonly Message[];
  readonly steps: readonly Step[];
  /** Steps on each path from a root to a leaf; more than one where the context was rebuilt (compaction, sub-agents). */
  readonly branches: readonly (readonly number[])[];
  /** Steps whose tool calls have no answer in the log: the writer commits answers with the next model call only. */
  readonly unanswered: readonly number[];
  readonly usage?: Usage;
  /** Model of the first call. */
  readonly model?: string;
}

/**
 * Reads `nodes` (each with the index of its predecessor) and `calls`. A step is a sampled message; given messages are
 * observations of the sampled message they follow. Messages that begin a new context after the first step (a summary,
 * a sub-agent's prompt) are observations of the step before them in time.
 */
export function readGraph(trace: JsonObject): Graph {
  const nodes = objects(trace.nodes);
  const parents = nodes.map(parentOf);
  const sampled = nodes.flatMap((node, index) => (isSampled(node) ? [index] : []));
  const stepOf = new Map(sampled.map((node, step) => [node, step]));
  const above = stepsAbove(parents, stepOf);
  const answers: number[][] = sampled.map(() => []);
  const given: number[] = [];
  let latest: number | undefined;
  nodes.forEach((_, index) => {
    const own = stepOf.get(index);
    if (own !== undefined) latest = own;
    else if (latest === undefined) given.push(index);
    else answers[above[index] ?? latest]?.push(index);
  });
  const calls = new Map(objects(trace.calls).flatMap((call) => (count(call.node) === undefined ? [] : [[call.node, call] as const])));
  const message = (index: number): JsonObject => object(nodes[index]?.message) ?? {};
  const steps = sampled.map((node, index) => ({
    ...turn(message(node), (answers[index] ?? []).map(message)),
    index,
    tokens: tokensOf(nodes[node] ?? {}),
    timing: spanOf(calls.get(node)),
    usage: usageOf(object(calls.get(node)?.usage)),
  }));
  const used = steps.flatMap((step) => (step.usage === undefined ? [] : [step.usage]));
  return {
    preamble: dialogue([], given.map(message)).preamble,
    steps,
    branches: branchesOf(nodes, stepOf),
    unanswered: steps.filter((step) => step.actions.length > 0 && step.observations.length === 0).map((step) => step.index),
    usage: present({ input: sum(used.map((usage) => usage.input)), output: sum(used.map((usage) => usage.output)) }),
    model: objects(trace.calls)
      .map((call) => text(call.model))
      .find((model) => model !== undefined),
  };
}

/** Predecessors come before their successors; anything else is damage and makes a root. */
function parentOf(node: JsonObject, index: number): number | undefined {
  const parent = count(node.parent);
  return parent !== undefined && parent < index ? parent : undefined;
}

const isSampled = (node: JsonObject): boolean => flag(node.sampled) ?? object(node.message)?.role === 'assistant';

/** For each node the step above it, when there is one. */
function stepsAbove(parents: readonly (number | undefined)[], stepOf: ReadonlyMap<number, number>): readonly (number | undefined)[] {
  const above: (number | undefined)[] = [];
  for (const parent of parents) above.push(parent === undefined ? undefined : (stepOf.get(parent) ?? above[parent]));
  return above;
}

const MAX_BRANCHES = 200;

/** Indexes of the nodes on each path from a root to a leaf, in order of the leaves: the branches of a trace. */
export function nodePaths(nodes: readonly JsonObject[]): readonly (readonly number[])[] {
  const parents = nodes.map(parentOf);
  const inner = new Set(parents);
  const leaves = parents.flatMap((_, index) => (inner.has(index) ? [] : [index])).slice(0, MAX_BRANCHES);
  return leaves.map((leaf) => {
    const path: number[] = [];
    for (let at: number | undefined = leaf; at !== undefined; at = parents[at]) path.push(at);
    return path.reverse();
  });
}

function branchesOf(nodes: readonly JsonObject[], stepOf: ReadonlyMap<number, number>): readonly (readonly number[])[] {
  return nodePaths(nodes)
    .map((path) => path.flatMap((node) => stepOf.get(node) ?? []))
    .filter((path) => path.length > 0);
}

const tokensOf = (node: JsonObject) =>
  tokenTrace({
    ids: node.token_ids,
    lossMask: node.mask,
    logprobs: node.logprobs,
    refLogprobs: node.reference_logprobs,
    trainLogprobs: node.trainer_logprobs,
    entropies: node.entropies,
    advantages: node.advantages,
  });

function spanOf(call: JsonObject | undefined): Timing | undefined {
  const time = object(call?.time);
  return present({ start: milliseconds(number(time?.start)), end: milliseconds(number(time?.end)) });
}

const usageOf = (usage: JsonObject | undefined): Usage | undefined =>
  present({
    input: number(usage?.prompt_tokens) ?? number(usage?.input_tokens),
    output: number(usage?.completion_tokens) ?? number(usage?.output_tokens),
    cost: number(usage?.cost),
  });

const sum = (values: readonly (number | undefined)[]): number | undefined =>
  values.length > 0 && values.every((value) => value !== undefined) ? values.reduce((total, value) => total + value, 0) : undefined;
