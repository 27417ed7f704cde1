import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/core/model/json.ts';
import { type Contents, memoryFile } from './memory-file.ts';
import { readAll } from './proofs.ts';

const system = { role: 'system', content: 'S' };
const issue = { role: 'user', content: 'Solve: It is broken.\n\n## Rules' };
const document = (messages: readonly Json[], info: JsonObject = {}): JsonObject => ({
  info,
  messages: [system, issue, ...messages],
  trajectory_format: 'mini-swe-agent-1.1',
});

async function read(value: Json, neighbours: Readonly<Record<string, Contents>> = {}) {
  const contents = await readAll(memoryFile('runs/r1/a__b-1/a__b-1.traj.json', JSON.stringify(value), neighbours));
  expect([contents.format, contents.problems, contents.trajectories.length]).toEqual(['mini-swe-agent', [], 1]);
  return contents.trajectories[0];
}

describe('mini-swe-agent', () => {
  it.each<[JsonObject, string, string | undefined]>([
    [{}, 'running', undefined],
    [{ exit_status: 'Submitted' }, 'unscored', undefined],
    [{ exit_status: 'LimitsExceeded' }, 'truncated', undefined],
    [{ exit_status: 'RepeatedFormatError' }, 'truncated', undefined],
    [{ exit_status: 'CalledProcessError' }, 'error', 'CalledProcessError: boom'],
  ])('%j is %s', async (info, status, error) => {
    const exit = { role: 'exit', content: '', extra: { traceback: 'Traceback:\nboom\n' } };
    const run = await read(document([{ role: 'assistant', content: 'x' }, exit], info));
    expect([run?.status, run?.outcome.error, run?.outcome.reward]).toEqual([status, error, undefined]);
  });

  it('takes the verdict from a report, and submitted is none', async () => {
    const run = await read(document([], { exit_status: 'Submitted' }), {
      '../report.json': '{"resolved_ids":[],"completed_ids":["a__b-1"]}',
    });
    expect([run?.status, run?.outcome, run?.run, run?.group]).toEqual([
      'scored',
      { reward: 0, success: false, label: 'unresolved', stop: 'Submitted' },
      'runs/r1',
      'a__b-1',
    ]);
  });

  it('makes one step of parallel calls, each answer under its call', async () => {
    const call = (id: string, command: string) => ({ id, function: { name: 'bash', arguments: JSON.stringify({ command }) } });
    const answer = (id: string, output: string, returncode: number) => ({
      role: 'tool',
      tool_call_id: id,
      content: JSON.stringify({ returncode, output }),
      extra: { returncode, timestamp: 12.5, exception_info: returncode < 0 ? 'timeout' : '' },
    });
    const said = {
      role: 'assistant',
      content: '',
      tool_calls: [call('a', 'ls'), call('b', 'sleep 9')],
      extra: { timestamp: 10, cost: 0.5 },
    };
    const run = await read(document([said, answer('a', 'x.py', 0), answer('b', '', -1)]));
    expect(run?.steps).toEqual([
      {
        index: 0,
        actor: 'assistant',
        actions: [
          { tool: 'bash', args: { command: 'ls' }, id: 'a' },
          { tool: 'bash', args: { command: 'sleep 9' }, id: 'b' },
        ],
        observations: [
          { text: 'x.py', of: 'a', from: 'tool' },
          { text: '', of: 'b', from: 'tool', isError: true },
        ],
        usage: { cost: 0.5 },
        timing: { start: 10_000, end: 12_500, duration: 2500, derived: true },
        logged: { returncode: -1 },
      },
    ]);
  });

  it('rebuilds an answer that was refused, also when it is the first', async () => {
    const logprobs = { content: [{ token: 'no', logprob: -0.25 }, { token: 'pe' }] };
    const choices = [{ message: { content: 'I just think', reasoning: 'hm' }, logprobs }];
    const extra = { interrupt_type: 'FormatError', cost: 0.1, response: { choices } } as unknown as Json;
    const run = await read(document([{ role: 'user', content: 'Error:\n<error>\nNo call found\n</error>', extra }]));
    expect(run?.preamble).toHaveLength(2);
    expect(run?.steps).toMatchObject([
      { thought: 'hm', text: 'I just think', error: 'No call found', tokens: { texts: ['no', 'pe'], logprobs: [-0.25, Number.NaN] } },
    ]);
  });

  it('cuts the command out of an answer without calls, and the task out of its template', async () => {
    const said = { role: 'assistant', content: 'Look.\n\n```bash\nls -la\n```\nThen more.' };
    const seen = { role: 'user', content: '<returncode>2</returncode>\n<output>\nno such file\n</output>' };
    const run = await read(document([said, seen], { config: { agent: { instance_template: 'Solve: {{task}}\n\n## Rules' } } }));
    expect(run?.task.text).toBe('It is broken.');
    expect(run?.steps[0]).toMatchObject({
      text: 'Look.\n\nThen more.',
      actions: [{ tool: 'bash', args: { command: 'ls -la' } }],
      observations: [{ text: 'no such file', from: 'environment' }],
      logged: { returncode: 2 },
    });
  });

  it('keeps no part of the model configuration but its name', async () => {
    const config = { model: { model_name: 'm', model_kwargs: { api_key: 'secret-1' } } };
    expect(JSON.stringify(await read(document([], { config })))).not.toContain('secret-1');
  });
});
