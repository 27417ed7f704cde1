import { expect, it } from 'vitest';
import { openFixture, readAll } from './proofs.ts';

const fixture = async (path: string) =>
  (await readAll(await openFixture({ format: 'agentless', path: `agentless/hand-made/results/${path}` }))).trajectories;

it('Agentless gives one trajectory per generation, with the stages that led to it', async () => {
  const runs = await fixture('repair_sample_1/output.jsonl');
  expect(runs.map(({ group, sample, status, outcome }) => [group, sample, status, outcome.success])).toEqual([
    ['i-1', 0, 'unscored', undefined],
    ['i-1', 1, 'unscored', undefined],
    ['i-2', 0, 'scored', true],
  ]);
  expect(runs[1]?.preamble).toEqual([{ role: 'user', text: 'Which files?' }]);
  expect(runs[1]?.steps).toMatchObject([
    {
      text: 'a.py',
      actions: [{ tool: 'locate files', args: { found: ['a.py'] } }],
      observations: [{ text: 'Which lines?' }],
      usage: { input: 100, output: 5 },
    },
    { text: 'line: 3', actions: [{ tool: 'locate edits' }], observations: [{ text: 'Repair it.' }] },
    { text: '### a.py\nfix 2', actions: [], logged: { try_count: 2 }, usage: { input: 0, output: 21 } },
  ]);
});

it('Agentless localisation is read by itself too', async () => {
  const [run] = await fixture('file_level/loc_outputs.jsonl');
  expect([run?.steps.length, run?.status, run?.group]).toEqual([1, 'unscored', 'i-1']);
});
