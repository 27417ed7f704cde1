import { describe, expect, test } from 'vitest';
import { draftFormat } from '../../../src/core/importers/custom-draft.ts';
import { readCustomFormats } from '../../../src/core/importers/custom-format.ts';
import { previewText } from '../../../src/core/importers/custom-preview.ts';
import type { Probe } from '../../../src/core/importers/importer.ts';
import type { Json } from '../../../src/core/model/json.ts';

const probe = (...records: readonly Json[]): Probe => ({
  path: '/l/run.jsonl',
  name: 'run.jsonl',
  container: 'lines',
  records,
  entries: [],
  text: '',
});

const RECORD: Json = {
  task_id: 't1',
  question: 'Which\ncity?',
  meta: { model: 'tiny', reward: 0.5 },
  trace: [
    { thought: 'look', action: 'search', action_input: { q: 'x' }, observation: 'Rome' },
    { text: 'Rome', reward: 1 },
  ],
};
const CHAT = {
  info: { id: 4, score: 1 },
  log: [
    { role: 'user', content: 'hi' },
    { role: 'assistant', content: 'yo' },
  ],
};
/** The preview, its wrapped lines joined. */
const problemsOf = (definition: unknown, ...records: readonly Json[]) => preview(definition, ...records).replaceAll('\n    ', ' ');
const preview = (definition: unknown, ...records: readonly Json[]) =>
  previewText(typeof definition === 'string' ? definition : JSON.stringify(definition), probe(...records), (id) => id === 'taken');

describe('a first mapping', () => {
  test('is guessed from the names of keys', () => {
    expect(draftFormat([RECORD, { ...RECORD, more: 1 }], 'Run 3!')).toEqual({
      id: 'run-3',
      match: { keys: ['trace', 'task_id', 'question'] },
      taskId: 'task_id',
      task: 'question',
      model: 'meta.model',
      reward: 'meta.reward',
      steps: 'trace',
      step: { thought: 'thought', tool: 'action', args: 'action_input', observation: 'observation', text: 'text', reward: 'reward' },
    });
    expect(draftFormat([CHAT], 'chat')).toEqual({
      id: 'chat',
      match: { keys: ['log', 'info'] },
      taskId: 'info.id',
      reward: 'info.score',
      messages: 'log',
    });
  });

  test.each<[string, readonly Json[]]>([
    ['nothing', []],
    ['no object', [[1], 'x', null]],
    ['odd keys', [{ 'a.b [c]': [{ '"': 1 }], __proto__x: 2 }]],
    ['numbers', [{ steps: [{ 1: 2 }] }]],
  ])('is sound for %s', (_, records) => {
    const { problems } = readCustomFormats(draftFormat(records, '—'), () => false);
    expect(problems.map(({ message }) => message).filter((message) => !message.includes('“match.keys” must list'))).toEqual([]);
  });
});

describe('the preview', () => {
  test('shows what the first records become', () => {
    const text = preview(draftFormat([RECORD], 'house'), RECORD, RECORD, RECORD, RECORD);
    expect(text.split('\n').slice(0, 15)).toEqual([
      'run.jsonl: as this mapping reads it',
      '',
      'No problems.',
      '',
      'Record 1: one trajectory',
      '  task     Which city?',
      '  group    t1',
      '  model    tiny',
      '  outcome  reward 0.5, success unknown, scored',
      '  given    user: Which city?',
      '  steps    2',
      '     1  (look) search({"q":"x"})',
      '        → Rome',
      '     2  Rome',
      '        reward 1',
    ]);
    expect(text).toContain('Record 3');
    expect(text).not.toContain('Record 4');
  });

  test('says what is wrong: the JSON, the mapping, the match, a path, a record', () => {
    expect(problemsOf('{', RECORD)).toMatch(/Problems \(1\)\n {2}! The mapping .*line 1/);
    expect(problemsOf({ ...draftFormat([RECORD], 'taken') }, RECORD)).toContain('its id is that of a built-in format');
    expect(problemsOf({ ...draftFormat([RECORD], 'h'), match: { keys: ['nope'] } }, RECORD)).toContain('do not have the keys of “match”');
    expect(problemsOf({ ...draftFormat([RECORD], 'h'), reward: 'meta.rewrd' }, RECORD)).toContain('there is no rewrd, but model, reward');
    expect(problemsOf({ ...draftFormat([RECORD], 'h'), steps: 'task_id' }, RECORD)).toMatch(
      /Record 1: not read\n.*leads to a text, not to a list/,
    );
    for (const line of preview({ ...draftFormat([RECORD], 'h'), reward: 'meta.rewrd' }, RECORD).split('\n'))
      expect(line.length).toBeLessThan(74);
    expect(problemsOf(draftFormat([RECORD], 'h'), { trace: [{ thought: '\u001b[31m\u202e<b>' }] })).not.toSatisfy(
      (text: string) => text.includes('\u001b') || text.includes('\u202e'),
    );
  });
});
