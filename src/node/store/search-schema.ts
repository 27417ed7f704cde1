import { rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { damaged } from './open.ts';

/** Raised with every change below; a file of another version is dropped and built again. */
const version = 1;

/**
 * Content is kept in pieces of about 16,000 characters, deflated, so that a search can look into them; the trigrams of
 * each piece are indexed without their places, which is a fifth of an index that could find phrases by itself. A
 * document without `done` was broken off.
 */
const schema = `
CREATE TABLE documents(id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE, done INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE pieces(id INTEGER PRIMARY KEY, document INTEGER NOT NULL, field INTEGER NOT NULL, body BLOB NOT NULL) STRICT;
CREATE TABLE tools(name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE INDEX pieces_by_document ON pieces(document);
CREATE VIRTUAL TABLE grams USING fts5(body, content='', contentless_delete=1, tokenize='trigram', detail=none);
INSERT INTO grams(grams, rank) VALUES('automerge', 0);
INSERT INTO grams(grams, rank) VALUES('crisismerge', 400);
PRAGMA user_version = ${version};
`;

const memory = ':memory:';

/**
 * Opens the content index for this process alone, anew where it is damaged, of another version or larger than `limit`
 * bytes by a tenth. All of it can be read again from the logs, so nothing waits for the disk. Throws where the file
 * cannot be written, or is another process's (see `isTaken`).
 */
export function openSearchDatabase(path: string, limit: number): DatabaseSync {
  const opened = open(path);
  if (opened && (path === memory || sizeOf(path) <= limit * 1.1)) return opened;
  opened?.close();
  removeSearchDatabase(path);
  const built = open(path);
  if (!built) throw new Error(`${path} cannot be built`);
  return built;
}

/** Deletes the index and what belongs to it. */
export function removeSearchDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

/** Whether an error of opening means that another window has the file. */
export const isTaken = (error: unknown): boolean => ((error as { errcode?: number }).errcode ?? 0) % 256 === 5;

/** Undefined: it has to be deleted first. */
function open(path: string): DatabaseSync | undefined {
  const database = new DatabaseSync(path, { timeout: 100 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;');
    database.exec('PRAGMA wal_autocheckpoint = 200; BEGIN IMMEDIATE');
    const found = database.prepare('PRAGMA user_version').get()?.user_version;
    if (found === 0) database.exec(schema);
    database.exec('COMMIT');
    if (found === 0 || found === version) return database;
  } catch (error) {
    database.close();
    if (damaged(error) && path !== memory) return undefined;
    throw error;
  }
  database.close();
  return undefined;
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
