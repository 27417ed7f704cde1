import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';

async function run(...args: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(['diff', ...args], {
    out: async (line) => void out.push(line),
    err: (line) => void err.push(line),
    signal: new AbortController().signal,
    width: 100,
  });
  return { code, out, err: err.join('\n') };
}

/** A run of `solved.length` tasks, one sample each, that runs `commands` in every rollout. */
function runFile(name: string, solved: readonly (0 | 1)[], commands: readonly string[]): string {
  const rows = solved.map((reward, i) =>
    JSON.stringify({
      rolloutLens: 1,
      format: 'rollout-lens',
      run: name,
      group: `g${i}`,
      sample: 0,
      task: { id: `task-${i}` },
      policy: {},
      preamble: [],
      outcome: { reward, success: reward === 1 },
      status: 'scored',
      steps: commands.map((command, index) => ({
        index,
        actor: 'assistant',
        actions: [{ tool: 'bash', args: { command } }],
        observations: [{ text: `out of ${command}` }],
      })),
    }),
  );
  const path = join(mkdtempSync(join(tmpdir(), 'diff-')), `${name}.jsonl`);
  writeFileSync(path, `${rows.join('\n')}\n`);
  return path;
}

const a = runFile('a', [0, 0, 0, 0, 0, 0, 1], ['ls', 'cat x', 'submit']);
const b = runFile('b', [1, 1, 1, 1, 1, 1, 0], ['ls', 'cat y', 'pytest', 'submit']);

test('two runs: matched tasks, flips, differences', async () => {
  const { code, out } = await run(a, b, '--json');
  const diff = JSON.parse(out[0] ?? '');
  expect(code).toBe(0);
  expect([diff.tasks.length, diff.wins, diff.losses, diff.gained, diff.lost]).toEqual([7, 6, 1, 6, 1]);
  const success = diff.metrics.find((m: { metric: string }) => m.metric === 'success');
  expect(success.difference.estimate).toBeCloseTo(5 / 7, 12);
  expect(diff.metrics.find((m: { metric: string }) => m.metric === 'steps').difference).toMatchObject({ estimate: 1, low: 1, high: 1 });
  expect((await run(a, b)).out.join('\n')).toContain('gained task-0');
});

test('the exit code follows the rule', async () => {
  expect((await run(a, b, '--fail-if', 'lost > 0')).code).toBe(1);
  expect((await run(a, b, '--fail-if', 'success.diff < 0')).code).toBe(0);
  const unknown = await run(a, b, '--fail-if', 'cost > 0');
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('has no number')]);
});

test('two trajectories: aligned rows, first divergence, and the same pair has none', async () => {
  const { out } = await run(`${a}#0`, `${b}#g0:0`, '--json', '--no-scores');
  const diff = JSON.parse(out[0] ?? '');
  expect(diff.rows.map((r: { kind: string }) => r.kind)).toEqual(['same', 'changed', 'only-b', 'same']);
  expect([diff.first, diff.rows[1].differs]).toEqual([1, ['args', 'observation']]);
  const same = JSON.parse((await run(`${a}#0`, `${a}#0`, '--json')).out[0] ?? '');
  expect([same.first, same.decisive, same.counts.same]).toEqual([undefined, undefined, 3]);
});

test('no task in common is a clear statement', async () => {
  const renamed = join(mkdtempSync(join(tmpdir(), 'diff-')), 'other.jsonl');
  writeFileSync(renamed, readFileSync(runFile('x', [1], ['ls']), 'utf8').replace('task-0', 'another'));
  const { out } = await run(a, renamed);
  expect(out.join('\n')).toContain('No task in common');
});

test('wrong usage', async () => {
  for (const args of [[a], [a, `${b}#0`], [a, b, '--fail-if', 'nonsense'], [`${a}#99`, `${b}#0`], [a, b, '--seed', 'x']])
    expect((await run(...args)).code).toBe(2);
});

test('pages and Markdown, to a file where asked', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'diff-')), 'runs.html');
  const { code, out } = await run(a, b, '--format', 'html', '--out', file);
  expect([code, out]).toEqual([0, []]);
  const html = readFileSync(file, 'utf8');
  expect(html).toContain('7 tasks in both');
  expect(html).not.toMatch(/<script|https?:/);
  expect((await run(a, b, '--format', 'md')).out.join('\n')).toContain('| task-0 | 0/1 solved | 1/1 solved | win (gained) |');
  const two = await run(`${a}#0`, `${b}#0`, '--format', 'md', '--no-scores');
  expect(two.out.join('\n')).toContain('| only in B |');
  expect((await run(a, b, '--format', 'pdf')).err).toContain('--format takes text, json, html, md');
});

test('a reward of 0 or 1 judges a run whose log never says', async () => {
  const bare = (path: string): string => {
    const text = readFileSync(path, 'utf8').replace(/"success":(true|false)/g, '"success":null');
    const file = join(mkdtempSync(join(tmpdir(), 'diff-')), 'bare.jsonl');
    writeFileSync(file, text);
    return file;
  };
  const diff = JSON.parse((await run(bare(a), bare(b), '--json')).out[0] ?? '');
  expect([diff.gained, diff.lost]).toEqual([6, 1]);
});
