import type { DatabaseSync } from 'node:sqlite';
import type { StepScores } from '../../core/model/score.ts';

/** Scores by content hash and scorer identity, so that a moved or renamed log keeps them. */
export interface ScoreTable {
  get(contentHash: string, identity: string): StepScores | undefined;
  put(contentHash: string, scores: StepScores): void;
  /** Mean over the known step scores, by trajectory id; trajectories without a known score are left out. */
  means(run: string, identity: string): ReadonlyMap<string, number>;
  /** Deletes scores of content that no indexed log has any more, when they are older than `before` (milliseconds since the epoch). */
  prune(before: number): void;
}

export function scoreTable(database: DatabaseSync, now: () => number = Date.now): ScoreTable {
  const get = database.prepare('SELECT scorer, device, step_values FROM scores WHERE content_hash = ? AND identity = ?');
  const put = database.prepare(
    'INSERT OR REPLACE INTO scores(content_hash, identity, scorer, device, step_values, mean, written) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const means = database.prepare(
    `SELECT t.id, s.mean FROM trajectories t JOIN watched w ON w.file = t.file
     JOIN scores s ON s.content_hash = t.content_hash AND s.identity = :identity
     WHERE t.run = (SELECT id FROM runs WHERE key = :run) AND s.mean IS NOT NULL`,
  );
  const prune = database.prepare('DELETE FROM scores WHERE written < ? AND content_hash NOT IN (SELECT content_hash FROM trajectories)');

  return {
    get(contentHash, identity) {
      const row = get.get(contentHash, identity);
      if (!row) return undefined;
      return { scorer: row.scorer as string, identity, device: row.device as string, values: decode(row.step_values as Uint8Array) };
    },
    put(contentHash, scores) {
      const known = scores.values.filter((value) => value !== undefined);
      const mean = known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
      put.run(contentHash, scores.identity, scores.scorer, scores.device, encode(scores.values), mean, now());
    },
    means: (run, identity) => new Map(means.all({ run, identity }).map((row) => [row.id as string, row.mean as number])),
    prune: (before) => void prune.run(before),
  };
}

/** Little-endian doubles; NaN stands for unknown. */
function encode(values: StepScores['values']): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  for (const [index, value] of values.entries()) view.setFloat64(index * 8, value ?? Number.NaN, true);
  return new Uint8Array(view.buffer);
}

function decode(bytes: Uint8Array): (number | undefined)[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 8 }, (_, index) => {
    const value = view.getFloat64(index * 8, true);
    return Number.isNaN(value) ? undefined : value;
  });
}
