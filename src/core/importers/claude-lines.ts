import type { JsonObject } from '../model/json.ts';
import { idText, object, objects, text } from './fields.ts';

/** One line of a session: its place in the tree of lines and, where it is a turn, its content. */
export interface Entry {
  readonly line: number;
  readonly type: string;
  readonly uuid: string | undefined;
  readonly parent: string | undefined;
  readonly value: JsonObject;
}

export function entryOf(value: JsonObject, line: number): Entry {
  return {
    line,
    type: text(value.type) ?? '',
    uuid: text(value.uuid),
    // After a compaction the chain starts anew, and only this key leads back.
    parent: text(value.parentUuid) ?? text(value.logicalParentUuid),
    value,
  };
}

export const isTurn = ({ type, value }: Entry): boolean => (type === 'user' || type === 'assistant') && object(value.message) !== undefined;

/** A user line that only carries what a tool answered. */
export const isToolResult = ({ type, value }: Entry): boolean =>
  type === 'user' && objects(object(value.message)?.content).some((part) => part.type === 'tool_result');

export const messageId = ({ type, value }: Entry): string | undefined =>
  type === 'assistant' ? idText(object(value.message)?.id) : undefined;

/**
 * The lines of the conversation as it went on. Rewinding and retrying leaves several children of one line; the branch
 * that holds the last turn is the one that counts. Answers of parallel calls and the blocks of one message are side
 * branches too, and stay. Lines that hang on nothing known stay: nothing says they were abandoned.
 */
export function liveLines(entries: readonly Entry[]): { readonly live: readonly Entry[]; readonly abandoned: number } {
  const byId = new Map(entries.flatMap((entry) => (entry.uuid === undefined ? [] : [[entry.uuid, entry] as const])));
  const path = new Set<Entry>();
  for (let at = entries.findLast(isTurn); at !== undefined && !path.has(at); ) {
    path.add(at);
    at = at.parent === undefined ? undefined : byId.get(at.parent);
  }
  const messages = new Set([...path].flatMap((entry) => messageId(entry) ?? []));
  const dropped = new Set<Entry>();
  for (const entry of entries) {
    const parent = entry.parent === undefined ? undefined : byId.get(entry.parent);
    if (path.has(entry) || parent === undefined) continue;
    const side = !isTurn(entry) || isToolResult(entry) || messages.has(messageId(entry) ?? '');
    if (dropped.has(parent) || !side) dropped.add(entry);
  }
  return { live: entries.filter((entry) => !dropped.has(entry)), abandoned: [...dropped].filter(isTurn).length };
}

/** Side conversations of sub-agents that older versions wrote into the session's own file, each in order. */
export function sidechains(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const chains = new Map<string, Entry[]>();
  const keys = new Map<string, string>();
  for (const entry of entries) {
    const parent = entry.parent === undefined ? undefined : keys.get(entry.parent);
    const key = text(entry.value.agentId) ?? parent ?? entry.uuid ?? `line ${entry.line}`;
    if (entry.uuid !== undefined) keys.set(entry.uuid, key);
    const chain = chains.get(key);
    if (chain === undefined) chains.set(key, [entry]);
    else chain.push(entry);
  }
  return [...chains.values()].filter((chain) => chain.some(isTurn));
}
