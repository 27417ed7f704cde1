import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCustomFormats } from '../../../src/core/importers/custom-format.ts';
import { detect } from '../../../src/core/importers/detect.ts';
import { toRow } from '../../../src/core/importers/export.ts';
import { formatsWith } from '../../../src/core/importers/formats.ts';
import { follow, parsePath } from '../../../src/core/importers/json-path.ts';
import { readAt, readLog } from '../../../src/core/importers/read.ts';
import { importerById } from '../../../src/core/importers/table.ts';
import { contentHash } from '../../../src/core/model/content-hash.ts';
import type { Json } from '../../../src/core/model/json.ts';
import type { Problem } from '../../../src/core/model/result.ts';
import type { Trajectory } from '../../../src/core/model/trajectory.ts';
import { encodeUtf8 } from '../../../src/core/text/utf8.ts';
import { damaged, damages, swapped, swaps } from './fuzz.ts';
import { memoryFile } from './memory-file.ts';

const HOUSE = {
  id: 'house',
  name: 'Our logs',
  match: { keys: ['episode', 'turns'], without: ['messages'] },
  taskId: 'episode.task',
  task: 'episode.prompt',
  model: 'episode.policy | model',
  reward: 'final.score',
  success: 'final.verdict',
  rewards: { format: 'final.parts.format' },
  stop: 'final.why',
  error: 'final.crash',
  steps: 'turns',
  step: {
    thought: 'think',
    text: 'say',
    tool: 'act.name',
    args: 'act.input',
    observation: 'saw',
    reward: '^.step_rewards[#]',
    logged: { value: 'v' },
  },
};

const RECORD = {
  episode: { task: 'add-1', prompt: 'Add 2 and 3', policy: 'tiny' },
  turns: [
    { think: 'use the tool', act: { name: 'calc', input: '{"expr":"2+3"}' }, saw: '5', v: 0.5 },
    { say: 'It is 5.', v: 0.9 },
  ],
  step_rewards: [0, 1],
  final: { score: 0.75, verdict: 'solved', parts: { format: true } },
  host: 'node-7',
};

const formats = (definition: unknown) => {
  const { formats: read, problems } = readCustomFormats(definition as Json, (id) => importerById(id) !== undefined);
  return { formats: read, problems: problems.map(({ message }) => message) };
};

