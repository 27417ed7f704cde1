import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { METHODS } from '../../src/core/credit/table.ts';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));

async function run(...args: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(['credit', ...args], {
    out: async (line) => void out.push(line),
    err: (line) => void err.push(line),
    signal: new AbortController().signal,
    width: 100,
  });
  return { code, out, err: err.join('\n') };
}

/** Two tasks of two samples in our own rows; a reward of the second task is unknown. */
function rollouts(): string {
  const row = (group: string, sample: number, reward: number | null, rewards: readonly number[]) =>
    JSON.stringify({
      rolloutLens: 1,
      format: 'rollout-lens',
      run: 'r',
      group,
      sample,
      task: {},
      policy: {},
      preamble: [],
      outcome: { reward },
      status: reward === null ? 'unscored' : 'scored',
      steps: rewards.map((r, index) => ({
        index,
        actor: 'assistant',
        text: `${group}${sample}${index}`,
        actions: [],
        observations: [],
        reward: r,
      })),
    });
  const path = join(mkdtempSync(join(tmpdir(), 'credit-')), 'rollouts.jsonl');
  writeFileSync(path, `${[row('a', 0, 1, [0.5, 1]), row('a', 1, 0, [0]), row('b', 0, null, [1]), row('b', 1, 1, [1])].join('\n')}\n`);
  return path;
}

test('advantages of a real group by hand: rewards 1 and 0', async () => {
  const { code, out } = await run(rollouts(), '--method', 'dr_grpo,discounted_return', '--param', 'gamma=0.5', '--json');
  expect(code).toBe(0);
  const [first, second, third] = out.map((line) => JSON.parse(line));
  expect(first.credit[0]).toEqual({ method: 'dr_grpo', values: [0.5, 0.5], reason: null });
  expect(second.credit[0].values).toEqual([-0.5]);
  expect(third.credit[0]).toEqual({ method: 'dr_grpo', values: [null], reason: expect.stringContaining('needs a final reward') });
  expect(first.credit[1].values).toEqual([1, 1]); // 0.5 + 0.5 * 1, and 1
  expect(second.credit[1].values).toEqual([0]);
  expect(third.outcome).toEqual({ reward: null, success: null });
});

test('vector files: all pass, a wrong expectation fails with its place', async () => {
  const good = await run('--vectors', join(fixtures, 'credit'));
  expect(good.code).toBe(0);
  expect(good.out.at(-1)).toMatch(/^\d{3} passed, 0 failed$/);
  const folder = mkdtempSync(join(tmpdir(), 'vectors-'));
  const file = JSON.parse(readFileSync(join(fixtures, 'credit/grpo.json'), 'utf8'));
  file.cases = [{ ...file.cases[0], expected: file.cases[0].expected.map((x: number) => x + 1) }];
  writeFileSync(join(folder, 'grpo.json'), JSON.stringify(file));
  writeFileSync(join(folder, 'odd.json'), '[]');
  const bad = await run('--vectors', folder);
  expect(bad.code).toBe(1);
  expect(bad.out.join('\n')).toContain('[0]: expected');
  expect(bad.out.join('\n')).toContain('is no vector file');
  expect(bad.out.at(-1)).toBe('0 passed, 2 failed');
});

test('the list of methods names what each needs', async () => {
  const { out } = await run('--methods', '--json');
  const rows = out.map((line) => JSON.parse(line));
  expect(rows.map((r) => r.id)).toEqual(METHODS.map((m) => m.id));
  expect(rows.every((r) => r.needs.length > 0)).toBe(true);
});

test('wrong usage is exit code 2 and says why', async () => {
  expect((await run(rollouts(), '--method', 'nope')).err).toContain('no method "nope"');
  for (const args of [
    [rollouts()],
    ['--method', 'grpo'],
    [rollouts(), '--method', 'grpo', '--scorer', 'x'],
    [rollouts(), '--method', 'gigpo', '--param', 'mode=x'],
  ])
    expect((await run(...args)).code).toBe(2);
});
