import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../../src/core/importers/sweagent-report.ts';
import type { Json, JsonObject } from '../../../src/core/model/json.ts';
import { type Contents, memoryFile } from './memory-file.ts';
import { FIXTURES, readAll } from './proofs.ts';

const report = (path: string): Json => JSON.parse(readFileSync(join(FIXTURES, 'sweagent-traj/swesmith-eval', path), 'utf8'));
const history = [
  { role: 'system', content: 'S', agent: 'main' },
  { role: 'user', content: 'Fix it.', agent: 'main' },
];
const step = (action: string, more: JsonObject = {}): JsonObject => ({
  action,
  observation: 'out',
  response: 'r',
  thought: 't',
  state: '{}',
  ...more,
});
const document = (more: JsonObject): JsonObject =>
  ({ trajectory: [step('ls')], history, info: { exit_status: 'submitted' }, ...more }) as JsonObject;

async function read(value: JsonObject, neighbours: Readonly<Record<string, Contents>> = {}) {
  const contents = await readAll(memoryFile('runs/run-1/a__b-1/a__b-1.traj', JSON.stringify(value), neighbours));
  expect([contents.format, contents.problems]).toEqual(['sweagent-traj', []]);
  return contents.trajectories;
}

describe('the verdict on an instance', () => {
  it.each<[string, Json, boolean | undefined]>([
    ['SWE-bench lists', { resolved_ids: ['x'], completed_ids: ['x', 'y'] }, true],
    ['SWE-bench lists, completed alone', { resolved_ids: ['y'], completed_ids: ['x', 'y'] }, false],
    ['SWE-bench lists that only say it was submitted', { resolved_ids: [], submitted_ids: ['x'] }, undefined],
    ['older results.json', { resolved: ['x'], applied: ['x'], generated: ['x'] }, true],
    ['a map by instance', { x: { resolved: false } }, false],
    ['SWE-bench Pro', { x: true, y: false }, true],
    ['the bare verdict of another folder', { resolved: true }, undefined],
    ['something else', { x: 'yes', resolved: 3 }, undefined],
    ['a list', ['x'], undefined],
    ['nothing', null, undefined],
  ])('from %s', (_, value, expected) => {
    expect(verdictOf(value, 'x', false)).toBe(expected);
  });

  it('from the reports SWE-smith wrote', () => {
    expect(verdictOf(report('report.json'), 'getmoto__moto.694ce1f4.pr_7331', false)).toBe(true);
    expect(verdictOf(report('report.json'), 'dask__dask.5f61e423.pr_7894', false)).toBe(false);
    expect(verdictOf(report('report.json'), 'unknown', false)).toBeUndefined();
    expect(verdictOf(report('pandas-dev__pandas.95280573.pr_53652/report.json'), 'pandas-dev__pandas.95280573.pr_53652', true)).toBe(true);
  });
});

describe('the outcome', () => {
  it('is unknown without a report: submitted is not solved', async () => {
    const [run] = await read(document({}));
    expect([run?.status, run?.outcome]).toEqual(['unscored', { label: 'submitted', stop: 'submitted' }]);
    expect([run?.run, run?.group]).toEqual(['runs/run-1', 'a__b-1']);
  });

  it.each([['report.json'], ['../results.json'], ['../../eval_results.json']])('comes from %s', async (place) => {
    const [run] = await read(document({}), { [place]: '{"a__b-1":{"resolved":true}}' });
    expect([run?.status, run?.outcome.reward, run?.outcome.success, run?.outcome.label]).toEqual(['scored', 1, true, 'resolved']);
  });

  it('is not taken from a bare verdict in a folder of many instances', async () => {
    const flat = async (folder: string) =>
      (await readAll(memoryFile(`${folder}/a__b-1.traj.gz`, JSON.stringify(document({})), { 'report.json': '{"resolved":true}' })))
        .trajectories[0];
    expect([(await flat('runs/many'))?.outcome.success, (await flat('runs/a__b-1'))?.outcome.success]).toEqual([undefined, true]);
    expect((await flat('runs/many'))?.group).toBe('a__b-1');
  });

  it.each([
    [undefined, 'running'],
    ['submitted', 'unscored'],
    ['submitted (exit_cost)', 'truncated'],
    ['exit_context', 'truncated'],
    ['exit_error', 'error'],
    ['exit_environment_error', 'error'],
  ])('with exit status %s has the status %s', async (exit, status) => {
    expect((await read(document({ info: exit === undefined ? {} : { exit_status: exit } })))[0]?.status).toBe(status);
  });
});

