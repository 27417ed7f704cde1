import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryFile } from './memory-file.ts';
import { FIXTURES, openFixture, readAll } from './proofs.ts';

const text = (path: string): string => readFileSync(join(FIXTURES, path), 'utf8');
const rows = async (neighbours: Readonly<Record<string, string>> = {}) =>
  (await readAll(memoryFile('out/output.jsonl', text('openhands-output/hand-made/output.jsonl'), neighbours))).trajectories;

describe('OpenHands output', () => {
  it('tells solved, stopped by a limit, broken, scored in part and not solved apart', async () => {
    expect((await rows()).map(({ group, status, outcome }) => [group, status, outcome.reward, outcome.success, outcome.error])).toEqual([
      ['i-1', 'scored', 1, true, undefined],
      ['i-2', 'truncated', undefined, undefined, undefined],
      ['i-3', 'error', undefined, undefined, 'ConnectionError: runtime is gone'],
      ['i-4', 'scored', 0.5, undefined, undefined],
      ['a/b#7', 'scored', 0, false, undefined],
    ]);
  });

  it('takes the verdict of a report for rows that have none', async () => {
    const report = '{"resolved_ids":["i-2"],"unresolved_ids":["i-1"]}';
    const [first, second] = await rows({ 'output.report.json': report });
    expect([first?.outcome.success, second?.outcome.success, second?.status]).toEqual([true, true, 'scored']);
  });

  it('puts parallel calls of one response into one step, and observations to their cause', async () => {
    const [first] = await rows();
    expect(first?.steps).toMatchObject([
      {
        text: 'Look.',
        actions: [
          { tool: 'execute_bash', args: { command: 'ls' }, id: 't1' },
          { tool: 'browse', args: { url: 'http://x' }, id: 't2' },
        ],
        observations: [
          { of: 't2', images: [{ kind: 'data' }] },
          { of: 't1', isError: true },
        ],
        usage: { input: 10, output: 4, cost: 0.5 },
        logged: { exit_code: 1 },
      },
      { text: 'What now?', actions: [], observations: [{ text: 'Go on.', from: 'user' }], usage: { cost: 0.25 } },
    ]);
    expect(first?.preamble[0]?.images).toHaveLength(1);
  });

  it('copies no key from the configuration', async () => {
    expect(JSON.stringify(await rows())).not.toMatch(/REDACTED-KEY|api_key/);
  });
});

describe('OpenHands conversations', () => {
  it('of V0 are read from the first file of their store, with those that follow', async () => {
    const path = (n: number) => ({ format: 'openhands-events', path: `openhands-events/hand-made/sessions/c1/events/${n}.json` });
    const first = await readAll(await openFixture(path(0)));
    const later = await readAll(await openFixture(path(3)));
    expect([first.trajectories.length, first.trajectories[0]?.steps.length, first.trajectories[0]?.run]).toEqual([
      1,
      2,
      'openhands-events/hand-made/sessions',
    ]);
    expect([later.format, later.trajectories, later.problems]).toEqual(['openhands-events', [], []]);
  });

  it('of V1 join calls by response, answers by call, and keep the critic', async () => {
    const { trajectories, problems } = await readAll(memoryFile('c/events.jsonl', text('openhands-v1-events/hand-made/events.jsonl')));
    expect(problems.map(({ code }) => code)).toEqual(['unfinished']);
    expect(trajectories[0]).toMatchObject({ status: 'unscored', outcome: { stop: 'finished' }, task: { text: 'Mend the tests.' } });
    expect(trajectories[0]?.steps).toMatchObject([
      {
        thought: 'Hm.',
        text: 'Both at once.',
        actions: [
          { tool: 'terminal', id: 'k1' },
          { tool: 'file_editor', args: { path: '/x' }, id: 'k2' },
        ],
        observations: [
          { of: 'k2', isError: true, text: 'Path does not exist' },
          { of: 'k1', images: [{ kind: 'data' }] },
        ],
        logged: { critic_score: 0.75, exit_code: 0 },
      },
      { text: 'Done.', actions: [] },
    ]);
  });

  it.each([
    ['running', 'running'],
    ['error', 'error'],
    ['stuck', 'truncated'],
    ['finished', 'unscored'],
  ])('of V1 that are %s have the status %s', async (value, status) => {
    const lines = text('openhands-v1-events/hand-made/events.jsonl')
      .split('\n')
      .slice(0, -1)
      .join('\n')
      .replace('"finished"', `"${value}"`);
    expect((await readAll(memoryFile('c/events.jsonl', `${lines}\n`))).trajectories[0]?.status).toBe(status);
  });

  it('of V1 in one file per event are pointed out once', async () => {
    const codes = async (name: string) =>
      (await readAll(memoryFile(`c/events/${name}`, '{"kind":"PauseEvent","source":"user","id":"p"}'))).problems.map(({ code }) => code);
    expect([await codes('event-00000-aa-bb.json'), await codes('event-00001-cc.json')]).toEqual([['openhands-event-folder'], []]);
  });
});
