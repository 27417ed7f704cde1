import { describe, expect, it } from 'vitest';
import { memoryFile } from './memory-file.ts';
import { openFixture, readAll } from './proofs.ts';

const session = { sessionId: 's', projectHash: 'p', startTime: '2026-01-01T00:00:00Z' };
const said = (id: string, type: string, content: string) => ({ id, type, content, timestamp: '2026-01-01T00:00:01Z' });
const read = async (...lines: readonly object[]) =>
  (await readAll(memoryFile('chats/x.jsonl', [session, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('')))).trajectories[0];

describe('a Gemini CLI session', () => {
  it('that was appended to shows what remains: replaced, rewound, amended', async () => {
    const file = await openFixture({ format: 'gemini-cli', path: 'gemini-cli/hand-made/chats/parent-1/rewound.jsonl' });
    const { trajectories, problems } = await readAll(file);
    expect(problems.map(({ code }) => code)).toEqual(['unfinished']);
    expect(trajectories[0]).toMatchObject({
      run: 'gemini-cli/hand-made/chats',
      links: [{ kind: 'parent', ref: 'parent-1' }],
      status: 'error',
      outcome: { error: '[API Error: quota exceeded]' },
      extra: { summary: 'A search', rewound: 2 },
      steps: [
        {
          thought: 'Plan\nSearch first.',
          actions: [{ tool: 'grep', args: { q: 'bug' }, id: 't1' }],
          observations: [{ text: 'no such file', of: 't1', isError: true }],
          usage: { input: 10, output: 5 },
          logged: { cache_read_tokens: 4, thought_tokens: 3 },
          timing: { duration: 2000 },
        },
        { text: 'Found it.', observations: [{ from: 'system', isError: true }] },
      ],
    });
    expect(trajectories[0]?.preamble[0]?.images).toEqual([{ kind: 'data', uri: 'data:image/png;base64,iVBORw0KGgo=' }]);
  });

  it('that was rewound to an unknown message loses nothing', async () => {
    const chat = await read(said('u', 'user', 'q'), said('a', 'gemini', 'x'), { $rewindTo: 'gone' });
    expect([chat?.steps.length, chat?.extra?.rewound]).toEqual([1, undefined]);
  });

  it('that recovered from an error has none', async () => {
    const chat = await read(said('u', 'user', 'q'), said('e', 'error', 'quota'), said('a', 'gemini', 'x'));
    expect([chat?.status, chat?.outcome, chat?.preamble.map(({ role }) => role)]).toEqual(['unscored', {}, ['user', 'system']]);
  });
});
