import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/model/json.ts';
import { memoryFile } from './memory-file.ts';
import { FIXTURES, readAll } from './proofs.ts';

const fixture = readFileSync(join(FIXTURES, 'claude-code/hand-made/rewound-compacted-failed.jsonl'), 'utf8');
const read = async (text: string, neighbours: Readonly<Record<string, string>> = {}) =>
  readAll(memoryFile('projects/-app/sess-1.jsonl', text, neighbours));

describe('a Claude Code session', () => {
  it('merges the blocks of one message, and gives parallel results to their calls', async () => {
    const [main] = (await read(fixture)).trajectories;
    expect(main?.steps[0]).toMatchObject({
      thought: 'Look first.',
      actions: [
        { tool: 'Read', id: 't1' },
        { tool: 'Task', id: 't2' },
      ],
      observations: [{ of: 't1', images: [{ kind: 'data' }] }, { of: 't2' }, { text: 'Keep it small.', from: 'user' }],
      usage: { input: 113, output: 30 },
      logged: { tool_ms: 4012, cache_read_tokens: 100, cache_creation_tokens: 10 },
    });
  });

  it('follows the branch of the last turn across a compaction, and says what it left', async () => {
    const [main] = (await read(fixture)).trajectories;
    expect(main?.steps.map((step) => step.text ?? step.actions[0]?.tool)).toEqual(['Read', 'Edit', 'Done.']);
    expect([main?.extra?.abandoned, main?.logged]).toEqual([3, { compactions: 1 }]);
    expect(main?.steps[1]?.observations).toMatchObject([
      { text: 'String not found', isError: true },
      { text: 'This session is being continued: the parser is being fixed.', from: 'system' },
    ]);
  });

  it('that ends with a failing API is an error, not an answer', async () => {
    const [main] = (await read(fixture)).trajectories;
    expect([main?.status, main?.outcome]).toEqual(['error', { stop: 'end_turn', error: 'API Error: 529 overloaded' }]);
    const goesOn = { ...JSON.parse(line('b3')), uuid: 'z1', parentUuid: 'e1', message: { id: 'm9', role: 'assistant', content: 'Again.' } };
    const [healed] = (await read(`${fixture}${JSON.stringify(goesOn)}\n`)).trajectories;
    expect([healed?.status, healed?.outcome.error, healed?.steps.length]).toEqual(['unscored', undefined, 4]);
  });

  it('keeps a side chain apart and links both ways', async () => {
    const [main, side] = (await read(fixture)).trajectories;
    expect(main?.links).toEqual([{ kind: 'sub-agent', ref: 's1', step: 0 }]);
    expect([side?.links, side?.steps.length, side?.source.place]).toEqual([
      [{ kind: 'parent', ref: 'sess-1' }],
      2,
      { kind: 'item', item: 1 },
    ]);
    expect(side?.group.startsWith('sess-1/')).toBe(true);
    expect(side?.run).toBe(main?.run);
  });

  it('links to the file of a sub-agent where there is one', async () => {
    const result = JSON.parse(line('r2')) as JsonObject;
    const text = fixture.replace(line('r2'), JSON.stringify({ ...result, toolUseResult: { agentId: 'ab12' } }));
    const ref = async (neighbours: Readonly<Record<string, string>>) => (await read(text, neighbours)).trajectories[0]?.links?.[0];
    expect(await ref({})).toEqual({ kind: 'sub-agent', ref: 'ab12', step: 0 });
    expect(await ref({ 'sess-1/subagents/agent-ab12.jsonl': '' })).toMatchObject({ ref: 'sess-1/subagents/agent-ab12.jsonl' });
    expect(await ref({ 'agent-ab12.jsonl': '' })).toMatchObject({ ref: 'agent-ab12.jsonl' });
  });

  it('asks for no file outside, whatever an id says', async () => {
    const result = JSON.parse(line('r2')) as JsonObject;
    const text = fixture.replace(line('r2'), JSON.stringify({ ...result, toolUseResult: { agentId: '../../../etc/passwd' } }));
    const asked: string[] = [];
    const file = memoryFile('p/s.jsonl', text);
    await readAll({ ...file, sibling: async (path) => void asked.push(path) });
    expect(asked).toEqual([]);
  });

  it('has the same steps at every cut, up to the line that is being written', async () => {
    const whole = (await read(fixture)).trajectories[0];
    const at = fixture.indexOf(line('b3'));
    for (const cut of [at, at + 40, at + line('b3').length]) {
      const { trajectories, problems } = await read(fixture.slice(0, cut));
      const full = cut === at + line('b3').length;
      expect(trajectories[0]?.steps.length).toBe(full ? 3 : 2);
      expect(trajectories[0]?.steps[0]).toEqual(whole?.steps[0]);
      expect(problems.map(({ code }) => code)).toEqual(cut === at + 40 ? ['unfinished'] : []);
    }
  });

  it('with bookkeeping alone holds nothing yet', async () => {
    const { format, trajectories, problems } = await read('{"type":"queue-operation","operation":"enqueue","sessionId":"s"}\n');
    expect([format, trajectories, problems]).toEqual(['claude-code', [], []]);
  });
});

const line = (uuid: string): string => fixture.split('\n').find((text) => text.includes(`"uuid": "${uuid}"`)) ?? '';
