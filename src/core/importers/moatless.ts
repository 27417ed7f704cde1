import type { JsonObject } from '../model/json.ts';
import type { Draft, Message, Outcome, Status } from '../model/trajectory.ts';
import { folderOf, nameOf } from '../text/path.ts';
import { readDocument } from './document.ts';
import { flag, idText, isObject, number, object, objects, present, text } from './fields.ts';
import { type FileImporter, type Imported, LogError, type LogFile, type Probe } from './importer.ts';
import { leavesOf, pathTo, type TreeNode, treeNodes } from './moatless-tree.ts';
import { closeSteps, spanOf, totalUsage } from './open-step.ts';
import { isLimit } from './outcomes.ts';
import { resolvedIn } from './sweagent-report.ts';

const isNode = (value: unknown): boolean => isObject(value) && idText(value.node_id) !== undefined;

const isTree = (value: unknown): value is JsonObject =>
  isObject(value) &&
  ((Array.isArray(value.transitions) &&
    'current_transition_id' in value &&
    value.transitions.every((item) => isObject(item) && 'name' in item)) ||
    isNode(value.root) ||
    (isNode(value) && Array.isArray(value.children)) ||
    (Array.isArray(value.nodes) && value.nodes.length > 0 && value.nodes.every(isNode)));

/** More branches than this are not worth a row each. */
const MOST_BRANCHES = 500;
/** Branches share their beginnings, which each repeats; together no more states than this. */
const MOST_STATES = 50_000;
/** A patch longer than this stays in the file. */
const PATCH_CHARS = 20_000;

/**
 * Moatless trajectories: a search tree. The path to the selected state is the trajectory; the paths to the other ends
 * of the tree are its alternatives, in the same group. A node's reward is the value function's (-100 to 100).
 */
export const moatless: FileImporter = {
  id: 'moatless',
  name: 'Moatless search tree',
  rewards: "evaluation_result.resolved of the path's end, else report.json; reward, value and visits of each node",
  groups: 'instance id; one sample per branch, the selected first',
  containers: ['document'],
  writes: 'rewrite',
  unit: 'file',

  detect({ records }: Probe) {
    return isTree(records[0]) ? 'sure' : 'no';
  },

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const document = await readDocument(file);
    if (!isTree(document)) {
      throw new LogError({
        severity: 'error',
        code: 'moatless',
        message: 'This is no Moatless search tree',
        remedy: 'Choose another format, or let it be detected.',
        file: file.path,
      });
    }
    const nodes = treeNodes(document);
    const leaves = leavesOf(nodes);
    const selected = selectedOf(document, nodes, leaves);
    if (selected === undefined) return;
    const about = await describe(file, document);
    yield { draft: draft(document, pathTo(nodes, selected), about, true), place: { kind: 'file' } };
    const others = leaves.filter((leaf) => leaf !== selected);
    let length = 0;
    for (const [k, leaf] of others.entries()) {
      const path = pathTo(nodes, leaf);
      length += path.length;
      if (k >= MOST_BRANCHES || length > MOST_STATES) {
        yield { problem: tooMany(file.path, others.length - k) };
        return;
      }
      yield { draft: draft(document, path, about, false), place: { kind: 'item', item: k + 1 } };
    }
  },
};

const tooMany = (file: string, left: number) =>
  ({
    severity: 'warning',
    code: 'moatless-branches',
    message: `This search tree has too many ends to list; ${left} of them were left out`,
    remedy: 'The selected path and the first alternatives are read.',
    file,
  }) as const;

/** The state the search stands at or has chosen: as logged, else the finished end with the best value, else the last. */
function selectedOf(document: JsonObject, nodes: readonly TreeNode[], leaves: readonly TreeNode[]): TreeNode | undefined {
  const current =
    idText(document.current_transition_id) ?? idText(document.selected_node_id) ?? idText(object(document.metadata)?.selected_node_id);
  const named = nodes.find(({ id }) => id === current);
  if (named !== undefined) return named;
  const finished = leaves.filter(({ source }) => source.terminal === true);
  const value = ({ source }: TreeNode): number => number(object(source.reward)?.value) ?? number(source.value) ?? Number.NEGATIVE_INFINITY;
  const best = finished.reduce<TreeNode | undefined>(
    (top, leaf) => (top === undefined || value(leaf) > value(top) ? leaf : top),
    undefined,
  );
  return best ?? leaves.at(-1) ?? nodes.at(-1);
}

