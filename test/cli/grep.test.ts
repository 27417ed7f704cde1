import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';

const tau = fileURLToPath(new URL('../fixtures/tau-bench/tau-bench-59a200c', import.meta.url));

async function run(...args: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(['grep', ...args], {
    out: async (line) => void out.push(line),
    err: (line) => void err.push(line),
    signal: new AbortController().signal,
    width: 100,
  });
  return { code, out, err: err.join('\n') };
}

test('queries of a real run: their counts add up', async () => {
  const count = async (query: string) => Number((await run(query, tau, '--count')).out[0]);
  const all = await count('');
  expect(all).toBeGreaterThan(2);
  expect((await count('outcome:pass')) + (await count('outcome:fail')) + (await count('outcome:unknown'))).toBe(all);
  expect((await count('tool:get_user_details')) + (await count('-tool:get_user_details'))).toBe(all);
  expect((await count('steps:<11')) + (await count('steps:>=11'))).toBe(all);
  expect((await count('score.min:<0.5')) + (await count('score.min:>=0.5'))).toBe(all);
});

test('a wrong query points at the word and is wrong usage', async () => {
  const { code, err } = await run('steps:>20 otcome:fail', tau);
  expect(code).toBe(2);
  expect(err).toContain('did you mean "outcome"');
  expect(err).toMatch(/\n {4} {10}\^{6}/);
});
