import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importers } from '../../src/core/importers/table.ts';
import { verlLine } from '../node/library/lines.ts';
import { temporaryFolder } from '../node/watch/folder.ts';
import { cli, cutShort, fixtures, jsonLines, run } from './spawn.ts';

const some = ['verl-rollout', 'tau-bench', 'trl-completions', 'rollout-lens', 'sweagent-traj'].map((name) => `${fixtures}/${name}`);

describe('command line', () => {
  it('says how it is used', async () => {
    const { code, out, err } = await cli('--help');
    expect([code, err]).toEqual([0, '']);
    for (const name of ['formats', 'detect', 'import', 'index', 'score', 'credit']) expect(out).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
    const one = await run('import', '--help');
    expect(one.out).toMatch(/^usage: rollout-lens import PATH… \[--json\] \[--format ID\]/);
    expect((await run('help', 'import')).out).toBe(one.out);
  });

  it.each([
    [[]],
    [['paint']],
    [['import']],
    [['import', '--colour', 'x']],
    [['formats', 'x']],
    [['import', 'x', '--format', 'nope']],
    [['detect']],
    [['index']],
  ])('refuses %j with 2', async (args) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^rollout-lens.*\nusage: /);
  });

  it('lists the formats', async () => {
    const { code, out } = await run('formats', '--json');
    expect(code).toBe(0);
    expect(jsonLines(out).map(({ id }) => id)).toEqual(importers.map(({ id }) => id));
    for (const format of jsonLines(out)) expect(Object.values(format).every((value) => value !== undefined && value !== '')).toBe(true);
    const { out: text } = await run('formats');
    for (const { id, name } of importers) expect(text).toContain(`${id}\n  ${name}`);
  });

  it('stops quietly when nobody reads any more', async () => {
    using folder = temporaryFolder();
    folder.write('1.jsonl', `${verlLine('x', { output: 'word '.repeat(2000) })}\n`.repeat(2000));
    const { code, out, err } = await cutShort('import', '--json', folder.path);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^\{"rolloutLens":/);
  });
});

