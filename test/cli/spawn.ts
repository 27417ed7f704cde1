import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { main } from '../../src/cli/main.ts';

const entry = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
export const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line as a user does: a process of its own. */
export async function cli(...args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, out, err };
}

/** Runs it in this process: the same but for the streams and the exit, and much faster. */
export async function run(...args: readonly string[]): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const signal = new AbortController().signal;
  const code = await main(args, {
    out: async (line) => void out.push(`${line}\n`),
    err: (line) => void err.push(`${line}\n`),
    signal,
    width: 100,
  });
  return { code, out: out.join(''), err: err.join('') };
}

export const jsonLines = (out: string): readonly Record<string, unknown>[] =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** Runs it with a reader that takes one chunk and goes away. */
export async function cutShort(...args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const err = text(child.stderr);
  const [first] = await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code] = await once(child, 'close');
  return { code, out: String(first), err: await err };
}
