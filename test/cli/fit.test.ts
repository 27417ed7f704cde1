import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Trajectory } from '../../src/core/model/trajectory.ts';
import { madeRun } from '../core/scoring/fit/made.ts';
import { jsonLines, run } from './spawn.ts';

const folder = mkdtempSync(join(tmpdir(), 'fit-cli-'));
const scorer = join(folder, 'scorer');

/** Rows of the data schema, gzipped; every failed one has its third step labelled. */
function rows(name: string, trajectories: readonly Trajectory[], more: (t: Trajectory) => object = () => ({})): string {
  const path = join(folder, `${name}.jsonl.gz`);
  const text = trajectories.map((t) => {
    const failed = t.outcome.success === false;
    const steps = t.steps.map(({ index, text, actions, observations }) => ({
      i: index,
      role: 'assistant',
      text,
      action: { tool: actions[0]?.tool, args: JSON.stringify(actions[0]?.args) },
      observation: observations[0]?.text,
    }));
    const row = { id: t.id, source: name, task_id: t.group, split_key: t.group, model: t.policy.model, outcome: failed ? 0 : 1, steps: [{ i: -1, role: 'user', text: t.task.text }, ...steps] }; // biome-ignore format: one line
    return `${JSON.stringify({ ...row, ...(failed && { first_error: 3, step_labels: [{ step: 3, label: -1 }] }), ...more(t) })}\n`;
  });
  writeFileSync(path, gzipSync(text.join('')));
  return path;
}

const train = rows('train', madeRun({ signal: 0.6, tasks: 15, samples: 6, seed: 1 }));
const dev = rows('dev', madeRun({ signal: 0.6, tasks: 15, samples: 4, seed: 2 }));

describe('fit', () => {
  let said: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    said = await run('fit', train, '--out', scorer, '--json');
  }, 60_000);

  test('writes a scorer and prints its card', () => {
    expect([said.code, said.err]).toEqual([0, '']);
    const [card] = jsonLines(said.out);
    expect(card).toMatchObject({ out: scorer, data: train, leftOut: 0, outOfFold: { trajectories: 90, tasks: 15, folds: 5 } });
    expect(card?.identity).toMatch(/^[0-9a-f]{16}$/);
  });

  test('score takes it, one number a step', async () => {
    const { code, out } = await run('score', dev, '--scorer', scorer, '--json');
    expect(code).toBe(0);
    const scored = jsonLines(out) as { steps: unknown[]; scores: { scorer: string; values: number[] }[] }[];
    expect(scored).toHaveLength(60);
    for (const { steps, scores } of scored) {
      expect(scores).toMatchObject([{ scorer: 'fitted:scorer' }]);
      expect(scores[0]?.values).toHaveLength(steps.length);
    }
  });

  test('evaluate holds it against other tasks, with baselines', async () => {
    const { code, out } = await run('evaluate', dev, train, '--scorer', scorer, '--json');
    expect(code).toBe(0);
    const [all] = jsonLines(out) as [{ sources: { source: string; places: { place: string; all?: { value: number; interval: number[] } }[] }[]; overall: object }]; // biome-ignore format: one line
    expect(all.sources.map(({ source }) => source)).toEqual(['dev', 'train']);
    const names = ['after 1', 'after 2', 'after 4', 'after 8', 'at 25 %', 'at 50 %', 'at 75 %', 'at 100 %'];
    for (const { places } of all.sources) {
      expect(places.map(({ place }) => place)).toEqual(names);
      expect(places[2]?.all?.value).toBeGreaterThan(0.8);
      expect(places[2]).toMatchObject({
        baselines: { constant: 0.5, stepIndex: 0.5 },
        withinTask: { pairs: expect.any(Number) },
        withinPolicy: {},
      });
    }
    const [card] = jsonLines(said.out) as [{ outOfFold: { places: { all: { value: number } }[] } }];
    // On what it was fitted on it gives its out-of-fold numbers.
    expect(all.sources[1]?.places[2]?.all?.value).toBeCloseTo(card.outOfFold.places[2]?.all.value as number, 9);
    expect(all.overall).toMatchObject({
      trajectories: 150,
      judged: 150,
      calibration: { n: expect.any(Number) },
      firstErrors: { n: expect.any(Number) },
    });
  });

  test('in words', async () => {
    const { out } = await run('evaluate', dev, '--scorer', scorer);
    expect(out).toMatch(
      /after 2 {2}0\.\d\d \[0\.\d\d, [01]\.\d\d\] \(n \d+, \d+ solved\).*\| constant 0\.50, step index 0\.50, policy name 0\.\d\d/,
    );
    expect(out).toMatch(/first error \(\d+ labelled\):\n {4}scorer {9}exact/);
  });

  test('too little to learn from: the reason, exit code 1', async () => {
    const few = rows('few', madeRun({ signal: 1, tasks: 12, samples: 1 }));
    const { code, out, err } = await run('fit', few, '--out', join(folder, 'none'));
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('needs at least 20 of each');
  });
});

describe('evaluate', () => {
  test('leaves out what the data marks as broken, unless told not to', async () => {
    const marked = rows('marked', madeRun({ signal: 0.5, tasks: 10, samples: 3 }), ({ sample }) =>
      sample === 0 ? { quality: 'cut' } : {},
    );
    const few = await run('evaluate', marked, '--scorer', scorer, '--json');
    expect(few.err).toContain('10 left out: the data marks them as broken.');
    expect(jsonLines(few.out)[0]).toMatchObject({ leftOut: { broken: 10 }, overall: { trajectories: 20 } });
    expect(jsonLines((await run('evaluate', marked, '--scorer', scorer, '--json', '--all')).out)[0]).toMatchObject({
      overall: { trajectories: 30 },
    });
  });

  test('by the rewards in the log; where there are none, nothing is made up', async () => {
    const { code, err } = await run('evaluate', dev, '--scorer', 'log');
    expect(code).toBe(1);
    expect(err).toContain('There is nothing to evaluate.');
  });
});

test.each([
  [['fit', 'x'], 'no --out FOLDER given'],
  [['fit', 'x', '--out', 'y', '--seed', 'z'], '--seed takes a number'],
  [['evaluate', 'x', '--device', 'gpu'], '--device takes'],
  [['evaluate'], 'no PATH given'],
])('refuses %j: exit code 2', async (args, message) => {
  const { code, err } = await run(...args);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test('a fitted scorer that is damaged is refused with the reason', async () => {
  const bad = mkdtempSync(join(folder, 'bad-'));
  writeFileSync(join(bad, 'manifest.json'), '{"kind": "fitted", "format": 1}');
  const { code, err } = await run('score', dev, '--scorer', bad);
  expect(code).toBe(2);
  expect(err).toContain('The fitted scorer is not usable');
});
