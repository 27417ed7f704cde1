import { hash } from 'node:crypto';
import type { LogFile } from '../../core/importers/importer.ts';
import type { Proof } from '../store/rows.ts';

/** Bytes at the beginning, and before an offset, that stand for all before it. */
const sampled = 4096;

/** What the file looks like up to an offset. Hashes of fewer bytes, where the file has become shorter, differ. */
export async function proofOf(file: LogFile, offset: number): Promise<Proof> {
  const length = Math.min(sampled, offset);
  const head = await file.bytes(0, length);
  const tail = await file.bytes(offset - length, length);
  return { head: hash('sha1', head), tail: hash('sha1', tail) };
}

export const sameProof = (a: Proof, b: Proof): boolean => a.head === b.head && a.tail === b.tail;
