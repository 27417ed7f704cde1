import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCustomFormats } from '../../../src/core/importers/custom-format.ts';
import { formatsWith } from '../../../src/core/importers/formats.ts';
import type { Json } from '../../../src/core/model/json.ts';
import { toLogPath } from '../../../src/node/files/log-path.ts';
import { temporaryFolder, until } from '../watch/folder.ts';
import { watched } from './harness.ts';
import { verlLine } from './lines.ts';

const house = (more: Json = {}): Json => ({
  id: 'house',
  match: { keys: ['moves'] },
  task: 'goal',
  reward: 'points',
  steps: 'moves',
  step: { text: 'say' },
  ...(more as object),
});
const formats = (definitions: readonly Json[], chosen: Readonly<Record<string, string>> = {}) =>
  formatsWith(readCustomFormats(definitions, () => false).formats, chosen);
const log = (goal: string) => `${JSON.stringify({ goal, points: 1, marks: 2, moves: [{ say: 'hello', think: 'hm' }] })}\n`;

describe('formats', () => {
  it('reads anew what a mapping that comes, changes or goes concerns', async () => {
    using folder = temporaryFolder();
    folder.write('a.jsonl', log('win'));
    folder.write('b.jsonl', `${verlLine('verl')}\n`);
    using it = await watched([folder.path]);
    expect(it.seen()).toEqual(['verl']);
    const use = async (...definitions: readonly Json[]) => {
      it.library.use(formats(definitions));
      await it.library.idle();
    };
    await use(house());
    expect(it.seen()).toEqual(['verl', 'win']);
    const found = () =>
      it.library
        .runs()
        .flatMap(({ run }) => it.library.trajectories(run))
        .find(({ format }) => format === 'house');
    const id = found()?.id ?? '';
    expect((await it.library.trajectory(id)).steps[0]).toMatchObject({ text: 'hello' });
    const before = it.changes.length;
    await use(house({ step: { text: 'say', thought: 'think' } }));
    expect((await it.library.trajectory(id)).steps[0]?.thought).toBe('hm');
    await use(house({ reward: 'marks' }));
    expect(found()?.outcome.reward).toBe(2);
    expect(it.changes.slice(before).some(({ trajectories }) => trajectories.has(id))).toBe(true);
    await use(house({ reward: 'mark' }));
    expect(found()?.outcome.reward).toBeUndefined();
    expect(it.library.problems().map(({ message }) => message)).toEqual([expect.stringContaining('“reward” (mark) leads to nothing')]);
    await use();
    expect(it.seen()).toEqual(['verl']);
    expect(it.library.problems()).toEqual([]);
  });

  it('knows after a restart which files were read with other mappings', async () => {
    using folder = temporaryFolder();
    using place = temporaryFolder();
    const database = join(place.path, 'index.sqlite');
    folder.write('a.jsonl', log('win'));
    const seen = async (...definitions: readonly Json[]) => {
      using it = await watched([folder.path], { database, formats: formats(definitions) });
      return it.library.runs().flatMap(({ run, format }) => it.library.trajectories(run).map(({ outcome }) => [format, outcome.reward]));
    };
    expect(await seen()).toEqual([]);
    expect(await seen(house())).toEqual([['house', 1]]);
    expect(await seen(house({ reward: 'marks' }))).toEqual([['house', 2]]);
    expect(await seen()).toEqual([]);
  });

  it('says when two formats fit, and keeps to the choice', async () => {
    using folder = temporaryFolder();
    const a = toLogPath(folder.write('x/a.jsonl', log('one')));
    folder.write('x/b.jsonl', log('two'));
    folder.write('x/c.jsonl', `${verlLine('verl')}\n`);
    using it = await watched([folder.path], { formats: formats([house(), house({ id: 'other', name: 'Other' })]) });
    const read = () =>
      Object.fromEntries(
        it.library.runs().flatMap(({ run }) => it.library.trajectories(run).map(({ task, format }) => [task.text?.trim() ?? '', format])),
      );
    const codes = () => it.library.problems().map(({ code, severity }) => `${severity} ${code}`);
    expect(read()).toEqual({ one: 'house', two: 'house', verl: 'verl-rollout' });
    expect(codes()).toEqual(['info ambiguous-format', 'info ambiguous-format']);
    const choose = async (chosen: Readonly<Record<string, string>>) => {
      it.library.use(formats([house(), house({ id: 'other', name: 'Other' })], chosen));
      await it.library.idle();
    };
    await choose({ [a]: 'other' });
    expect(read()).toEqual({ one: 'other', two: 'house', verl: 'verl-rollout' });
    expect(codes()).toEqual(['info ambiguous-format']);
    await choose({ [toLogPath(join(folder.path, 'x'))]: 'other' });
    expect(read()).toEqual({ one: 'other', two: 'other', verl: 'verl-rollout' });
    expect(codes()).toEqual([]);
    await choose({ [a]: 'inspect-eval' });
    await until(() => !('one' in read()));
    expect(read()).toEqual({ two: 'house', verl: 'verl-rollout' });
    expect(it.library.problems().filter(({ code }) => code !== 'ambiguous-format')).toMatchObject([
      { file: a, remedy: expect.any(String) },
    ]);
    await choose({});
    expect(read()).toEqual({ one: 'house', two: 'house', verl: 'verl-rollout' });
  });
});
