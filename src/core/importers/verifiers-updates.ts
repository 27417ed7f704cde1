import type { Json, JsonObject } from '../model/json.ts';
import { count, idText, isObject, list, object, objects } from './fields.ts';
import type { LogFile } from './importer.ts';
import { recordsOf } from './records.ts';
import { nodePaths } from './verifiers-graph.ts';

/** What prime-rl learned about traces after it had written them, by trace id, in the order it is to be applied. */
export type TraceUpdates = ReadonlyMap<string, readonly JsonObject[]>;

/** The orchestrator ships a batch before the trainer trains on it. */
const PRODUCERS = ['orchestrator', 'trainer'];

const STREAMS = ['advantages', 'trainer_logprobs', 'entropies'];

/** Reads `annotations/{orchestrator,trainer}.jsonl` beside the traces, where they are. Broken lines are passed over. */
export async function readUpdates(file: LogFile): Promise<TraceUpdates> {
  const updates = new Map<string, JsonObject[]>();
  for (const producer of PRODUCERS) {
    const sidecar = await file.sibling(`annotations/${producer}.jsonl`);
    if (sidecar === undefined) continue;
    for await (const item of recordsOf(sidecar, 'lines')) {
      const value = 'record' in item ? item.record.value : undefined;
      const id = isObject(value) ? idText(value.trace_id) : undefined;
      if (id !== undefined && isObject(value)) updates.set(id, [...(updates.get(id) ?? []), value]);
    }
  }
  return updates;
}

/**
 * The trace with its updates: `info` merged, and each stream of a branch, one value per token from the root on, cut to
 * the nodes of that branch.
 */
export function withUpdates(trace: JsonObject, updates: readonly JsonObject[]): JsonObject {
  if (updates.length === 0) return trace;
  const nodes = objects(trace.nodes).map((node): Record<string, Json> => ({ ...node }));
  const paths = nodePaths(nodes);
  for (const branch of updates.flatMap((update) => objects(update.branches))) {
    const path = paths[count(branch.index) ?? paths.length] ?? [];
    for (const field of STREAMS) project(nodes, path, field, list(branch[field]) ?? []);
  }
  const info = updates.reduce<Json>((merged, update) => deepMerge(merged, update.info ?? {}), object(trace.info) ?? {});
  return { ...trace, nodes, info };
}

/** A node takes its part of a stream when the stream covers it and knows anything of it. */
function project(nodes: readonly Record<string, Json>[], path: readonly number[], field: string, stream: readonly Json[]): void {
  let from = 0;
  for (const index of path) {
    const node = nodes[index];
    const length = list(node?.token_ids)?.length ?? 0;
    const part = stream.slice(from, from + length);
    from += length;
    if (node !== undefined && length > 0 && part.length === length && part.some((value) => value !== null)) node[field] = part;
  }
}

const deepMerge = (old: Json, next: Json): Json =>
  isObject(old) && isObject(next)
    ? {
        ...old,
        ...Object.fromEntries(Object.entries(next).map(([key, value]) => [key, key in old ? deepMerge(old[key] ?? null, value) : value])),
      }
    : next;
