import { describe, expect, test } from 'vitest';
import { Examples } from '../../../../src/core/scoring/fit/examples.ts';
import { type Fitted, fitScorer } from '../../../../src/core/scoring/fit/fit.ts';
import { foldsByTask } from '../../../../src/core/scoring/fit/folds.ts';
import { fittedModel, readFittedManifest, writeFitted } from '../../../../src/core/scoring/fit/manifest.ts';
import { FittedReader, modelsFor } from '../../../../src/core/scoring/fit/model.ts';
import { tasksOf } from '../../../../src/core/scoring/fit/task-keys.ts';
import { examplesOf, madeRun } from './made.ts';

async function fitted(examples: Examples, seed = 1): Promise<Fitted> {
  const fitted = await fitScorer(examples, { seed });
  if (!fitted.ok) throw new Error(fitted.problem.message);
  return fitted.value;
}

const run = madeRun({ signal: 0.5 });
const telling = fitted(examplesOf(run));

describe('a run whose words tell the outcome', () => {
  test('is learned, and the trust is out of fold', async () => {
    const { report } = await telling;
    expect(report).toMatchObject({ trajectories: 180, tasks: 30, policies: 2, folds: 5, seed: 1 });
    const [after1, , after4] = report.places;
    expect(after4?.all?.value).toBeGreaterThan(0.85);
    expect(after1?.all?.value).toBeGreaterThan(0.6);
    expect(after4?.withinTask?.value).toBeGreaterThan(0.8);
    expect(after4?.withinPolicy?.value).toBeGreaterThan(0.8);
    expect(report.trust.level).toBe('strong');
    expect(report.calibrationError).toBeLessThan(0.1);
  });

  test('the same seed gives the same scorer, another seed other folds', async () => {
    const { model } = await telling;
    const again = await fitted(examplesOf(run));
    const naming = { id: 'x', name: 'x', data: 'x', made: 'x', leftOut: 0 };
    expect(writeFitted(again, naming).manifest).toEqual(writeFitted(await telling, naming).manifest);
    const other = await fitted(examplesOf(run), 2);
    expect([...other.model.foldOf]).not.toEqual([...model.foldOf]);
  });

  test('scores of what was fitted on are those of the fold that has not seen the task', async () => {
    const { model, report } = await telling;
    for (const trajectory of run.slice(0, 20)) expect(modelsFor(model, trajectory)).toHaveLength(1);
    expect(modelsFor(model, { group: 'new', task: { text: 'Something else' }, preamble: [] })).toHaveLength(5);
    const values = run.map((trajectory) => new FittedReader(model, trajectory).read(trajectory.steps));
    const at4 = run.flatMap((trajectory, i) =>
      trajectory.steps.length > 4 ? [{ score: values[i]?.[3] as number, ok: trajectory.outcome.success }] : [],
    );
    const solved = at4.filter(({ ok }) => ok);
    const failed = at4.filter(({ ok }) => !ok);
    const won = solved.reduce((sum, a) => sum + failed.filter((b) => a.score > b.score).length, 0);
    expect(won / (solved.length * failed.length)).toBeCloseTo(report.places[2]?.all?.value as number, 6);
  });

  test('a new trajectory is scored in any slices, and the past is not rewritten', async () => {
    const { model } = await telling;
    const [fresh] = madeRun({ tasks: 1, samples: 1, signal: 0.5, seed: 99 });
    if (!fresh) throw new Error('none');
    const whole = new FittedReader(model, fresh).read(fresh.steps);
    const reader = new FittedReader(model, fresh);
    const parts = [...reader.read(fresh.steps.slice(0, 1)), ...reader.read(fresh.steps.slice(1, 3)), ...reader.read(fresh.steps.slice(3))];
    expect(parts).toEqual(whole);
    expect(new FittedReader(model, fresh).read(fresh.steps.slice(0, 2))).toEqual(whole.slice(0, 2));
  });
});

describe('noise', () => {
  test('is not trusted: near 0.5, nothing promised', async () => {
    const { report, model } = await fitted(examplesOf(madeRun({ signal: 0, tasks: 40 })));
    const after4 = report.places[2]?.all;
    expect(after4?.value).toBeGreaterThan(0.35);
    expect(after4?.value).toBeLessThan(0.65);
    expect(['none', 'untested']).toContain(report.trust.level);
    expect(report.calibrationError).toBeLessThan(0.1);
    expect(model.calibration.slope).toBeLessThan(0.5);
  });

  test('with a length that tells the outcome, counting steps pays nothing at a fixed step', async () => {
    const { report } = await fitted(examplesOf(madeRun({ signal: 0, tasks: 40, longer: 6 })));
    expect(report.places[2]?.all?.value).toBeLessThan(0.65);
    expect(['none', 'untested']).toContain(report.trust.level);
  });
});

