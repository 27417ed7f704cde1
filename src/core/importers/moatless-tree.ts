import type { Json, JsonObject } from '../model/json.ts';
import { parseTime } from '../text/time.ts';
import { readContent } from './content.ts';
import { idText, isObject, list, number, object, objects, present, text } from './fields.ts';
import { type OpenStep, openStep } from './open-step.ts';

/** A state of the search: what was decided in it (none, one or more steps) and what it grew from. */
export interface TreeNode {
  readonly id: string;
  readonly parent: string | undefined;
  readonly source: JsonObject;
  readonly steps: () => readonly OpenStep[];
}

/** The nodes of a document in the order they were written: transitions (0.x), a nested root, or a flat list. */
export function treeNodes(document: JsonObject): readonly TreeNode[] {
  if (Array.isArray(document.transitions)) {
    return objects(document.transitions).map((source) => ({
      id: idText(source.id) ?? '',
      parent: idText(source.previous_state_id),
      source,
      steps: () => objects(source.actions).map((action) => transitionStep(source, action)),
    }));
  }
  const flat = object(document.root) ?? (document.node_id === undefined ? undefined : document);
  const found: TreeNode[] = [];
  const add = (source: JsonObject, parent: string | undefined): void => {
    const id = idText(source.node_id) ?? `${parent ?? ''}/${found.length}`;
    const above = parent ?? idText(source.parent_id) ?? idText(source.parent) ?? idText(object(source.parent)?.node_id);
    found.push({ id, parent: above, source, steps: () => nodeSteps(source) });
    for (const child of objects(source.children)) add(child, id);
  };
  if (flat !== undefined) add(flat, undefined);
  else for (const node of objects(document.nodes)) add(node, undefined);
  return found;
}

/** From the root to a node. */
export function pathTo(nodes: readonly TreeNode[], last: TreeNode): readonly TreeNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const path: TreeNode[] = [];
  const seen = new Set<TreeNode>();
  for (
    let at: TreeNode | undefined = last;
    at !== undefined && !seen.has(at);
    at = at.parent === undefined ? undefined : byId.get(at.parent)
  ) {
    seen.add(at);
    path.unshift(at);
  }
  return path;
}

/** Nodes nothing grew from. */
export function leavesOf(nodes: readonly TreeNode[]): readonly TreeNode[] {
  const parents = new Set(nodes.map(({ parent }) => parent));
  return nodes.filter(({ id }) => !parents.has(id));
}

/** 0.x: the state's name is the tool, the model's structured answer its arguments. */
function transitionStep(source: JsonObject, action: JsonObject): OpenStep {
  const step = openStep();
  const { scratch_pad, ...args } = object(action.request) ?? {};
  step.thoughts.push(text(scratch_pad) ?? '');
  step.actions.push({ tool: text(source.name) ?? 'unknown', args });
  const response = object(action.response);
  const retry = text(response?.retry_message);
  const output = object(response?.output);
  const told = [text(output?.message), text(output?.diff)].filter((part) => part !== undefined && part !== '');
  const seen =
    retry ??
    (told.length > 0 ? told.join('\n') : undefined) ??
    (output && Object.keys(output).length > 0 ? JSON.stringify(output) : undefined);
  if (seen !== undefined) step.observations.push({ text: seen, from: 'environment', isError: retry === undefined ? undefined : true });
  step.error = retry?.split('\n')[0];
  measure(step, object(action.completion));
  return step;
}

/** 1.x: one node is one decision, with the calls it made and its place in the search. */
function nodeSteps(source: JsonObject): readonly OpenStep[] {
  const acts = objects(source.action_steps);
  const old = object(source.action);
  const made =
    acts.length > 0
      ? acts
      : old === undefined
        ? []
        : [{ action: old, observation: source.observation ?? null, completion: completionOf(source) ?? null }];
  const said = text(source.assistant_message);
  if (made.length === 0 && said === undefined) return [];
  const step = openStep();
  step.thoughts.push(text(source.thoughts) ?? text(object(source.thoughts)?.text) ?? '');
  step.texts.push(said ?? '');
  for (const act of made) readAct(step, act);
  measure(step, completionOf(source));
  step.reward = number(object(source.reward)?.value) ?? number(source.reward);
  step.error = text(source.error)
    ?.split('\n')
    .findLast((line) => line.trim() !== '');
  const [value, visits] = [number(source.value), number(source.visits)];
  if (value !== undefined) step.logged.value_sum = value;
  if (visits !== undefined) step.logged.visits = visits;
  if (value !== undefined && visits !== undefined && visits > 0) step.logged.value = value / visits;
  if (source.is_duplicate === true) step.logged.is_duplicate = 1;
  return [step];
}

const completionOf = (source: JsonObject): JsonObject | undefined => {
  const completions = object(source.completions);
  return object(source.completion) ?? object(completions?.build_action) ?? object(list(source.completions)?.[0]);
};

function readAct(step: OpenStep, act: JsonObject): void {
  const { action_args_class, action_name, name, thoughts, ...args } = object(act.action) ?? {};
  const tool = text(action_name) ?? text(name) ?? text(action_args_class)?.split('.').at(-1)?.replace(/Args$/, '') ?? 'unknown';
  if (step.thoughts.every((thought) => thought !== text(thoughts))) step.thoughts.push(text(thoughts) ?? '');
  step.actions.push({ tool, args });
  const observation = act.observation;
  const seen = isObject(observation)
    ? (text(observation.message) ?? text(observation.summary))
    : readContent(observation as Json | undefined).text;
  if (seen) step.observations.push({ text: seen, from: 'environment' });
  for (const key of ['start_time', 'end_time']) step.times.push(...[parseTime(text(act[key]))].flatMap((time) => time ?? []));
  if (step.usage === undefined) measure(step, object(act.completion));
}

function measure(step: OpenStep, completion: JsonObject | undefined): void {
  const usage = object(completion?.usage) ?? object(object(completion?.response)?.usage);
  step.usage ??= present({
    input: number(usage?.prompt_tokens),
    output: number(usage?.completion_tokens),
    cost: number(usage?.completion_cost) ?? number(usage?.cost),
  });
}
