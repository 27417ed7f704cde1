import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { line } from '../e2e/logs.ts';

/** A folder that is gone when the process ends. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollout-lens-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A JSONL file of made chats, at least this many bytes. */
export function bigLog(bytes: number, steps = 20): string {
  const file = join(scratch(), 'big.jsonl');
  let text = '';
  for (let index = 0; text.length < bytes; index++) text += line({ task: `task-${index >> 3}`, steps, reward: index % 3 ? 0 : 1 });
  writeFileSync(file, text);
  return file;
}
