import { expect, test } from 'vitest';
import { readLog } from '../../../src/core/importers/read.ts';
import { importerById } from '../../../src/core/importers/table.ts';
import { contentHash } from '../../../src/core/model/content-hash.ts';
import type { Json } from '../../../src/core/model/json.ts';
import type { Trajectory } from '../../../src/core/model/trajectory.ts';
import { memoryFile } from './memory-file.ts';

async function readRecords(
  format: string,
  records: readonly Json[],
  path = 'run/1.jsonl',
  neighbours: Readonly<Record<string, string>> = {},
): Promise<readonly Trajectory[]> {
  const importer = importerById(format);
  if (importer === undefined) throw new Error(format);
  const text = importer.containers.includes('lines')
    ? records.map((record) => `${JSON.stringify(record)}\n`).join('')
    : JSON.stringify(records);
  const trajectories: Trajectory[] = [];
  for await (const item of readLog(memoryFile(path, text, neighbours), importer)) {
    if ('problem' in item) throw new Error(item.problem.message);
    if ('trajectory' in item) trajectories.push(item.trajectory);
  }
  return trajectories;
}

test('verl: copies of a prompt that do not stand together are one group, per step', async () => {
  const row = (input: string, step: number, gts: Json = null) => ({ input, output: 'o', gts, score: 0, step });
  const read = await readRecords('verl-rollout', [row('a', 1), row('b', 1), row('a', 1), row('a', 2), row('a', 1, '7')]);
  const [a, b, a2, later, other] = read.map(({ group }) => group);
  expect(a2).toBe(a);
  expect(new Set([a, b, later, other]).size).toBe(4);
  expect(read.map(({ sample, policy }) => [sample, policy.update])).toEqual([
    [0, 1],
    [0, 1],
    [1, 1],
    [0, 2],
    [0, 1],
  ]);
  expect(new Set(read.map(({ run }) => run))).toEqual(new Set(['run']));
});

test.each<[string, Json, Json, boolean | undefined, number | undefined]>([
  ['acc says so', 0.3, 1, true, 0.3],
  ['acc says not', 1.2, false, false, 1.2],
  ['a score of 1 alone is no success', 1, null, undefined, 1],
  ['partial acc is unknown', 0.5, 0.5, undefined, 0.5],
])('verl: %s', async (_, score, acc, success, reward) => {
  const [only] = await readRecords('verl-rollout', [{ input: 'q', output: 'o', score, step: 1, acc }]);
  expect(only?.outcome).toMatchObject({ success, reward });
});

test('a number too large for a float is unknown, not infinite', async () => {
  const importer = importerById('verl-rollout');
  if (importer === undefined) throw new Error('verl-rollout');
  const file = memoryFile('run/1.jsonl', '{"input":"q","output":"o","score":1e999,"step":1,"kl":-1e999,"acc":1}\n');
  for await (const item of readLog(file, importer)) {
    if ('trajectory' in item)
      expect(item.trajectory).toMatchObject({ status: 'unscored', outcome: { reward: undefined, rewards: { acc: 1 } } });
    else if ('problem' in item) throw new Error(item.problem.message);
  }
});

test('tau-bench: strategy and model come from the name its writer gives', async () => {
  const episode = { task_id: 1, reward: 1, info: {}, traj: [], trial: 2 };
  const [only] = await readRecords('tau-bench', [episode], 'results/tool-calling-gpt-4o-0.0_range_0--1_user-gpt-4o-llm_0927.jsonl');
  expect(only).toMatchObject({ policy: { agent: 'tool-calling', model: 'gpt-4o' }, sample: 2, outcome: { reward: 1, success: true } });
});

test('verifiers: the model comes from metadata.json', async () => {
  const row = { example_id: 1, prompt: 'p', completion: 'c', reward: 1 };
  const [only] = await readRecords('verifiers-results', [row], 'e/results.jsonl', { 'metadata.json': '{"env_id": "e", "model": "m"}' });
  expect(only?.policy).toMatchObject({ model: 'm', agent: 'e' });
});

test('verifiers: calls that do not match the messages are read by themselves', async () => {
  const ask = [{ role: 'user', content: 'q' }];
  const [a, b] = [
    { role: 'assistant', content: 'a' },
    { role: 'assistant', content: 'b' },
  ];
  const answer = { role: 'user', content: 'go on' };
  const trajectory = [
    { prompt: ask, completion: [a], reward: 0, advantage: 1 },
    { prompt: [...ask, a, answer], completion: [b], reward: 1, advantage: 2 },
  ];
  const [only] = await readRecords('verifiers-results', [{ example_id: 1, prompt: ask, completion: [b], reward: 1, trajectory }]);
  expect(only?.steps).toMatchObject([
    { index: 0, text: 'a', reward: 0, logged: { advantage: 1 }, observations: [{ text: 'go on', from: 'user' }] },
    { index: 1, text: 'b', reward: 1, logged: { advantage: 2 } },
  ]);
});

test('the content hash follows what a scorer reads, and nothing else', async () => {
  const row = { input: 'q', output: 'one\n\ntwo', score: 0, step: 1, gts: 'x' };
  const hash = async (change: Readonly<Record<string, Json>>, path?: string) =>
    contentHash((await readRecords('verl-rollout', [{ ...row, ...change }], path))[0] as Trajectory);
  const same = await hash({});
  expect(await hash({ score: 1, acc: 1, step: 2, gts: 'y' }, 'other/2.jsonl')).toBe(same);
  expect(await hash({ output: 'one\n\ntwo!' })).not.toBe(same);
  expect(await hash({ input: 'q?' })).not.toBe(same);
  expect(same).toMatch(/^[0-9a-f]{32}$/);
});
