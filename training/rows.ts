import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/** A row of the training data; see the data's own README for every field. */
export interface Row {
  readonly id: string;
  readonly source: string;
  readonly task_id: string;
  readonly split_key: string;
  readonly model: string;
  readonly agent: string;
  readonly outcome: number;
  readonly quality?: string;
  readonly first_error?: number | null;
  readonly root_cause_step?: number | null;
  readonly steps: readonly RowStep[];
}

export interface RowStep {
  readonly i: number;
  readonly role: 'assistant' | 'user' | 'tool';
  readonly text: string;
  readonly thought?: string;
  readonly action?: { readonly tool: string; readonly args: string };
  readonly observation?: string;
  readonly is_error?: boolean;
  readonly agent?: string;
}

/** All rows of all `*.jsonl.gz` files in a folder, by file name. */
export async function* rows(folder: string): AsyncIterable<Row> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl.gz')).sort();
  for (const name of names) {
    const lines = createInterface({ input: createReadStream(join(folder, name)).pipe(createGunzip()) });
    for await (const line of lines) if (line !== '') yield JSON.parse(line) as Row;
  }
}

export const solved = (row: Row): boolean => row.outcome >= 0.999;
