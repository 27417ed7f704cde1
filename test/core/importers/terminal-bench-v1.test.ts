import { describe, expect, it } from 'vitest';
import { readCast } from '../../../src/core/importers/terminal-cast.ts';
import { memoryFile } from './memory-file.ts';
import { openFixture, readAll } from './proofs.ts';

const fixture = async (path: string) =>
  (await readAll(await openFixture({ format: 'terminal-bench-v1', path: `terminal-bench-v1/${path}` }))).trajectories;
const cast = (...events: readonly (readonly [number, string, string])[]): string =>
  [{ version: 2, width: 80, height: 24, timestamp: 1000 }, ...events].map((event) => JSON.stringify(event)).join('\n');

describe('a terminal recording', () => {
  it('with input is cut where lines were typed, keys before the line end together', () => {
    const text = cast(
      [0, 'o', '$ '],
      [1, 'i', 'l'],
      [1.1, 'o', 'l'],
      [1.2, 'i', 's\r'],
      [1.3, 'o', 's\r\n\u001b[1ma.txt\u001b[0m\r\n$ '],
      [2, 'i', 'pwd\r'],
    );
    expect(readCast(`${text}\n[3, "o", "cut`, undefined)).toEqual([
      { input: 'ls', output: 'ls\na.txt\n$', start: 1_001_000, end: 1_001_300 },
      { input: 'pwd', output: '', start: 1_002_000, end: 1_002_000 },
    ]);
  });

  it('without input is cut where the sent commands are echoed', () => {
    const text = cast([0, 'o', '$ '], [1, 'o', 'echo "it\'s"\r\n'], [1.5, 'o', "it's\r\n$ "], [2, 'o', 'ls\r\n'], [2.5, 'o', 'a.txt\r\n']);
    const typed = `['echo "it\\'s"', 'Enter']\n["ls", 'Enter']\n['C-d']\n`;
    expect(readCast(text, typed).map(({ input, output }) => [input, output])).toEqual([
      ['echo "it\'s"', "it's\n$"],
      ['ls', 'a.txt'],
    ]);
  });

  it('keeps of a progress bar what it showed last, and no escapes', () => {
    const text = cast([0, 'i', 'apt\r'], [1, 'o', '10%\r50%\r100%\r\n\u001b]0;title\u0007done\u001b[K\r\n']);
    expect(readCast(text, undefined)[0]?.output).toBe('100%\ndone');
  });
});

describe('a Terminal-Bench trial', () => {
  it('has the episodes of its agent as steps, and the next prompt as what they saw', async () => {
    const [trial] = await fixture('hand-made/hello-world/hello-world.2-of-3.run-1/results.json');
    expect(trial).toMatchObject({
      group: 'hello-world',
      sample: 1,
      status: 'scored',
      outcome: { reward: 1, success: true, rewards: { test_a: 1 } },
    });
    expect(trial?.run).toBe('terminal-bench-v1/hand-made');
    expect(trial?.steps).toMatchObject([
      {
        thought: 'Just one file.',
        text: 'An empty prompt.\n\nWrite the file.',
        actions: [{ tool: 'terminal', args: { keystrokes: 'echo hello > hello.txt\n' } }],
        observations: [{ text: 'New output:\nroot@box:/app# echo hello > hello.txt' }],
        usage: { input: 400, output: 30, cost: 0.01 },
      },
      { actions: [{ tool: 'task_complete' }] },
    ]);
  });

  it('run by Claude Code has its printed conversation as steps', async () => {
    const [trial] = await fixture(
      'code-tracer-2d30219/incompatible-python-fasttext/incompatible-python-fasttext.1-of-1.2025-11-09__04-16-47/results.json',
    );
    expect([trial?.steps.length, trial?.extra?.steps_from, trial?.outcome.rewards?.test_correct_output, trial?.usage]).toEqual([
      1,
      'stream',
      1,
      undefined,
    ]);
  });

  it('whose folder is gone is read from the results of the run, and only then', async () => {
    const trials = await fixture('hand-made/results.json');
    expect(
      trials.map(({ group, sample, status, outcome }) => [group, sample, status, outcome.reward, outcome.stop ?? outcome.error]),
    ).toEqual([
      ['hello-world', 0, 'scored', 0, undefined],
      ['broken', 0, 'error', undefined, 'agent_installation_failed'],
      ['slow', 0, 'scored', 0, 'agent_timeout'],
    ]);
    expect(trials[2]?.outcome.rewards).toEqual({ test_a: 0, test_b: 1 });
  });

  it('that was not judged is unscored', async () => {
    const trial = { trial_name: 'a.1-of-1.r', task_id: 'a', is_resolved: null, failure_mode: 'unset' };
    const [read] = (await readAll(memoryFile('r/a/t/results.json', JSON.stringify(trial)))).trajectories;
    expect([read?.status, read?.outcome, read?.usage]).toEqual(['unscored', {}, undefined]);
  });

  it('shows what was typed and seen where the agent kept no log', async () => {
    const trial = { trial_name: 'a.1-of-1.r', task_id: 'a', is_resolved: true };
    const recorded = cast([0, 'i', 'clear\r'], [1, 'i', 'make; tmux wait -S done\r'], [2, 'o', 'ok\r\n']);
    const file = memoryFile('r/a/t/results.json', JSON.stringify(trial), { 'sessions/agent.cast': recorded });
    expect((await readAll(file)).trajectories[0]?.steps).toMatchObject([
      { actions: [{ tool: 'terminal', args: { keystrokes: 'make' } }], observations: [{ text: 'ok', from: 'environment' }] },
    ]);
  });
});
