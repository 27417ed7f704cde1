import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/core/model/json.ts';
import { type Contents, memoryFile } from './memory-file.ts';
import { readAll } from './proofs.ts';

async function read(format: string, value: Json | string, path = 'run/log.json', neighbours: Readonly<Record<string, Contents>> = {}) {
  const contents = await readAll(memoryFile(path, typeof value === 'string' ? value : JSON.stringify(value), neighbours));
  expect(contents.format).toBe(format);
  return contents;
}

describe('who-and-when', () => {
  const history = ['A', 'Computer_terminal', 'B'].map((name) => ({ content: `${name} says`, role: 'user', name }));
  const run = (more: Readonly<Record<string, Json>>) => ({ history, question: 'q', question_ID: 'x', ...more });

  test.each<[string, Json, readonly (number | undefined)[]]>([
    ['a string', '2', [undefined, -1]],
    ['a number', 0, [-1, undefined]],
    ['an answer of the terminal, which belongs to what was run', '1', [-1, undefined]],
    ['outside the history', '17', [undefined, undefined]],
    ['no number', 'late', [undefined, undefined]],
  ])('the decisive mistake marks its step: %s', async (_, at, labels) => {
    const { trajectories } = await read('who-and-when', run({ mistake_step: at, mistake_agent: 'A' }));
    expect(trajectories[0]?.steps.map(({ label }) => label)).toEqual(labels);
    expect(trajectories[0]?.outcome).toEqual({ success: false });
  });
});
