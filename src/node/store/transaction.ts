import type { DatabaseSync } from 'node:sqlite';

/** Runs `work` in one write transaction; waits for another window's (see `openDatabase`), rolls back when it throws. */
export function transaction<T>(database: DatabaseSync, work: () => T, rolledBack?: () => void): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    rolledBack?.();
    throw error;
  }
}
