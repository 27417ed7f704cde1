import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Trajectory } from '../../core/model/trajectory.ts';
import { CONTENT_FIELDS, type ContentField, contentOf } from '../../core/query/content.ts';
import { pieces } from './pieces.ts';
import { openSearchDatabase } from './search-schema.ts';
import { transaction } from './transaction.ts';
import { candidatesFor } from './trigrams.ts';

/** Content of trajectories by content hash, to be searched. Calls are short: a few milliseconds at most. */
export interface SearchStore {
  /** Bytes on disk. */
  readonly size: number;
  /** Numbers of the documents in it by their hash. */
  documents(): Map<string, number>;
  /** Writes a document; every turn of the loop is one short piece of work. Returns its number when it is done. */
  add(hash: string, trajectory: Pick<Trajectory, 'steps'>): Generator<void, number, void>;
  /** Likewise. */
  remove(hash: string): Generator<void, void, void>;
  /** Names of tools that were ever seen, for completion. */
  tools(): string[];
  /** Numbers of the documents that hold one of the texts in that field, as they are found; `undefined` between two. */
  find(field: ContentField, texts: readonly string[]): Generator<number | undefined, void, void>;
  close(): void;
}

/** Candidates asked for at once. */
const page = 1000;
/** Characters of a tool's name that is worth completing. */
const longestName = 80;
/** Pages of the trigram index that are tidied with every piece: enough to keep up, short enough not to be felt. */
const tidied = 20;

export function openSearchStore(path: string, limit: number): SearchStore {
  const database = openSearchDatabase(path, limit);
  const sizes = database.prepare(
    'SELECT page_count - freelist_count AS pages, page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size',
  );
  const all = database.prepare('SELECT id, hash FROM documents WHERE done = 1');
  const broken = database.prepare('SELECT hash FROM documents WHERE done = 0');
  const begin = database.prepare('INSERT INTO documents(hash) VALUES (?) RETURNING id');
  const finish = database.prepare('UPDATE documents SET done = 1 WHERE id = ?');
  const idOf = database.prepare('SELECT id FROM documents WHERE hash = ?');
  const putPiece = database.prepare('INSERT INTO pieces(document, field, body) VALUES (?, ?, ?) RETURNING id');
  const putGrams = database.prepare('INSERT INTO grams(rowid, body) VALUES (?, ?)');
  const tidy = database.prepare(`INSERT INTO grams(grams, rank) VALUES ('merge', ${tidied})`);
  const somePieces = database.prepare(`SELECT id FROM pieces WHERE document = ? LIMIT ${page}`);
  const dropPiece = database.prepare('DELETE FROM pieces WHERE id = ?');
  const dropGrams = database.prepare('DELETE FROM grams WHERE rowid = ?');
  const putTool = database.prepare('INSERT OR IGNORE INTO tools VALUES (?)');
  const tools = database.prepare('SELECT name FROM tools ORDER BY name LIMIT 500');
  const dropDocument = database.prepare('DELETE FROM documents WHERE id = ?');
  const byGrams = database.prepare(`SELECT rowid AS id FROM grams WHERE grams MATCH ? AND rowid > ? ORDER BY rowid LIMIT ${page}`);
  const everyPiece = database.prepare(`SELECT id FROM pieces WHERE id > ? ORDER BY id LIMIT ${page}`);
  const bodyOf = database.prepare(
    'SELECT p.document, p.body FROM pieces p JOIN documents d ON d.id = p.document WHERE p.id = ? AND p.field = ? AND d.done = 1',
  );

  function* remove(hash: string): Generator<void, void, void> {
    const document = idOf.get(hash)?.id as number | undefined;
    if (document === undefined) return;
    for (let ids = somePieces.all(document); ids.length > 0; ids = somePieces.all(document)) {
      for (const { id } of ids) {
        transaction(database, () => {
          dropGrams.run(id as number);
          dropPiece.run(id as number);
        });
        yield;
      }
    }
    dropDocument.run(document);
  }

  /** Pieces that may hold the text: all where it is too short for the trigrams to tell. */
  function* candidates(text: string): Generator<number, void, void> {
    const match = candidatesFor(text);
    for (let last = 0; ; ) {
      const rows = match === undefined ? everyPiece.all(last) : byGrams.all(match, last);
      for (const { id } of rows) yield id as number;
      if (rows.length < page) return;
      last = rows.at(-1)?.id as number;
    }
  }

  // Of a window that was closed in the middle of a document.
  for (const { hash } of broken.all()) for (const _ of remove(hash as string));

  return {
    get size() {
      const { pages, page_size } = sizes.get() as { pages: number; page_size: number };
      return pages * page_size;
    },
    documents: () => new Map(all.all().map(({ hash, id }) => [hash as string, id as number])),
    *add(hash, trajectory) {
      const document = begin.get(hash)?.id as number;
      for (const name of new Set(contentOf('tool', trajectory))) if (name.length <= longestName) putTool.run(name);
      for (const [field, name] of CONTENT_FIELDS.entries()) {
        const texts = contentOf(name, trajectory);
        for (const body of pieces(name === 'tool' ? new Set(texts) : texts)) {
          transaction(database, () => {
            const id = putPiece.get(document, field, deflateRawSync(body, { level: 1 }))?.id as number;
            putGrams.run(id, body);
          });
          yield;
          tidy.run();
          yield;
        }
      }
      finish.run(document);
      return document;
    },
    remove,
    tools: () => tools.all().map(({ name }) => name as string),
    *find(field, texts) {
      const number = CONTENT_FIELDS.indexOf(field);
      const found = new Set<number>();
      for (const text of texts) {
        for (const id of candidates(text)) {
          const row = bodyOf.get(id, number);
          const document = row?.document as number;
          const fresh = row !== undefined && !found.has(document);
          const holds =
            fresh &&
            inflateRawSync(row.body as Uint8Array)
              .toString()
              .includes(text);
          if (holds) found.add(document);
          yield holds ? document : undefined;
        }
      }
    },
    close: () => database.close(),
  };
}
