import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryFile } from './memory-file.ts';
import { FIXTURES, readAll } from './proofs.ts';

const fixture = (name: string): string => readFileSync(join(FIXTURES, 'codex-rollout/hand-made', name), 'utf8');
async function read(text: string, path = 'sessions/2026/03/04/rollout-x.jsonl') {
  const contents = await readAll(memoryFile(path, text));
  expect([contents.format, contents.trajectories.length]).toEqual(['codex-rollout', 1]);
  return { run: contents.trajectories[0], problems: contents.problems };
}

describe('a Codex session', () => {
  it('takes text from items and measures from events, each once', async () => {
    const { run } = await read(fixture('forked-aborted-failed.jsonl'));
    expect(run?.steps[0]).toMatchObject({
      thought: '**Looking at the build**',
      text: 'I look at both.',
      actions: [
        { tool: 'exec_command', args: { cmd: 'make' }, id: 'c1' },
        { tool: 'local_shell', args: { action: { command: ['ls'] } }, id: 'c2' },
      ],
      observations: [
        { text: 'make: error', of: 'c1' },
        { text: 'Makefile\n', of: 'c2' },
      ],
      usage: { input: 100, output: 20 },
      logged: { tool_ms: 1750, exit_code: 0, cache_read_tokens: 80, reasoning_tokens: 5 },
    });
    expect(run?.usage).toEqual({ input: 230, output: 30 });
  });

  it('shows reasoning that only an event tells, and failed patches as failed', async () => {
    const { run } = await read(fixture('forked-aborted-failed.jsonl'));
    expect(run?.steps[1]).toMatchObject({
      thought: 'The rule is wrong.',
      observations: [{ text: 'Patch failed', isError: true }, { from: 'system' }],
    });
  });

  it('knows its fork, its task without the context around it, and how it ended', async () => {
    const { run, problems } = await read(fixture('forked-aborted-failed.jsonl'));
    expect([run?.links, run?.task.text, run?.run]).toEqual([[{ kind: 'continues', ref: 'th-1' }], 'Mend the build.', 'sessions']);
    expect([run?.status, run?.outcome, run?.logged]).toEqual([
      'error',
      { stop: 'interrupted', error: 'stream disconnected before completion' },
      { turn_ms: 9000, compactions: 1 },
    ]);
    expect(run?.preamble.map(({ role, images }) => [role, images?.length])).toEqual([
      ['system', undefined],
      ['system', undefined],
      ['user', undefined],
      ['user', 1],
    ]);
    expect(problems.map(({ code }) => code)).toEqual(['unfinished']);
  });

  it('that went on after an error has none', async () => {
    const lines = fixture('forked-aborted-failed.jsonl').split('\n').slice(0, -1);
    const more = {
      timestamp: '2026-03-04T05:08:00Z',
      type: 'response_item',
      payload: { type: 'message', role: 'assistant', content: 'Done.' },
    };
    const { run } = await read(`${[...lines, JSON.stringify(more)].join('\n')}\n`);
    expect([run?.status, run?.outcome, run?.steps.length]).toEqual(['unscored', {}, 3]);
  });

  it('of early versions is read without payloads', async () => {
    const { run } = await read(fixture('before-payloads.jsonl'));
    expect(run?.steps).toMatchObject([
      { thought: 'Easy.', actions: [{ tool: 'shell' }], observations: [{ text: 'hello\n' }], logged: { exit_code: 0, tool_ms: 100 } },
      { text: 'hello' },
    ]);
  });
});
