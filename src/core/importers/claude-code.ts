import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Link } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf, nameOf } from '../text/path.ts';
import { type Entry, entryOf, isTurn, liveLines, sidechains } from './claude-lines.ts';
import { type Conversation, claudeSteps } from './claude-steps.ts';
import { isObject, object, present, text } from './fields.ts';
import type { FileImporter, Imported, LogFile, Probe } from './importer.ts';
import { askedText } from './messages.ts';
import { spanOf, totalUsage } from './open-step.ts';
import { recordsOf } from './records.ts';

/** A line of the conversation itself. */
const isTurnLine = (value: Json): boolean =>
  isObject(value) &&
  typeof value.sessionId === 'string' &&
  typeof value.uuid === 'string' &&
  'parentUuid' in value &&
  (value.type === 'user' || value.type === 'assistant') &&
  isObject(value.message);

/** A session starts with lines of bookkeeping. */
const isSessionLine = (value: Json): boolean =>
  isObject(value) &&
  typeof value.sessionId === 'string' &&
  typeof value.type === 'string' &&
  !('projectHash' in value) &&
  !('payload' in value);

/**
 * Claude Code sessions (`~/.claude/projects/<project>/<session>.jsonl`): one conversation a file, appended to line by
 * line. Sub-agents have files of their own (`<session>/subagents/agent-<id>.jsonl`), or, before 2.0, side chains in
 * the session's file, which are read as trajectories of their own. The log has no reward.
 */
export const claudeCode: FileImporter = {
  id: 'claude-code',
  name: 'Claude Code session',
  rewards: 'none in the log',
  groups: 'the same first prompt in the same folder; sub-agents apart',
  containers: ['lines'],
  writes: 'append',
  unit: 'file',

  detect({ records }: Probe) {
    if (records.some(isTurnLine)) return 'sure';
    return records.some(isSessionLine) ? 'maybe' : 'no';
  },

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const entries: Entry[] = [];
    const titles: Record<string, Json> = {};
    for await (const item of recordsOf(file, 'lines')) {
      if ('problem' in item) yield item;
      else if ('record' in item && isObject(item.record.value)) {
        const { value, place } = item.record;
        noteTitle(titles, value);
        const line = place.kind === 'bytes' ? place.line : 0;
        if (typeof value.uuid === 'string' || isTurnLine(value)) entries.push(slim(entryOf(value, line)));
      }
    }
    const main = entries.filter((entry) => entry.value.isSidechain !== true);
    const sides = sidechains(entries.filter((entry) => entry.value.isSidechain === true));
    if (main.some(isTurn)) yield { draft: await mainDraft(file, main, sides, titles), place: { kind: 'file' } };
    const alone = !main.some(isTurn) && sides.length === 1;
    for (const [k, chain] of sides.entries()) {
      yield { draft: sideDraft(file, chain), place: alone ? { kind: 'file' } : { kind: 'item', item: k + 1 } };
    }
  },
};

/** Of lines that are no turn only what is read later stays in memory. */
function slim(entry: Entry): Entry {
  if (isTurn(entry)) return entry;
  const { isSidechain, agentId, subtype, attachment } = entry.value;
  const queued = object(attachment)?.type === 'queued_command' ? attachment : undefined;
  return { ...entry, value: present({ isSidechain, agentId, subtype, attachment: queued }) as JsonObject };
}

const TITLES = new Map([
  ['summary', 'summary'],
  ['custom-title', 'customTitle'],
  ['ai-title', 'aiTitle'],
  ['pr-link', 'prUrl'],
]);

function noteTitle(titles: Record<string, Json>, value: JsonObject): void {
  const key = TITLES.get(text(value.type) ?? '');
  const said = key === undefined ? undefined : (text(value[key]) ?? text(value.title));
  if (key !== undefined && said !== undefined) titles[key] = said.slice(0, 500);
}