describe('too little', () => {
  test.each([
    ['nothing', new Examples(), /0 solved and 0 failed trajectories of 0 tasks; a scorer needs at least 20 of each/],
    ['few outcomes', examplesOf(madeRun({ signal: 1, tasks: 10, samples: 2 })), /a scorer needs at least 20 of each/],
    ['few tasks', examplesOf(madeRun({ signal: 1, tasks: 4, samples: 30 })), /of 4 tasks; a scorer needs at least 10 tasks/],
  ])('%s: refused with the reason', async (_, examples, message) => {
    const fitted = await fitScorer(examples);
    expect(fitted).toMatchObject({ ok: false, problem: { code: 'fit-too-little', message: expect.stringMatching(message) } });
  });

  test('a trajectory without outcome does not count', () => {
    const unknown = madeRun({ signal: 1 }).map((trajectory) => ({ ...trajectory, outcome: {} }));
    expect(examplesOf(unknown)).toHaveLength(0);
  });
});

test('work ends when the pause throws', async () => {
  let calls = 0;
  const pause = () => {
    if (++calls > 3) throw new Error('enough');
    return undefined;
  };
  await expect(fitScorer(examplesOf(run), { pause })).rejects.toThrow('enough');
});

describe('folds', () => {
  test('never split a task and are of like size', () => {
    const tasks = Array.from({ length: 300 }, (_, i) => (i * i) % 37);
    const folds = foldsByTask(tasks, 5, 1);
    const seen = new Map<number, number>();
    tasks.forEach((task, i) => {
      expect(seen.get(task) ?? folds[i]).toBe(folds[i]);
      seen.set(task, folds[i] as number);
    });
    const sizes = Map.groupBy(folds, (fold) => fold);
    expect(sizes.size).toBe(5);
    for (const members of sizes.values()) expect(members.length).toBeGreaterThan(30);
  });

  test('what was asked joins groups, unless it is the same everywhere', () => {
    const byStep = [['g 1/a', 't a'], ['g 2/a', 't a'], ['g 1/b', 't b'], ['g 1/b']]; // biome-ignore format: a table
    expect(tasksOf(byStep, 2)).toEqual({ of: [0, 0, 1, 1], count: 2, used: 'all' });
    const generic = [['g 1', 't hello'], ['g 2', 't hello'], ['g 1', 't hello']]; // biome-ignore format: a table
    expect(tasksOf(generic, 2)).toEqual({ of: [0, 1, 0], count: 2, used: 'first' });
  });
});

describe('the saved scorer', () => {
  const naming = { id: 'fitted:x', name: 'X', data: 'made', made: '2020-01-01T00:00:00Z', leftOut: 3 };
  const saved = telling.then((fitted) => ({ fitted, ...writeFitted(fitted, naming) }));

  test('comes back as it was, with its card', async () => {
    const { manifest, weights, fitted } = await saved;
    const read = readFittedManifest(JSON.parse(JSON.stringify(manifest)), 'm.json');
    if (!read.ok) throw new Error(read.problem.message);
    const model = fittedModel(read.value, weights, 'w');
    if (!model.ok) throw new Error(model.problem.message);
    const [first] = run;
    if (!first) throw new Error('none');
    expect(new FittedReader(model.value, first).read(first.steps)).toEqual(new FittedReader(fitted.model, first).read(first.steps));
    expect([...model.value.foldOf].sort()).toEqual([...fitted.model.foldOf].sort());
    expect(read.value.card).toMatchObject({ data: 'made', made: naming.made, leftOut: 3, outOfFold: { trajectories: 180, folds: 5 } });
    expect(JSON.stringify(manifest)).not.toContain('task 1');
  });

  test('is named by all it depends on', async () => {
    const { manifest } = await saved;
    expect(writeFitted(await telling, { ...naming, name: 'Y' }).manifest.identity).toBe(manifest.identity);
    expect(writeFitted(await fitted(examplesOf(run), 2), naming).manifest.identity).not.toBe(manifest.identity);
  });

  test.each<[string, (manifest: Record<string, unknown>) => unknown, string]>([
    ['another kind', (m) => Object.assign(m, { kind: 'onnx' }), 'model-manifest'],
    ['a path as weights', (m) => Object.assign(m, { weights: '../w' }), 'model-manifest'],
    ['no calibration', (m) => Object.assign(m, { calibration: { slope: null, shift: 0 } }), 'model-manifest'],
    ['tasks of another number of folds', (m) => Object.assign(m, { tasks: [[]] }), 'model-manifest'],
    ['other features', (m) => Object.assign(m, { features: { ...(m.features as object), version: 99 } }), 'model-features'],
  ])('%s is refused', async (_, spoil, code) => {
    const manifest = JSON.parse(JSON.stringify((await saved).manifest));
    spoil(manifest);
    expect(readFittedManifest(manifest, 'm.json')).toMatchObject({ ok: false, problem: { code, file: 'm.json' } });
  });

  test('weights that were cut or changed are refused', async () => {
    const { manifest, weights } = await saved;
    expect(fittedModel(manifest, weights.subarray(4), 'w')).toMatchObject({ ok: false, problem: { code: 'model-manifest' } });
    const changed = weights.slice();
    changed[100] = (changed[100] as number) ^ 1;
    expect(fittedModel(manifest, changed, 'w')).toMatchObject({ ok: false, problem: { message: expect.stringContaining('identity') } });
  });
});
