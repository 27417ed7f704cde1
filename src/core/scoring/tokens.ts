import { combine } from './hash.ts';
import type { Memory, Seen } from './memory.ts';
import { FEATURES } from './spec.ts';
import type { Words } from './words.ts';

/** Fields are told apart by a number, so that `error` said and `error` seen are two tokens. */
const FIELD = { task: 1, tool: 2, args: 3, own: 4, observation: 5 } as const;

/** Fills one row of token ids; slots that stay free are 0. The task's words go with the first step only. */
export function stepTokens(seen: Seen, memory: Memory, row: Int32Array): void {
  const ids = new Set<number>();
  for (const tool of seen.toolHashes.slice(0, 4)) ids.add(bucket(FIELD.tool, tool));
  bag(ids, FIELD.args, seen.args, 10, 4);
  bag(ids, FIELD.own, seen.own, 8, 8);
  bag(ids, FIELD.observation, seen.observation, 10, 8);
  if (memory.steps === 0) bag(ids, FIELD.task, memory.task, 14, 6);
  let slot = 0;
  for (const id of ids) {
    if (slot === row.length) return;
    row[slot++] = id;
  }
}

/** Adds the first `head` and last `tail` words, and the pairs of neighbours among them. */
function bag(ids: Set<number>, field: number, { shapes }: Words, head: number, tail: number): void {
  const cutEnd = Math.max(head, shapes.length - tail);
  let before: number | undefined;
  shapes.forEach((shape, i) => {
    if (i >= head && i < cutEnd) {
      before = undefined;
      return;
    }
    ids.add(bucket(field, shape));
    if (before !== undefined) ids.add(bucket(field, combine(before, shape)));
    before = shape;
  });
}

function bucket(field: number, hash: number): number {
  return 1 + (combine(field, hash) % (FEATURES.buckets - 1));
}
