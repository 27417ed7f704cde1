import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import type { Io } from '../../src/cli/command.ts';
import { main } from '../../src/cli/main.ts';
import type { Step } from '../../src/core/model/trajectory.ts';
import { FeatureReader } from '../../src/core/scoring/features.ts';
import { openSession } from '../../src/prm/session.ts';
import { model, steps, TINY } from '../prm/helpers.ts';

const FIXTURE = fileURLToPath(new URL('../fixtures/tau-bench', import.meta.url));

async function run(args: readonly string[], onLine: (stop: () => void) => void = () => {}) {
  const [out, err]: [string[], string[]] = [[], []];
  const stop = new AbortController();
  const io: Io = {
    out: async (line) => {
      out.push(line);
      onLine(() => stop.abort());
    },
    err: (line) => void err.push(line),
    signal: stop.signal,
    width: 100,
  };
  return { code: await main(args, io), out, err: err.join('\n') };
}

const file = (...rows: readonly object[]): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'score-')), 'rollouts.jsonl');
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
};

const row = (given: readonly Step[]) => ({
  rolloutLens: 1,
  run: 'r',
  group: 'g',
  task: { text: 'find the thing' },
  outcome: {},
  steps: given,
});

it('adds scores to the rows of import, one a step', async () => {
  const imported = await run(['import', FIXTURE, '--json']);
  const { code, out, err } = await run(['score', FIXTURE, '--json', '--device', 'cpu']);
  expect(code).toBe(imported.code);
  expect(out.length).toBeGreaterThan(0);
  const rows = out.map((line) => JSON.parse(line));
  expect(rows.map(({ scores: _, ...rest }) => rest)).toEqual(imported.out.map((line) => JSON.parse(line)));
  for (const { steps, scores } of rows) {
    expect(scores).toMatchObject([{ scorer: 'embedded', device: 'cpu' }]);
    expect(scores[0].values).toHaveLength(steps.length);
    for (const value of scores[0].values) expect(value > 0 && value < 1).toBe(true);
  }
  expect(err).toMatch(/^scored [1-9]\d* steps of \d+ trajectories on cpu\./m);
}, 60_000);

it('gives the numbers of the bare model, whatever the batch', async () => {
  const lengths = [7, 40, 1, 90, 33];
  const path = file(...lengths.map((n, i) => row(steps(n, i))));
  const { out } = await run(['score', path, '--json', '--device', 'cpu', '--model', TINY]);
  const tiny = await model();
  const session = await openSession(ort, tiny.weights, tiny.shape, 'cpu');
  for (const [i, n] of lengths.entries()) {
    const { tokens, dense } = new FeatureReader({ task: { text: 'find the thing' }, preamble: [] }).read(steps(n, i));
    const { logit } = await session.run({
      rows: 1,
      steps: n,
      tokens,
      dense,
      state: new Float32Array(tiny.shape.layers * tiny.shape.hidden),
    });
    const got = JSON.parse(out[i] ?? '').scores[0].values;
    for (const [s, value] of logit.entries()) expect(got[s]).toBeCloseTo(1 / (1 + Math.exp(-value / tiny.manifest.temperature)), 5);
  }
});

it('takes step rewards in the log for a scorer, null where unknown', async () => {
  const given = steps(3).map((step, i) => ({ ...step, ...(i !== 1 && { reward: i }) }));
  const { out } = await run(['score', file(row(given)), '--json', '--device', 'cpu', '--model', TINY]);
  expect(JSON.parse(out[0] ?? '').scores[1]).toEqual({ scorer: 'log:reward', values: [0, null, 2], device: 'log' });
});

it('shows curves in a terminal, log text made harmless', async () => {
  const { out } = await run(['score', file({ ...row(steps(4)), group: '\u001b[31mred' }), '--device', 'cpu', '--model', TINY]);
  expect(out).toHaveLength(1);
  expect(out[0]).toMatch(/^red #0 {2}reward unknown {2}4 steps\n {2}embedded [▁▂▃▄▅▆▇█]{4} 0\.\d\d$/);
});

it('says what was not read and scores the rest: exit code 1', async () => {
  const { code, out, err } = await run(['score', file(row(steps(2))), '/nowhere/at/all', '--json', '--device', 'cpu', '--model', TINY]);
  expect(code).toBe(1);
  expect(out).toHaveLength(1);
  expect(err).toContain('/nowhere/at/all');
});

it('without a model gives the rows without scores and says why once: exit code 1', async () => {
  const { code, out, err } = await run(['score', file(row(steps(2)), row(steps(3))), '--json', '--model', '/nowhere']);
  expect(code).toBe(1);
  expect(out.map((line) => JSON.parse(line).scores)).toEqual([[], []]);
  expect(err.match(/There is no model/g)).toHaveLength(1);
});

it.each([[[]], [['x', '--device', 'gpu']], [['x', '--format', 'no-such-format']], [['x', '--what']]])(
  'refuses %j: exit code 2',
  async (args) => {
    const { code, out, err } = await run(['score', ...args]);
    expect([code, out]).toEqual([2, []]);
    expect(err).toContain('usage: rollout-lens score PATH');
  },
);

it('stops when nobody reads any more', async () => {
  const rows = Array.from({ length: 400 }, (_, i) => row(steps(30, i)));
  const { out } = await run(['score', file(...rows), '--json', '--device', 'cpu', '--model', TINY], (stop) => stop());
  expect(out).toHaveLength(1);
});
