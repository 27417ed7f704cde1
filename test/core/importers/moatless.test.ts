import { expect, it } from 'vitest';
import { memoryFile } from './memory-file.ts';
import { openFixture, readAll } from './proofs.ts';

it('a Moatless tree gives its chosen path first and the other ends as samples of the same task', async () => {
  const file = await openFixture({ format: 'moatless', path: 'moatless/hand-made/trajs/astropy__astropy-1/trajectory.json' });
  const { trajectories } = await readAll(file);
  expect(
    trajectories.map(({ group, sample, status, outcome, extra }) => [group, sample, status, outcome.success, outcome.error, extra?.branch]),
  ).toEqual([
    ['astropy__astropy-1', 0, 'scored', true, undefined, 'selected'],
    ['astropy__astropy-1', 1, 'error', undefined, 'ValueError: no such file', 'alternative'],
  ]);
  const [chosen, other] = trajectories;
  expect(chosen?.steps).toMatchObject([
    {
      thought: 'Look.\n\nbecause',
      reward: 50,
      logged: { value_sum: 75, visits: 3, value: 25 },
      actions: [{ tool: 'ViewCode', args: { files: ['a.py'] } }],
    },
    { text: 'I finish.', reward: 80, timing: { duration: 2000 }, usage: { input: 10, output: 2, cost: 0.01 } },
  ]);
  expect(other?.steps[1]).toMatchObject({
    reward: -40,
    actions: [{ tool: 'StringReplace' }, { tool: 'RunTests' }],
    observations: [{ text: 'Edited' }, { text: '2 failed' }],
    logged: { is_duplicate: 1, value: -30 },
    error: 'ValueError: no such file',
  });
});

it('Moatless 0.x follows the transitions it stands at, and takes the verdict of a report', async () => {
  const transition = (id: number, previous: number | undefined, name: string) => ({
    id,
    name,
    previous_state_id: previous,
    actions: [{ request: { n: id } }],
  });
  const document = { current_transition_id: 3, initial_message: 'q', info: { instance_id: 'i', error: 'T\nKeyError: 1' } };
  const transitions = [
    transition(0, undefined, 'Pending'),
    transition(1, 0, 'Search'),
    transition(2, 1, 'Wrong'),
    transition(3, 1, 'Right'),
  ];
  const text = JSON.stringify({ ...document, transitions });
  const tools = async (report?: string) =>
    (await readAll(memoryFile('run/i/trajectory.json', text, report === undefined ? {} : { 'report.json': report }))).trajectories.map(
      (run) => [run.steps.map(({ actions }) => actions[0]?.tool).join(' '), run.status, run.outcome.success],
    );
  expect(await tools()).toEqual([
    ['Pending Search Right', 'error', undefined],
    ['Pending Search Wrong', 'unscored', undefined],
  ]);
  expect((await tools('{"resolved_ids":["i"]}'))[0]).toEqual(['Pending Search Right', 'scored', true]);
});

it('a Moatless tree whose nodes name each other as parents ends', async () => {
  const nodes = [
    { node_id: 1, parent_id: 2, action: { name: 'a' } },
    { node_id: 2, parent_id: 1, action: { name: 'b' } },
  ];
  expect((await readAll(memoryFile('r/i/t.json', JSON.stringify({ nodes })))).trajectories.map(({ steps }) => steps.length)).toEqual([2]);
});

it('a Moatless tree with more ends than are listed says how many were left out', async () => {
  const leaf = (n: number) => ({ node_id: n, parent_id: 0, action: { name: 'a' } });
  const nodes = [{ node_id: 0 }, ...Array.from({ length: 510 }, (_, n) => leaf(n + 1))];
  const { trajectories, problems } = await readAll(memoryFile('r/i/t.json', JSON.stringify({ nodes })));
  expect([trajectories.length, problems.map(({ message }) => message)]).toEqual([
    501,
    ['This search tree has too many ends to list; 9 of them were left out'],
  ]);
});