async function mainDraft(
  file: LogFile,
  entries: readonly Entry[],
  sides: readonly (readonly Entry[])[],
  titles: Readonly<Record<string, Json>>,
): Promise<Draft> {
  const { live, abandoned } = liveLines(entries);
  const read = claudeSteps(live, 'assistant');
  const about = sessionOf(live);
  const links = [...(await startedLinks(file, read)), ...sideLinks(read, sides)];
  const asked = read.asked ?? askedText(read.preamble);
  return {
    ...draft(read, about),
    run: folderOf(file.path),
    group: asked === undefined ? (about.session ?? file.path) : `prompt-${shortHash([about.cwd ?? '', asked], 12)}`,
    links: links.length > 0 ? links : undefined,
    extra: present({ ...titles, ...about, abandoned: abandoned > 0 ? abandoned : undefined }) as JsonObject,
  };
}

function sideDraft(file: LogFile, entries: readonly Entry[]): Draft {
  const read = claudeSteps(entries, 'assistant');
  const about = sessionOf(entries);
  const agent = agentOf(entries);
  const folder = folderOf(file.path);
  return {
    ...draft(read, about),
    run: nameOf(folder) === 'subagents' ? folderOf(folderOf(folder)) : folder,
    group: `${about.session ?? 'session'}/sub-agent-${shortHash([read.asked ?? askedText(read.preamble) ?? agent], 12)}`,
    links: about.session === undefined ? undefined : [{ kind: 'parent', ref: about.session }],
    extra: present({ ...about, agent }) as JsonObject,
  };
}

function draft(read: Conversation, about: Session): Omit<Draft, 'run' | 'group'> {
  const { preamble, steps, error, stop } = read;
  return {
    format: 'claude-code',
    task: present({ text: read.asked ?? askedText(preamble) }) ?? {},
    policy: present({ model: read.model, agent: 'Claude Code' }) ?? {},
    preamble,
    steps,
    outcome: present({ stop, error }) ?? {},
    status: error !== undefined ? 'error' : stop === 'max_tokens' ? 'truncated' : 'unscored',
    usage: totalUsage(steps),
    timing: spanOf(steps.flatMap(({ timing }) => [timing?.start, timing?.end])),
    logged: read.compactions > 0 ? { compactions: read.compactions } : undefined,
    extra: about as JsonObject,
  };
}

/** What the lines say about the session; the last one counts, since a resumed session copies the lines of the old one. */
interface Session {
  readonly session?: string;
  readonly cwd?: string;
  readonly branch?: string;
  readonly version?: string;
}

function sessionOf(entries: readonly Entry[]): Session {
  const last = (key: string): string | undefined =>
    text(entries.findLast(({ value }) => typeof value[key] === 'string' && value[key] !== '')?.value[key]);
  return present({ session: last('sessionId'), cwd: last('cwd'), branch: last('gitBranch'), version: last('version') }) ?? {};
}

const agentOf = (entries: readonly Entry[]): string =>
  text(entries.find(({ value }) => typeof value.agentId === 'string')?.value.agentId) ?? entries[0]?.uuid ?? 'sub-agent';

/** Links to the files of sub-agents where they are, else to their ids. */
async function startedLinks(file: LogFile, read: Conversation): Promise<readonly Link[]> {
  const links: Link[] = [];
  for (const { agent, session, step } of read.started) {
    const name = `agent-${agent}.jsonl`;
    const places = [`${session}/subagents/${name}`, name].filter((place) => /^[\w./-]+$/.test(place) && !place.includes('..'));
    const found: string[] = [];
    for (const place of places) if (found.length === 0 && (await file.sibling(place))) found.push(place);
    links.push({ kind: 'sub-agent', ref: found[0] ?? agent, step });
  }
  return links;
}

/** A side chain in the same file begins with the prompt of the call that started it. */
function sideLinks(read: Conversation, sides: readonly (readonly Entry[])[]): readonly Link[] {
  return sides.map((chain) => {
    const asked = claudeSteps(chain.filter(isTurn).slice(0, 1), 'assistant').asked;
    const step = read.steps.find(({ actions }) => actions.some(({ args }) => isObject(args) && args.prompt === asked));
    return present({ kind: 'sub-agent', ref: agentOf(chain), step: step?.index }) as Link;
  });
}
