import { expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/model/json.ts';
import { memoryFile } from './memory-file.ts';
import { openFixture, readAll } from './proofs.ts';

it('an opencode session has a step for each answer, also where one message holds several', async () => {
  const file = await openFixture({ format: 'opencode-export', path: 'opencode-export/hand-made/child-failed.json' });
  const [run] = (await readAll(file)).trajectories;
  expect(run).toMatchObject({
    status: 'error',
    outcome: { error: 'APIError: overloaded' },
    usage: { input: 345, output: 9, cost: 0.3 },
    links: [
      { kind: 'parent', ref: 'ses_0' },
      { kind: 'sub-agent', ref: 'ses_9', step: 1 },
    ],
    steps: [
      {
        thought: 'First look.',
        actions: [{ tool: 'bash' }],
        observations: [{ text: 'a.py', of: 'c1' }],
        usage: { cost: 0.1 },
        logged: { exit_code: 0 },
      },
      { actions: [{ tool: 'task' }, { tool: 'edit' }], observations: [{ of: 'c2' }, { of: 'c3', isError: true, text: 'File not found' }] },
      { text: 'Almost', error: 'APIError: overloaded', usage: { cost: 0.1 } },
    ],
  });
  expect(run?.preamble).toEqual([
    { role: 'system', text: 'Called the read tool' },
    { role: 'user', text: 'Fix it.', images: [{ kind: 'data', uri: 'data:image/png;base64,iVBORw0KGgo=' }] },
  ]);
});

it.each<[string, JsonObject, string]>([
  ['still being answered', { time: { created: 1 } }, 'running'],
  ['done', { time: { created: 1, completed: 2 }, finish: 'stop' }, 'unscored'],
  ['cut', { time: { created: 1, completed: 2 }, finish: 'length' }, 'truncated'],
  ['stopped by the user', { time: { created: 1 }, error: { name: 'MessageAbortedError', data: {} } }, 'unscored'],
  ['too long', { time: { created: 1 }, error: { name: 'MessageOutputLengthError', data: {} } }, 'truncated'],
])('an opencode session that is %s', async (_, about, status) => {
  const messages = [{ info: { role: 'assistant', ...about }, parts: [{ type: 'text', text: 'x' }] }];
  const [run] = (await readAll(memoryFile('s.json', JSON.stringify({ info: { id: 'ses_1' }, messages })))).trajectories;
  expect([run?.status, run?.outcome.error]).toEqual([status, undefined]);
});
