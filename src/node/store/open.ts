import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Problem } from '../../core/model/result.ts';
import { connectionSchema, schema, schemaVersion } from './schema.ts';

export interface Opened {
  readonly database: DatabaseSync;
  /** Set when the file on disk could not be used. */
  readonly problem?: Problem;
}

const memory = ':memory:';
/** How long a statement waits for another window's transaction. Milliseconds. */
const patience = 5000;
/** Databases up to this size are checked page by page when they are opened (about 2 ms a MiB). Bytes. */
const checkedSize = 32 * 1024 * 1024;
/** SQLite's result codes. */
const corrupt = 11;
const notDatabase = 26;

/**
 * Opens the index, building it where there is none. An index of another version is dropped; a damaged one is moved
 * aside; where the folder cannot be written, the index lives in memory and says so. Never throws for the file's sake.
 *
 * @param path a file, or `:memory:`
 */
export function openDatabase(path: string): Opened {
  if (path === memory) return { database: prepare(memory) };
  try {
    mkdirSync(dirname(path), { recursive: true });
    return { database: prepare(path) };
  } catch (error) {
    return damaged(error) ? replaceDamaged(path) : inMemory(path, error);
  }
}

function replaceDamaged(path: string): Opened {
  const aside = `${path}.damaged`;
  try {
    for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
    renameSync(path, aside);
    const database = prepare(path);
    const message = `The index was damaged; it is being built again. The old file is kept as ${aside}.`;
    return {
      database,
      problem: { severity: 'warning', code: 'index-damaged', message, remedy: 'Nothing to do; delete the old file.', file: path },
    };
  } catch (error) {
    return inMemory(path, error);
  }
}

function inMemory(path: string, error: unknown): Opened {
  const message = `The index cannot be kept on disk: ${error instanceof Error ? error.message : String(error)}.`;
  const remedy = `Check that ${dirname(path)} can be written. Until then every start reads all logs again.`;
  return { database: prepare(memory), problem: { severity: 'warning', code: 'index-in-memory', message, remedy, file: path } };
}

function prepare(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: patience });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;');
    migrate(database);
    database.exec(connectionSchema);
    if (path !== memory && statSync(path).size <= checkedSize) check(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Inside one write transaction, so that two windows that start together do not both build. */
function migrate(database: DatabaseSync): void {
  if (versionOf(database) === schemaVersion) return;
  database.exec('PRAGMA foreign_keys = OFF');
  database.exec('BEGIN IMMEDIATE');
  try {
    if (versionOf(database) !== schemaVersion) {
      const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all();
      for (const { name } of tables) database.exec(`DROP TABLE "${name}"`);
      database.exec(`${schema}; PRAGMA user_version = ${schemaVersion};`);
    }
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
  database.exec('PRAGMA foreign_keys = ON');
}

const versionOf = (database: DatabaseSync): unknown => database.prepare('PRAGMA user_version').get()?.user_version;

function check(database: DatabaseSync): void {
  const found = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (found !== 'ok') throw Object.assign(new Error(String(found)), { errcode: corrupt });
}

export function damaged(error: unknown): boolean {
  const code = (error as { errcode?: number }).errcode;
  return code !== undefined && [corrupt, notDatabase].includes(code & 0xff);
}