const lines = (...records: readonly unknown[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

async function read(definition: unknown, contents: string, path = '/logs/run.jsonl') {
  const { formats: custom, problems: faults } = formats(definition);
  expect(faults).toEqual([]);
  const known = formatsWith(custom);
  const file = memoryFile(path, contents);
  const detected = await detect(file, known.importers);
  const trajectories: Trajectory[] = [];
  const problems: Problem[] = [];
  const importer = known.byId(custom[0]?.id ?? '');
  if (!importer) throw new Error('no importer');
  for await (const item of readLog(file, importer)) {
    if ('trajectory' in item) trajectories.push(item.trajectory);
    else if ('problem' in item) problems.push(item.problem);
  }
  return { detected, trajectories, problems, file, importer };
}

describe('paths', () => {
  const value = { a: { 'b c': [1, null, 3], 'x.y': 'odd' }, list: [{ role: 'user', n: 1 }, { role: 'tool', n: 2 }, 'x'], z: null };
  const at = (source: string, number?: number) => {
    const path = parsePath(source);
    if (typeof path === 'string') throw new Error(path);
    return follow(path, { values: ['top', value], number });
  };
  test.each<[string, readonly unknown[]]>([
    ['a.b c[0]', [1]],
    ['a.b c[-1]', [3]],
    ['a.b c[*]', [1, 3]],
    ['a["x.y"]', ['odd']],
    ['list[role=tool].n', [2]],
    ['list[*].n', [1, 2]],
    ['a[*][0]', [1]],
    ['[z=1]', []],
    ['z', []],
    ['z | nothing | a.b c[2]', [3]],
    ['@.a.b c[0]', [1]],
    ['$', ['top']],
    ['^', ['top']],
    ['^^', []],
    ['constructor', []],
  ])('%s', (source, found) => expect(at(source)).toEqual(found));

  test('the element with the number of the step', () => {
    expect(at('a.b c[#]', 2)).toEqual([3]);
    expect(at('a.b c[#]')).toEqual([]);
  });

  test.each(['', 'a..b', 'a[', 'a[]', 'a[1', 'a["x]', 'a |', 'a[0]b', '.', 'a.$'])('refuses %j', (source) =>
    expect(parsePath(source)).toBeTypeOf('string'),
  );
});

describe('a mapping', () => {
  test('reads task, steps, rewards and outcome; what is not there stays unknown', async () => {
    const bare = { episode: {}, turns: [{ say: 'hm' }] };
    const { detected, trajectories, problems } = await read(HOUSE, lines(RECORD, bare));
    expect(detected).toMatchObject({ format: 'house', container: 'lines' });
    expect(detected.rivals).toBeUndefined();
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining(
        '“stop” (final.why) leads to nothing in the first records; in record 1: there is no why, but score, verdict, parts',
      ),
      expect.stringContaining('“error” (final.crash)'),
    ]);
    const [full, empty] = trajectories;
    expect(full).toMatchObject({
      format: 'house',
      group: 'add-1',
      task: { id: 'add-1', text: 'Add 2 and 3' },
      policy: { model: 'tiny' },
      preamble: [{ role: 'user', text: 'Add 2 and 3' }],
      outcome: { reward: 0.75, success: true, rewards: { format: 1 } },
      status: 'scored',
      extra: { host: 'node-7' },
    });
    expect(full?.steps).toMatchObject([
      {
        thought: 'use the tool',
        actions: [{ tool: 'calc', args: { expr: '2+3' } }],
        observations: [{ text: '5' }],
        reward: 0,
        logged: { value: 0.5 },
      },
      { text: 'It is 5.', observations: [], reward: 1, logged: { value: 0.9 } },
    ]);
    expect(empty).toMatchObject({ status: 'unscored', outcome: {}, task: {} });
    expect(empty?.outcome.reward).toBeUndefined();
    expect(empty?.steps[0]?.reward).toBeUndefined();
  });

  test('reads chats with rewards beside them, and several samples of one record', async () => {
    const definition = {
      id: 'grouped',
      match: { keys: ['question', 'rollouts'] },
      each: 'rollouts',
      taskId: '$.qid',
      messages: 'dialog',
      reward: 'r',
      step: { reward: '^.rs[#]' },
    };
    const dialog = [
      { role: 'user', content: 'Q?' },
      { role: 'assistant', content: 'one' },
      { role: 'user', content: 'go on' },
      { role: 'assistant', content: 'two' },
    ];
    const record = {
      question: 'Q?',
      qid: 7,
      rollouts: [
        { dialog, r: 1, rs: [0.1, 0.2] },
        { dialog: JSON.stringify(dialog), r: 'high' },
      ],
    };
    const { trajectories, problems, detected, file, importer } = await read(definition, lines(record));
    expect(detected.format).toBe('grouped');
    expect(trajectories.map(({ group, sample, outcome }) => [group, sample, outcome.reward])).toEqual([
      ['7', 0, 1],
      ['7', 1, undefined],
    ]);
    expect(trajectories[0]?.steps.map(({ text, reward }) => [text, reward])).toEqual([
      ['one', 0.1],
      ['two', 0.2],
    ]);
    expect(trajectories[1]?.steps.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(trajectories[1]?.extra).toMatchObject({ unread: { reward: '"high"' } });
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('“reward” (r) leads to a text ("high") in record 1, not to a number'),
    ]);
    const second = trajectories[1] as Trajectory;
    expect(await readAt(file, importer, second.source.place, 1)).toEqual(second);
  });

  test('elements without a decision answer the step before them', async () => {
    const definition = {
      id: 'events',
      match: { keys: ['events'] },
      steps: 'events',
      step: { text: '[by=agent].content', observation: '[by=world].content', reward: 'r' },
    };
    const events = [
      { by: 'world', content: 'start' },
      { by: 'agent', content: 'open door' },
      { by: 'world', content: 'it opens', r: 0.5 },
      { by: 'world', content: 'a cat' },
      { by: 'agent', content: 'pet cat' },
    ];
    const { trajectories } = await read(definition, lines({ events }));
    expect(trajectories[0]?.preamble).toEqual([{ role: 'user', text: 'start' }]);
    expect(trajectories[0]?.steps).toMatchObject([
      { index: 0, text: 'open door', reward: 0.5, observations: [{ text: 'it opens' }, { text: 'a cat' }] },
      { index: 1, text: 'pet cat', observations: [] },
    ]);
  });

  test('an element in which nothing is found stays as an empty step', async () => {
    const { trajectories } = await read(HOUSE, lines({ ...RECORD, turns: [{ say: 'a' }, { odd: 1 }, { saw: 'b' }, 'x'] }));
    expect(trajectories[0]?.steps.map(({ text, observations, reward }) => [text, observations.length, reward])).toEqual([
      ['a', 0, 0],
      [undefined, 1, 1],
      [undefined, 0, undefined],
    ]);
  });

  test('one document, an array, and a file name that must fit', async () => {
    const one = await read(HOUSE, JSON.stringify(RECORD, null, 2));
    expect([one.detected.format, one.trajectories.length]).toEqual(['house', 1]);
    const array = await read(HOUSE, JSON.stringify([RECORD, RECORD]));
    expect(array.trajectories.map(({ sample }) => sample)).toEqual([0, 1]);
    const named = { ...HOUSE, match: { ...HOUSE.match, file: 'ep_*.jsonl' } };
    expect((await read(named, lines(RECORD), '/logs/ep_3.jsonl')).detected.format).toBe('house');
    expect((await read(named, lines(RECORD), '/logs/other.jsonl')).detected.format).toBeNull();
    expect((await read(HOUSE, lines({ ...RECORD, messages: [] }))).detected.format).toBeNull();
  });

  test('a record whose steps are not where the path says is a problem that names path and record', async () => {
    const { trajectories, problems } = await read(HOUSE, lines(RECORD, { episode: {}, turns: 'gone' }, { episode: {}, moves: [] }, [1]));
    expect(trajectories).toHaveLength(1);
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message, line }) => [line, message])).toEqual([
      [2, 'Record 2 does not fit the custom format “house”: “steps” (turns) leads to a text, not to a list'],
      [3, 'Record 3 does not fit the custom format “house”: “steps” (turns) leads to nothing: there is no turns, but episode, moves'],
      [4, 'Record 4 does not fit the custom format “house”: it is a list of 1, not an object'],
    ]);
  });

  test('goes before built-in formats; of two that fit, the rival is named', async () => {
    const verl = { input: 'q', output: 'a', score: 1, step: 2, gts: 'x' };
    const mine = { id: 'mine', match: { keys: ['output'] }, steps: '@[*]', step: { text: '@' } };
    const file = memoryFile('/x.jsonl', lines(verl, verl));
    const one = await detect(file, formatsWith(formats(mine).formats).importers);
    expect([one.format, one.rivals]).toEqual(['mine', undefined]);
    const both = await detect(file, formatsWith(formats([mine, { ...mine, id: 'other', name: 'Other' }]).formats).importers);
    expect([both.format, both.rivals]).toEqual(['mine', ['other']]);
    expect(both.reason).toContain('mine, and of Other');
  });
});

