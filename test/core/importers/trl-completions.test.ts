import { describe, expect, it } from 'vitest';
import type { LogFile } from '../../../src/core/importers/importer.ts';
import type { Json } from '../../../src/core/model/json.ts';
import { memoryFile } from './memory-file.ts';
import { readAll } from './proofs.ts';

type Row = Readonly<Record<string, Json>>;

/** A parquet file in memory: the rows, and the first bytes that say so. */
const tableFile = (rows: readonly Row[]): LogFile => ({
  ...memoryFile('out/completions/completions_00007.parquet', 'PAR1'),
  table: async () => ({ columns: Object.keys(rows[0] ?? {}), rows: rows.length, read: async (start, end) => rows.slice(start, end) }),
});

const row = (prompt: string, more: Row, advantage: number | null = 0): Row => ({
  step: 7,
  prompt,
  completion: 'First, a line.\n\nThe answer is 1.',
  ...more,
  advantage,
});

async function read(rows: readonly Row[]) {
  const contents = await readAll(tableFile(rows));
  expect([contents.format, contents.problems]).toEqual(['trl-completions', []]);
  return contents.trajectories;
}

/** Rows of one group with the advantage TRL gives them: the summed rewards less their mean, over their spread. */
function group(
  prompt: string,
  rewards: readonly Row[],
  others: readonly Row[],
  weights: Readonly<Record<string, number>> = {},
): readonly Row[] {
  const sums = rewards.map((reward) =>
    Object.entries(reward).reduce((sum, [name, value]) => sum + (value as number) * (weights[name] ?? 1), 0),
  );
  const mean = sums.reduce((a, b) => a + b, 0) / sums.length;
  const spread = Math.sqrt(sums.reduce((total, sum) => total + (sum - mean) ** 2, 0) / (sums.length - 1));
  return rewards.map((reward, k) => row(prompt, { ...reward, ...others[k] }, ((sums[k] ?? 0) - mean) / (spread + 1e-4)));
}

describe('groups', () => {
  it('are runs of one prompt cut to the number of generations', async () => {
    const prompts = ['a', 'a', 'b', 'b', 'b', 'b', 'a', 'a'];
    const read7 = await read(prompts.map((prompt) => row(prompt, { r: 1 })));
    const names = new Map([...new Set(read7.map((t) => t.group))].map((name, k) => [name, k]));
    expect(read7.map((t) => [names.get(t.group), t.sample])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
      [3, 0],
      [3, 1],
    ]);
    expect(read7.every((t) => t.group.startsWith('7/') && t.policy.update === 7 && t.run === 'out')).toBe(true);
  });

  it('are the same prompts wherever they stand when the rows are not in order', async () => {
    const read7 = await read(['a', 'b', 'a', 'b', 'b'].map((prompt) => row(prompt, { r: 1 })));
    expect(read7.map((t) => t.sample)).toEqual([0, 0, 1, 1, 2]);
    expect(new Set(read7.map((t) => t.group)).size).toBe(2);
  });
});

describe('rewards', () => {
  it('are told from numbers that were only logged by what explains the advantage', async () => {
    const rewards = [
      { solved_reward: 1, format_reward: 0.5 },
      { solved_reward: 0, format_reward: 0.5 },
      { solved_reward: 0, format_reward: 0 },
    ];
    const [first] = await read(group('a', rewards, [{ n_tokens: 100 }, { n_tokens: 250 }, { n_tokens: 20 }]));
    expect(first?.outcome).toEqual({ reward: 1.5, success: true, rewards: { solved_reward: 1, format_reward: 0.5 } });
    expect(first?.logged).toEqual({ advantage: expect.closeTo(1.09, 2), n_tokens: 100 });
  });

  it('with weights nobody logged are all the leading numbers', async () => {
    const rewards = [
      { x: 1, y: 0 },
      { x: 0, y: 1 },
      { x: 0, y: 0 },
    ];
    const read7 = await read(group('a', rewards, [{ note: 'text' }, { note: '' }, { note: 'more' }], { y: 0.1 }));
    expect(read7.map((t) => t.outcome.reward)).toEqual([1, 1, 0]);
    expect(read7[0]?.outcome.rewards).toEqual({ x: 1, y: 0 });
    expect(read7[0]?.extra).toEqual({ note: 'text' });
  });

  it('that a function did not give are left out of the sum; none at all is unknown, not zero', async () => {
    const read7 = await read([row('a', { p: 1, q: null }), row('a', { p: null, q: Number.NaN }), row('a', { p: 0, q: 0 })]);
    expect(read7.map((t) => [t.status, t.outcome.reward])).toEqual([
      ['scored', 1],
      ['unscored', undefined],
      ['scored', 0],
    ]);
  });

  it('of 0 and 1 mean success when there is one, or when a name says so; else nobody knows', async () => {
    const success = async (names: readonly string[]) => {
      const rows = [1, 0].map((value) => row('a', Object.fromEntries(names.map((name) => [name, value]))));
      return (await read(rows)).map((t) => t.outcome.success);
    };
    expect(await success(['anything'])).toEqual([true, false]);
    expect(await success(['format', 'accuracy_reward'])).toEqual([true, false]);
    expect(await success(['format', 'style'])).toEqual([undefined, undefined]);
    expect((await read([row('a', { correct: 0.5 }), row('a', { correct: 1 })])).map((t) => t.outcome.success)).toEqual([
      undefined,
      undefined,
    ]);
  });
});

it('cuts the completion into steps and keeps the prompt as it was given', async () => {
  const [first] = await read([row('system\nBe brief.\nuser\nWhat is 1?\nassistant\n', { r: 1 })]);
  expect(first?.preamble.slice(0, 2)).toEqual([
    { role: 'system', text: 'Be brief.' },
    { role: 'user', text: 'What is 1?' },
  ]);
  expect(first?.steps.map((step) => step.text)).toEqual(['First, a line.', 'The answer is 1.']);
});

it('reports a row without text and reads the others', async () => {
  const contents = await readAll(tableFile([row('a', { r: 1 }), { ...row('a', { r: 0 }), completion: null }]));
  expect(contents.trajectories).toHaveLength(1);
  expect(contents.problems).toMatchObject([{ code: 'trl-row', detail: 'row 2' }]);
});