interface About {
  readonly run: string;
  readonly instance: string;
  readonly resolved: boolean | undefined;
}

async function describe(file: LogFile, document: JsonObject): Promise<About> {
  const folder = folderOf(file.path);
  const instance = idText(object(document.info)?.instance_id) ?? idText(object(document.metadata)?.instance_id) ?? nameOf(folder);
  return { run: folderOf(folder), instance, resolved: await resolvedIn(file, new Set([instance]), true) };
}

function draft(document: JsonObject, path: readonly TreeNode[], about: About, selected: boolean): Draft {
  const info = object(document.info);
  const end = path.at(-1)?.source ?? {};
  const steps = closeSteps(path.flatMap((node) => node.steps()));
  const preamble = asked(document, path);
  const outcome = outcomeOf(end, info, selected ? about.resolved : undefined, selected);
  const cost = selected ? number(info?.total_cost) : undefined;
  const submission = text(info?.submission);
  return {
    format: 'moatless',
    run: about.run,
    group: about.instance,
    task: present({ id: about.instance, text: preamble[0]?.text }) ?? {},
    policy: present({ model: modelOf(document, path), agent: 'Moatless' }) ?? {},
    preamble,
    steps,
    outcome,
    status: statusOf(outcome),
    usage: present({ ...totalUsage(steps), cost: cost ?? totalUsage(steps)?.cost }),
    timing: spanOf(steps.flatMap(({ timing }) => [timing?.start, timing?.end])),
    extra: present({
      end: idText(end.node_id) ?? idText(end.id),
      branch: selected ? 'selected' : 'alternative',
      submission: selected && submission !== undefined && submission.length <= PATCH_CHARS ? submission : undefined,
    }) as JsonObject,
  };
}

function asked(document: JsonObject, path: readonly TreeNode[]): readonly Message[] {
  const root = path[0]?.source;
  const told = text(document.initial_message) ?? text(root?.user_message) ?? text(root?.message);
  return told === undefined ? [] : [{ role: 'user', text: told }];
}

function modelOf(document: JsonObject, path: readonly TreeNode[]): string | undefined {
  const used = path.flatMap(({ source }) => [...objects(source.actions), ...objects(source.action_steps), source]);
  const named = used.map((item) => text(object(item.completion)?.model)).find((model) => model !== undefined);
  const agent = object(document.agent);
  return named ?? text(object(object(document.transition_rules)?.global_params)?.model) ?? text(object(agent?.completion_model)?.model);
}

/** Whether the loop ran into a limit of its own is only told in the words of its exception. */
function outcomeOf(end: JsonObject, info: JsonObject | undefined, reported: boolean | undefined, selected: boolean): Outcome {
  const resolved = flag(object(end.evaluation_result)?.resolved) ?? (selected ? (flag(info?.resolved) ?? reported) : undefined);
  const traceback = text(end.error) ?? (selected ? text(info?.error) : undefined);
  const failure = traceback?.trim().split('\n').at(-1) || undefined;
  const limit = failure !== undefined && (isLimit(failure) || /exceed|limit/i.test(failure));
  return (
    present({
      reward: resolved === undefined ? undefined : Number(resolved),
      success: resolved,
      label: resolved === undefined ? undefined : resolved ? 'resolved' : 'unresolved',
      stop: limit ? failure : end.terminal === true ? 'terminal' : undefined,
      error: limit ? undefined : failure,
    }) ?? {}
  );
}

function statusOf(outcome: Outcome): Status {
  if (outcome.reward !== undefined) return 'scored';
  if (outcome.error !== undefined) return 'error';
  return outcome.stop === undefined || outcome.stop === 'terminal' ? 'unscored' : 'truncated';
}