describe('a wrong mapping', () => {
  test.each<[string, unknown, RegExp]>([
    ['no object', 3, /it is no object/],
    ['bad id', { ...HOUSE, id: 'My Format' }, /“id” must be/],
    ['id of a built-in', { ...HOUSE, id: 'verl-rollout' }, /its id is that of a built-in format/],
    ['unknown field', { ...HOUSE, rewrad: 'x' }, /“rewrad” is not known/],
    ['unknown field of a step', { ...HOUSE, step: { ...HOUSE.step, obs: 'x' } }, /“step.obs” is not known/],
    ['a field of the prototype', { ...HOUSE, constructor: 'x' }, /“constructor” is not known/],
    ['a broken path', { ...HOUSE, reward: 'final..score' }, /the path of “reward”, “final\.\.score”, cannot be read from “\.\.score” on/],
    ['no text', { ...HOUSE, reward: 3 }, /“reward” must be a path, as text/],
    ['no keys', { ...HOUSE, match: {} }, /“match.keys” must list/],
    ['steps and messages', { ...HOUSE, messages: 'm' }, /“steps” or “messages”, and not both/],
    ['nothing in a step', { ...HOUSE, step: { reward: 'r' } }, /at least one of “text”/],
    ['names without paths', { ...HOUSE, rewards: 'x' }, /“rewards” must be an object/],
  ])('%s', (_, definition, message) => {
    const { formats: sound, problems } = formats([{ ...HOUSE, id: 'sound' }, definition]);
    expect(sound.map(({ id }) => id)).toEqual(['sound']);
    expect(problems.join('\n')).toMatch(message);
  });

  test('an id twice; settings that hold the list', () => {
    expect(formats([HOUSE, HOUSE]).problems).toEqual([expect.stringContaining('its id is used twice')]);
    expect(formats({ 'rolloutLens.customFormats': [HOUSE] }).formats).toHaveLength(1);
  });
});

