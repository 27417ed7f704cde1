import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { LogError } from '../../../src/core/importers/importer.ts';
import type { Problem } from '../../../src/core/model/result.ts';
import type { ByteSource } from '../../../src/node/files/source.ts';

/** A folder that is gone when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollout-lens-files-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The problem a promise rejects with; anything but a `LogError` fails the test. */
export async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof LogError) return error.problem;
    throw error;
  }
  throw new Error('it did not reject');
}

export const bytesSource = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: async (offset, length) => bytes.subarray(offset, offset + length),
});

export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