describe('steps', () => {
  it('take the structured call, hidden reasoning and images from the history, past demonstrations', async () => {
    const calls = [{ id: 'c1', function: { name: 'open', arguments: '{"path":"a.py"}' } }];
    const [run] = await read(
      document({
        trajectory: [step('open a.py')],
        history: [
          ...history,
          { role: 'assistant', content: 'demo', action: 'open a.py', agent: 'main', is_demo: true },
          {
            role: 'assistant',
            content: 't',
            action: 'open a.py',
            agent: 'main',
            tool_calls: calls,
            thinking_blocks: [{ type: 'thinking', thinking: 'hm' }],
          },
          { role: 'tool', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } }], agent: 'main' },
        ] as unknown as Json,
      }),
    );
    expect(run?.steps).toEqual([
      {
        index: 0,
        actor: 'assistant',
        thought: 'hm',
        text: 't',
        actions: [{ tool: 'open', args: { path: 'a.py' }, id: 'c1' }],
        observations: [{ text: 'out', of: 'c1', from: 'environment', images: [{ kind: 'data', uri: 'data:image/png;base64,AA' }] }],
      },
    ]);
    expect(run?.preamble).toHaveLength(3);
  });

  it('without a command failed, in the words of the scaffold', async () => {
    const [run] = await read(document({ trajectory: [step('', { observation: 'Your command was not formatted', thought: '' })] }));
    expect(run?.steps[0]).toMatchObject({ actions: [], text: 'r', error: 'Your command was not formatted' });
  });

  it('keep what the tools logged: time and extra numbers', async () => {
    const [run] = await read(document({ trajectory: [step('ls', { execution_time: 0.5, extra_info: { retries: 2, note: 'x' } })] }));
    expect(run?.steps[0]?.logged).toEqual({ execution_time: 0.5, retries: 2 });
  });
});

describe('a retrying agent', () => {
  const attempts = [document({ info: { exit_status: 'exit_cost' } }), document({ info: {} })] as unknown as Json;
  it('that is still at work gives its attempts, the last of them running', async () => {
    const runs = await read({ attempts });
    expect(runs.map((run) => [run.status, run.source.place, run.sample, run.group])).toEqual([
      ['truncated', { kind: 'item', item: 1 }, 0, 'a__b-1'],
      ['running', { kind: 'item', item: 2 }, 1, 'a__b-1'],
    ]);
  });

  it('that is done gives the chosen attempt with the verdict, the others without', async () => {
    const runs = await read(
      { ...document({ info: { exit_status: 'submitted', best_attempt_idx: 1 } }), attempts },
      { 'report.json': '{"resolved":true}' },
    );
    expect(runs.map((run) => [run.status, run.outcome.success, run.source.place.kind])).toEqual([
      ['scored', true, 'file'],
      ['truncated', undefined, 'item'],
    ]);
  });
});

it('reads the configuration of a run whether it is an object or text', async () => {
  const config = { agent: { model: { name: 'gpt-x' } }, problem_statement: { id: 'inst-7', text: 'The issue' } };
  for (const replay_config of [config, JSON.stringify(config)] as unknown as Json[]) {
    const [run] = await read(document({ replay_config }));
    expect([run?.group, run?.task.text, run?.policy.model]).toEqual(['inst-7', 'The issue', 'gpt-x']);
  }
});