describe('a choice', () => {
  test('is that of the file, else of the nearest folder', () => {
    const { chosenFor } = formatsWith(formats(HOUSE).formats, {
      '/a': 'tau-bench',
      '/a/b': 'house',
      '/a/b/c.jsonl': 'verl-rollout',
      '/a/x': 'nope',
    });
    const ids = ['/a/b/c.jsonl', '/a/b/d.jsonl', '/a/q/r/e.jsonl', '/ab/c.jsonl', '/a/x/y.jsonl'].map(
      (path) => chosenFor(path)?.importer.id,
    );
    expect(ids).toEqual(['verl-rollout', 'house', 'tau-bench', undefined, 'tau-bench']);
  });
});

describe('fuzz', () => {
  const RUNS = Number(process.env.FUZZ_RUNS ?? 60);
  const calm = async (definition: unknown, contents: Uint8Array): Promise<void> => {
    const { formats: custom } = formats(definition);
    const known = formatsWith(custom);
    const importer = known.byId('house');
    if (!importer) return;
    const file = memoryFile('/f.jsonl', contents);
    await detect(file, known.importers);
    for await (const item of readLog(file, importer)) {
      if ('problem' in item) expect(item.problem.code, item.problem.message).not.toBe('importer-failed');
      if (!('trajectory' in item)) continue;
      const { trajectory } = item;
      expect(contentHash(trajectory)).toMatch(/^[0-9a-f]{32}$/);
      expect(trajectory.steps.map(({ index }) => index)).toEqual(trajectory.steps.map((_, k) => k));
      for (const value of [trajectory.outcome.reward, ...trajectory.steps.map(({ reward }) => reward)])
        if (value !== undefined) expect(value).toSatisfy(Number.isFinite);
      expect(JSON.parse(JSON.stringify(toRow(trajectory)))).toBeTypeOf('object');
    }
  };

  test('stays calm on damaged files and wrong types', async () => {
    const bytes = encodeUtf8(lines(RECORD, RECORD, RECORD));
    await fc.assert(
      fc.asyncProperty(damages, (changes) => calm(HOUSE, damaged(bytes, changes))),
      { numRuns: RUNS },
    );
    await fc.assert(
      fc.asyncProperty(swaps, (changes) => calm(HOUSE, encodeUtf8(lines(swapped(RECORD as unknown as Json, changes))))),
      { numRuns: RUNS * 2 },
    );
  });

  test('stays calm on any mapping and any path', async () => {
    const bytes = encodeUtf8(lines(RECORD));
    await fc.assert(
      fc.asyncProperty(swaps, (changes) => calm(swapped(HOUSE as unknown as Json, changes), bytes)),
      { numRuns: RUNS * 2 },
    );
    const path = fc.array(fc.constantFrom('turns', 'final', '.', '[*]', '[#]', '[-1]', '[a=b]', '$', '^', '@', '|', '"', ']', '['), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(path, path, (steps, text) => calm({ ...HOUSE, steps: steps.join(''), step: { text: text.join('') } }, bytes)),
      { numRuns: RUNS * 3 },
    );
  });
});
