import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Link } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf } from '../text/path.ts';
import { type CodexItem, codexSteps } from './codex-steps.ts';
import { idText, isObject, mostly, object, present, text } from './fields.ts';
import type { FileImporter, Imported, LogFile, Probe } from './importer.ts';
import { askedText } from './messages.ts';
import { spanOf, totalUsage } from './open-step.ts';
import { recordsOf } from './records.ts';

const LINE_TYPES = new Set([
  'session_meta',
  'turn_context',
  'response_item',
  'event_msg',
  'compacted',
  'world_state',
  'inter_agent_communication_metadata',
]);

const isLine = (value: Json): value is JsonObject =>
  isObject(value) && LINE_TYPES.has(text(value.type) ?? '') && isObject(value.payload) && typeof value.timestamp === 'string';

/** Until 2025 the first line was the bare session and the others bare items. */
const isOldSession = (value: Json | undefined): boolean =>
  isObject(value) && typeof value.id === 'string' && typeof value.timestamp === 'string' && 'instructions' in value && !('type' in value);

/**
 * OpenAI Codex CLI rollouts (`~/.codex/sessions/<year>/<month>/<day>/rollout-….jsonl`): one session a file, appended to
 * line by line. What the model did is taken from its response items; event lines repeat their text and add exit codes,
 * times, token counts and threads of sub-agents. The log has no reward.
 */
export const codexRollout: FileImporter = {
  id: 'codex-rollout',
  name: 'Codex CLI rollout',
  rewards: 'none in the log',
  groups: 'the same first prompt in the same folder; sub-agents apart',
  containers: ['lines'],
  writes: 'append',
  unit: 'file',

  detect({ records }: Probe) {
    return mostly(records, isLine) || isOldSession(records[0]) ? 'sure' : 'no';
  },

  async *read(file: LogFile): AsyncGenerator<Imported> {
    const items: CodexItem[] = [];
    let session: JsonObject | undefined;
    for await (const item of recordsOf(file, 'lines')) {
      if ('problem' in item) yield item;
      else if ('record' in item && isObject(item.record.value)) {
        const { value, place } = item.record;
        const line = place.kind === 'bytes' ? place.line : 0;
        const payload = object(value.payload);
        // Forked sessions repeat the first line of the one they come from: the first is their own.
        if (value.type === 'session_meta') session ??= payload;
        else if (isOldSession(value)) session ??= value;
        else if (payload !== undefined) items.push({ line, kind: text(value.type) ?? '', payload, time: text(value.timestamp) });
        else if (typeof value.type === 'string') items.push({ line, kind: 'response_item', payload: value, time: undefined });
      }
    }
    if (session !== undefined || items.length > 0) yield { draft: draft(file, session ?? {}, items), place: { kind: 'file' } };
  },
};

function draft(file: LogFile, session: JsonObject, items: readonly CodexItem[]): Draft {
  const read = codexSteps(items);
  const { preamble, steps, stop, error } = read;
  const instructions = text(object(session.base_instructions)?.text) ?? text(session.instructions);
  const parent = parentOf(session);
  const forked = idText(session.forked_from_id);
  const asked = read.asked ?? askedText(preamble);
  const cwd = text(session.cwd);
  const id = idText(session.id);
  const group = asked === undefined ? (id ?? file.path) : `prompt-${shortHash([cwd ?? '', asked], 12)}`;
  const links: readonly Link[] = [
    ...(parent === undefined ? [] : [{ kind: 'parent', ref: parent } as const]),
    ...(forked === undefined ? [] : [{ kind: 'continues', ref: forked } as const]),
    ...read.started.map(({ thread, step }) => ({ kind: 'sub-agent', ref: thread, step }) as const),
  ];
  return {
    format: 'codex-rollout',
    run: folderOf(file.path).replace(/\/\d{4}\/\d{2}\/\d{2}$/, ''),
    group: parent === undefined ? group : `${parent}/${group}`,
    task: present({ text: asked }) ?? {},
    policy: present({ model: read.model, agent: text(session.originator) ?? 'Codex CLI' }) ?? {},
    preamble: instructions ? [{ role: 'system', text: instructions }, ...preamble] : preamble,
    steps,
    outcome: present({ stop, error }) ?? {},
    status: error === undefined ? 'unscored' : 'error',
    usage: totalUsage(steps),
    timing: spanOf(steps.flatMap(({ timing }) => [timing?.start, timing?.end])),
    logged: Object.keys(read.logged).length > 0 ? read.logged : undefined,
    links: links.length > 0 ? links : undefined,
    extra: present({
      session: id,
      cwd,
      branch: text(object(session.git)?.branch),
      version: text(session.cli_version),
      effort: read.effort,
      role: text(session.agent_role),
      title: read.title,
    }) as JsonObject | undefined,
  };
}

/** A sub-agent names the thread that started it, at the top or in its source. */
function parentOf(session: JsonObject): string | undefined {
  const spawn = object(object(object(session.source)?.subagent)?.thread_spawn);
  return idText(session.parent_thread_id) ?? idText(spawn?.parent_thread_id);
}