describe('import', () => {
  it('prints one object a line, the same every time', async () => {
    const first = await cli('import', '--json', ...some);
    const again = await run('import', '--json', ...some);
    expect(first.out === again.out).toBe(true);
    const rows = jsonLines(first.out);
    const formats = rows.map(({ format }) => format);
    for (const format of ['verl-rollout', 'tau-bench', 'trl-completions', 'sweagent-traj']) expect(formats).toContain(format);
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(
        expect.arrayContaining(['source', 'format', 'run', 'group', 'sample', 'task', 'policy', 'outcome', 'status', 'steps']),
      );
    }
    const files = rows.map(({ source }) => (source as { file: string }).file);
    const changes = files.filter((file, index) => file !== files[index - 1]);
    expect(new Set(changes).size).toBe(changes.length);
  });

  it('writes null where the log does not say', async () => {
    using folder = temporaryFolder();
    const log = folder.write('1.jsonl', `${verlLine('a', { score: null })}\n${verlLine('b', { score: 0 })}\n`);
    const rows = jsonLines((await run('import', '--json', log)).out);
    expect(rows.map(({ outcome }) => (outcome as { reward: unknown }).reward)).toEqual([null, 0]);
    expect(rows[0]).toMatchObject({ policy: { model: null }, status: 'unscored' });
  });

  it('passes over what a folder holds besides, but not what is named', async () => {
    using folder = temporaryFolder();
    folder.write('run/1.jsonl', `${verlLine('a')}\n`);
    const other = folder.write('run/package.json', '{"name": "x"}');
    const walked = await run('import', folder.path);
    expect([walked.code, walked.err]).toEqual([0, '']);
    expect(walked.out.split('\n').filter(Boolean)).toHaveLength(1);
    const named = await run('import', folder.path, other);
    expect(named.code).toBe(1);
    expect(named.err).toMatch(new RegExp(`^error: ${other}: JSON, but not of a rollout format`));
    expect(named.out).toBe(walked.out);
  });

  it('reads the rest when something cannot be read, and exits with 1', async () => {
    using folder = temporaryFolder();
    folder.write('1.jsonl', `${verlLine('a')}\n{"input": \n${verlLine('b')}\n`);
    folder.write('2.eval', 'PK\u0003\u0004 no archive');
    const { code, out, err } = await cli('import', '--json', folder.path, `${folder.path}/missing`);
    expect(code).toBe(1);
    expect(jsonLines(out)).toHaveLength(2);
    expect(err).toContain(`${folder.path}/1.jsonl:2: `);
    expect(err).toContain(`${folder.path}/2.eval: `);
    expect(err).toContain(`${folder.path}/missing does not exist.`);
  });

  it('numbers samples of one group through over its files', async () => {
    using folder = temporaryFolder();
    for (const name of ['a', 'b']) folder.write(`run-${name}.jsonl`, `${verlLine('same')}\n${verlLine('same')}\n`);
    const rows = jsonLines((await run('import', '--json', folder.path)).out);
    expect(rows.map(({ sample }) => sample)).toEqual([0, 1, 2, 3]);
  });

  it('takes a format by hand', async () => {
    using folder = temporaryFolder();
    const log = folder.write(
      'x.jsonl',
      `${JSON.stringify({
        messages: [
          { role: 'user', content: 'hi' },
          { role: 'assistant', content: 'ho' },
        ],
      })}\n`,
    );
    expect(jsonLines((await run('import', '--json', log, '--format', 'openai-messages')).out)).toHaveLength(1);
    const wrong = await run('import', '--json', log, '--format', 'verl-rollout');
    expect([wrong.code, wrong.out]).toEqual([1, '']);
    expect(wrong.err).toContain(log);
  });

  it('shows log text as text in the table', async () => {
    using folder = temporaryFolder();
    const log = folder.write('1.jsonl', `${verlLine('\u001b[31mred\u001b]8;;http://x\u0007 \u202eevil')}\n`);
    const { out } = await run('import', log);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the point
    expect(out).not.toMatch(/[\u001b\u0007\u202e]/);
    expect(out).toContain('red');
  });
});

describe('detect', () => {
  it('says what each file is and why', async () => {
    const { code, out } = await run('detect', '--json', ...some);
    const rows = jsonLines(out);
    for (const row of rows) expect(Object.keys(row)).toEqual(['path', 'format', 'candidates', 'reason']);
    const verl = rows.filter(({ path }) => String(path).includes('/fixtures/verl-rollout/'));
    expect(verl.length).toBeGreaterThan(0);
    expect(new Set(verl.map(({ format }) => format))).toEqual(new Set(['verl-rollout']));
    expect(code === 0 || code === 1).toBe(true);
  });

  it('exits with 1 for a named file that is no log', async () => {
    using folder = temporaryFolder();
    const none = folder.write('package.json', '{"name": "x"}');
    const named = await run('detect', '--json', none);
    expect([named.code, jsonLines(named.out)[0]?.format]).toEqual([1, null]);
    expect((await run('detect', folder.path)).code).toBe(0);
  });
});

describe('index', () => {
  it('counts what import finds, and keeps it when asked', async () => {
    using folder = temporaryFolder();
    const rows = jsonLines((await run('import', '--json', ...some)).out);
    const database = `${folder.path}/index.db`;
    const first = await run('index', '--json', ...some, '--database', database);
    const [numbers] = jsonLines(first.out);
    expect(numbers).toMatchObject({
      trajectories: rows.length,
      runs: new Set(rows.map(({ run }) => run)).size,
      groups: new Set(rows.map(({ run, group }) => `${run}\n${group}`)).size,
      steps: rows.reduce((sum, { steps }) => sum + (steps as unknown[]).length, 0),
    });
    const { seconds, ...same } = jsonLines((await run('index', '--json', ...some, '--database', database)).out)[0] ?? {};
    expect(numbers).toMatchObject(same);
    expect([seconds, numbers?.seconds].every((time) => typeof time === 'number' && time > 0)).toBe(true);
    expect(existsSync(database)).toBe(true);
  });
});
