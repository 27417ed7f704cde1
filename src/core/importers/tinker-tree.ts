import type { Json, JsonObject } from '../model/json.ts';
import type { Message, Step } from '../model/trajectory.ts';
import { isObject, list, number, object, objects, text } from './fields.ts';
import { dialogue } from './messages.ts';

/** One trajectory as tinker-cookbook's log tree tells it. */
export interface TreeEpisode {
  /** Position of its group among the groups of the tree, from 0. */
  readonly group: number;
  readonly sample: number;
  readonly preamble: readonly Message[];
  readonly steps: readonly Step[];
  /** Numbers of the tables under its heading: `total_return`, `final_group_reward`, …; rounded by the writer. */
  readonly totals: Readonly<Record<string, number>>;
  /** Reward of each turn, rounded by the writer. */
  readonly stepRewards: readonly (number | undefined)[];
}

interface Section {
  readonly title: string;
  readonly sections: readonly Section[];
  /** All conversations in it and in its sections, in order. */
  readonly conversations: readonly (readonly JsonObject[])[];
  readonly cells: Readonly<Record<string, number>>;
}

/**
 * The trajectories of a log tree: a page of nested sections (tinker_cookbook/utils/logtree.py), as JSON nodes `{tag,
 * attrs, children, data}`. A group is a section that holds sections headed "Trajectory k Episode" (the numbers) or
 * "Rollout k" (the conversations); a conversation is a node whose `data.type` says so.
 */
export function treeEpisodes(document: Json): readonly TreeEpisode[] {
  const root = rootOf(document);
  if (root === undefined) return [];
  return groupsIn(sectionOf(root)).flatMap(episodesOf);
}

/** The tree may stand alone or under `root` beside its title. */
export function rootOf(document: Json): JsonObject | undefined {
  if (!isObject(document)) return undefined;
  const node = object(document.root) ?? document;
  return Array.isArray(node.children) && typeof node.tag === 'string' ? node : undefined;
}

function sectionOf(node: JsonObject): Section {
  const found = {
    title: '',
    sections: [] as Section[],
    conversations: [] as (readonly JsonObject[])[],
    cells: {} as Record<string, number>,
  };
  const visit = (child: Json): void => {
    if (!isObject(child)) return;
    const data = object(child.data);
    if (data?.type === 'conversation') found.conversations.push(objects(data.messages).map(messageOf));
    else if (child.tag === 'section') {
      const section = sectionOf(child);
      found.sections.push(section);
      found.conversations.push(...section.conversations);
    } else if (/^h[1-6]$/.test(text(child.tag) ?? '') && found.title === '') found.title = wordsOf(child);
    else if (child.tag === 'tr') readCells(child, found.cells);
    else for (const inner of list(child.children) ?? []) visit(inner as Json);
  };
  for (const child of list(node.children) ?? []) visit(child as Json);
  return found;
}

const messageOf = (message: JsonObject): JsonObject => ({
  ...message,
  content: Array.isArray(message.content) ? message.content.map((part) => partOf(part as Json)) : (message.content ?? null),
});

function partOf(part: Json): Json {
  if (!isObject(part)) return part;
  if (part.type === 'tool_call') return { type: 'tool_call', name: part.function_name ?? null, arguments: part.function_arguments ?? null };
  if (part.type === 'unparsed_tool_call') return { type: 'text', text: text(part.raw_text) ?? '' };
  return part;
}

/** A row of two cells is a name and its value. */
function readCells(row: JsonObject, cells: Record<string, number>): void {
  const [name, value] = objects(row.children).map(wordsOf);
  const parsed = value === undefined || value.trim() === '' ? undefined : number(Number(value));
  if (name !== undefined && parsed !== undefined) cells[name.trim()] = parsed;
}

const wordsOf = (node: JsonObject): string =>
  (list(node.children) ?? [])
    .map((child) => (typeof child === 'string' ? child : isObject(child as Json) ? wordsOf(child as JsonObject) : ''))
    .join('');

const EPISODE = /^Trajectory (\d{1,9})(?: Episode)?$/;
const ROLLOUT = /^(?:Rollout (\d{1,9})|do_single_rollout)$/;

const holds = (section: Section, heading: RegExp): boolean => section.sections.some((inner) => heading.test(inner.title));

/** The sections that are groups: the outermost ones with rollouts in them, or with the numbers of episodes. */
function groupsIn(section: Section): readonly Section[] {
  const details = section.sections.filter((inner) => holds(inner, EPISODE));
  if (holds(section, ROLLOUT) || details.length === 1 || holds(section, EPISODE)) return [section];
  return section.sections.flatMap(groupsIn);
}

function episodesOf(group: Section, index: number): readonly TreeEpisode[] {
  const rollouts = group.sections.filter((inner) => ROLLOUT.test(inner.title));
  const details = [...group.sections, ...group.sections.flatMap((inner) => inner.sections)].filter((inner) => EPISODE.test(inner.title));
  const length = Math.max(rollouts.length, details.length);
  return Array.from({ length }, (_, sample) => {
    const rollout = rollouts.find((inner) => ROLLOUT.exec(inner.title)?.[1] === String(sample)) ?? rollouts[sample];
    const detail = details.find((inner) => EPISODE.exec(inner.title)?.[1] === String(sample));
    const { preamble, steps } = dialogue(rollout === undefined ? told(detail) : told(rollout));
    const turns = detail === undefined ? [] : turnsIn(detail);
    return {
      group: index,
      sample,
      preamble,
      steps,
      totals: detail === undefined ? {} : cellsIn(detail),
      stepRewards: turns.map((turn) => turn.cells.step_reward),
    };
  });
}

/** Environments log the conversation so far again and again, or piece by piece: what begins with the known part replaces it. */
function told(section: Section | undefined): readonly JsonObject[] {
  let known: readonly JsonObject[] = [];
  for (const messages of section?.conversations ?? []) {
    const repeats = messages.length >= known.length && known.every((message, k) => JSON.stringify(message) === JSON.stringify(messages[k]));
    known = repeats ? messages : [...known, ...messages];
  }
  return known;
}

const turnsIn = (section: Section): readonly Section[] =>
  section.sections.flatMap((inner) => (/^Turn \d+$/.test(inner.title) ? [inner] : turnsIn(inner)));

/** The numbers of a section but those of its turns. */
const cellsIn = (section: Section): Readonly<Record<string, number>> =>
  Object.assign({}, section.cells, ...section.sections.filter((inner) => !/^Turn \d+$/.test(inner.title)).map(cellsIn));
