import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TrajectorySummary } from '../../../src/core/model/summary.ts';
import { complete } from '../../../src/core/query/complete.ts';
import { FIELDS } from '../../../src/core/query/fields.ts';
import { matches } from '../../../src/core/query/match.ts';
import { parseQuery, type Term } from '../../../src/core/query/parse.ts';
import { trajectory } from '../credit/make.ts';

const content = trajectory('a', [['ls -la', 'total 0'], ['cat secret', 'Permission denied']], 0); // biome-ignore format: one line
const summary: TrajectorySummary = {
  id: 'a',
  format: 'tau-bench',
  file: '/logs/run.json',
  place: { kind: 'file' },
  run: 'run.json',
  group: '3',
  sample: 1,
  task: { id: 'task-3', text: 'Book a flight' },
  policy: { model: 'Qwen2.5-32B' },
  outcome: { reward: 0.25, success: false },
  status: 'scored',
  steps: 21,
  chars: 10,
  contentHash: 'x',
};

function ask(text: string, more: object = {}): boolean | undefined | string {
  const parsed = parseQuery(text);
  return parsed.ok
    ? matches(parsed.query, { summary, scores: { min: 0.1, last: 0.4 }, trajectory: content, ...more })
    : parsed.error.message;
}

describe('what matches', () => {
  test.each([
    ['outcome:fail steps:>20 score.min:<0.2 model:qwen "permission denied"', true],
    ['outcome:pass', false],
    ['outcome:pass,fail', true],
    ['-outcome:pass', true],
    ['reward:0..0.5 reward:=0.25 reward:<=0.25', true],
    ['reward:>0.25', false],
    ['tool:bash,python flight', true], // a word without a field may name the task
    ['tool:bash,python text:flight', false],
    ['run.json qwen2 -logs', true], // the log's own name counts, its folders do not
    ['-flight', false],
    ['text:ERMISSION error:permission', false],
    ['tool:bash task:flight', true],
    ['-"permission denied"', false],
    ['agent:swe', false],
    ['-agent:swe', false], // unknown holds for no term
    ['update:3', false],
    ['', true],
  ])('%s', (text, wanted) => {
    expect(ask(text)).toBe(wanted);
  });

  test('content that is not there is neither yes nor no, unless the summary already says no', () => {
    expect(ask('tool:bash steps:21', { trajectory: undefined })).toBeUndefined();
    expect(ask('tool:bash steps:1', { trajectory: undefined })).toBe(false);
  });
});

test('an index may stand in for the content, term by term', () => {
  const content = (term: Term) => (term.from === 0 ? true : undefined);
  expect(ask('text:a', { trajectory: undefined, content })).toBe(true);
  expect(ask('-text:a', { trajectory: undefined, content })).toBe(false);
  expect(ask('text:a text:b', { trajectory: undefined, content })).toBeUndefined();
  expect(ask('flight text:b', { trajectory: undefined, content })).toBeUndefined();
  expect(ask('zzz flight', { trajectory: undefined, content: () => false })).toBe(false);
  expect(ask('flight', { trajectory: undefined, content: () => false })).toBe(true);
});

describe('errors point at the word', () => {
  test('a text may not be longer than what an index can find', () => {
    for (const text of ['x'.repeat(257), `text:${'x'.repeat(257)}`]) expect(parseQuery(text)).toMatchObject({ ok: false });
    expect(parseQuery('x'.repeat(256)).ok).toBe(true);
  });

  test.each([
    ['steps:>20 modle:qwen', 'did you mean "model"', 'modle'],
    ['steps:many', 'is no number', 'many'],
    ['outcome:fail,good', 'is no outcome', 'good'],
    ['outcome:', 'needs a value', 'outcome:'],
    ['xyz:1', 'Put quotes', 'xyz'],
  ])('%s', (text, message, word) => {
    const parsed = parseQuery(text);
    if (parsed.ok) throw new Error('should not parse');
    expect(parsed.error.message).toContain(message);
    expect(text.slice(parsed.error.from, parsed.error.to)).toBe(word);
  });
});

test('any text parses or says where it does not, and never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-\w.:<>=," ]*$/)), (text) => {
      const parsed = parseQuery(text);
      if (!parsed.ok) return parsed.error.from >= 0 && parsed.error.to <= text.length && parsed.error.from <= parsed.error.to;
      return typeof matches(parsed.query, { summary, trajectory: content }) === 'boolean';
    }),
  );
});

describe('completion', () => {
  test('fields, choices, values seen', () => {
    expect(complete('sc', 2).map((c) => c.insert)).toEqual(['score.min:', 'score.max:', 'score.mean:', 'score.last:']);
    expect(complete('steps:>3 outcome:f', 18)).toMatchObject([{ insert: 'fail', from: 17, to: 18 }]);
    expect(complete('-model:', 7, { model: ['gpt 4o', 'qwen'] }).map((c) => c.insert)).toEqual(['"gpt 4o"', 'qwen']);
    expect(complete('tool:b', 6, { tool: ['glob', 'bash', 'execute_bash', 'browse', 'ls'] }).map((c) => c.insert)).toEqual([
      'bash',
      'browse',
      'glob',
      'execute_bash',
    ]);
    expect(complete('', 0).length).toBe(FIELDS.length);
  });

  test('what it inserts parses', () => {
    for (const field of FIELDS.filter((f) => f.choices))
      for (const c of complete(`${field.id}:`, field.id.length + 1)) expect(parseQuery(`${field.id}:${c.insert}`).ok).toBe(true);
  });
});
