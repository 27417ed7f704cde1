import { describe, expect, test } from 'vitest';
import type { GroupSummary, TrajectorySummary } from '../../../src/core/model/summary.ts';
import type { Term } from '../../../src/core/query/parse.ts';
import { filterText, matcher } from '../../../src/features/rollouts-view/filter.ts';
import { type Order, sorted } from '../../../src/features/rollouts-view/order.ts';
import { description, icon, label, spoken, tooltip } from '../../../src/features/rollouts-view/row-text.ts';
import { page, type Row, rowKey, rowsOfGroup, rowsOfRun } from '../../../src/features/rollouts-view/rows.ts';

const summary = (id: string, more: Partial<TrajectorySummary> = {}): TrajectorySummary => ({
  id,
  format: 'verl-rollout',
  file: '/runs/a.jsonl',
  place: { kind: 'bytes', offset: 0, length: 1, line: 3 },
  run: 'r',
  group: 'g',
  sample: 0,
  task: { id: `task ${id}` },
  policy: { model: 'qwen' },
  outcome: {},
  status: 'unscored',
  steps: 4,
  chars: 10,
  contentHash: id,
  ...more,
});
const group = (id: string, trajectories: number, more: Partial<GroupSummary> = {}): GroupSummary => ({
  run: 'r',
  group: id,
  task: { id: `task ${id}` },
  trajectories,
  judged: 0,
  solved: 0,
  ...more,
});
const rows = (
  summaries: readonly TrajectorySummary[],
  scores: Record<string, number> = {},
  order: Order = { by: 'name', descending: false },
) => rowsOfGroup({ trajectories: summaries, scores: new Map(Object.entries(scores)) }, order);
const ids = (list: readonly Row[]) => list.map((row) => (row.kind === 'trajectory' ? row.id : rowKey(row)));

describe('rows', () => {
  test('a group of one is its trajectory, named by the task', () => {
    const list = rowsOfRun(
      { groups: [group('g', 1), group('h', 2)], trajectories: [summary('a'), summary('b', { group: 'h' })], scores: new Map() },
      { by: 'name', descending: false },
    );
    expect(list.map((row) => [row.kind, label(row)])).toEqual([
      ['trajectory', 'task a'],
      ['group', 'task h'],
    ]);
  });

  test('groups without a match leave, but keep counting what they have', () => {
    const list = rowsOfRun(
      { groups: [group('g', 3, { judged: 3, solved: 1 }), group('h', 2)], trajectories: [summary('a')], scores: new Map([['a', 0.4]]) },
      { by: 'name', descending: false },
    );
    expect(list.map(description)).toEqual(['1/3 solved · score 0.40']);
  });

  test('the mean score of a group leaves unknown scores out', () => {
    const content = {
      groups: [group('g', 3)],
      trajectories: [summary('a'), summary('b'), summary('c')],
      scores: new Map([
        ['a', 0.2],
        ['b', 0.6],
      ]),
    };
    expect(rowsOfRun(content, { by: 'name', descending: false })[0]).toMatchObject({ score: 0.4 });
  });

  test('task ids that begin alike are told apart by their ends', () => {
    const of = (...tasks: string[]) =>
      rowsOfRun(
        {
          groups: tasks.map((id) => group(id, 2, { task: { id } })),
          trajectories: tasks.map((id) => summary(id, { group: id })),
          scores: new Map(),
        },
        { by: 'name', descending: false },
      ).map(label);
    expect(of('suite/sub/1', 'suite/sub/2')).toEqual(['…/1', '…/2']);
    expect(of('suite/a/1', 'suite/b/1')).toEqual(['…/a/1', '…/b/1']);
    expect(of('suite/a', 'other/b')).toEqual(['other/b', 'suite/a']);
    expect(of('suite/a')).toEqual(['suite/a']);
    expect(of('suite', 'suite/a')).toEqual(['suite', 'suite/a']);
  });

  test('large sets come in pages', () => {
    const list = page(rows(Array.from({ length: 250 }, (_, i) => summary(String(i)))), 200, 'group:x');
    expect(list).toHaveLength(201);
    expect(list.at(-1)).toEqual({ kind: 'more', of: 'group:x', hidden: 50 });
    expect(label(list.at(-1) as Row)).toBe('Show 50 more…');
  });
});

describe('order', () => {
  const list = [
    summary('b', { outcome: { reward: 0.1 } }),
    summary('a'),
    summary('c', { outcome: { reward: -1 } }),
    summary('d', { outcome: { reward: 0 } }),
  ];

  test('unknown comes last whichever way is up', () => {
    expect(ids(rows(list, {}, { by: 'reward', descending: false }))).toEqual(['c', 'd', 'b', 'a']);
    expect(ids(rows(list, {}, { by: 'reward', descending: true }))).toEqual(['b', 'd', 'c', 'a']);
  });

  test('names count: task 9 before task 10', () => {
    const names = [summary('x', { task: { id: 'task 10' } }), summary('y', { task: { id: 'task 9' } })];
    expect(ids(rows(names))).toEqual(['y', 'x']);
    expect(ids(rows(names, {}, { by: 'name', descending: true }))).toEqual(['x', 'y']);
  });

  test('failures come before successes, and scores and steps are numbers', () => {
    const outcomes = [summary('s', { outcome: { success: true } }), summary('f', { outcome: { success: false } }), summary('u')];
    expect(ids(rows(outcomes, {}, { by: 'outcome', descending: false }))).toEqual(['f', 'u', 's']);
    expect(ids(rows(outcomes, { s: 0.1, u: 0.9 }, { by: 'score', descending: true }))).toEqual(['u', 's', 'f']);
    expect(ids(rows([summary('p', { steps: 10 }), summary('q', { steps: 9 })], {}, { by: 'steps', descending: false }))).toEqual([
      'q',
      'p',
    ]);
  });

  test('runs by change', () => {
    const run = (name: string, changed: number): Row => ({
      kind: 'run',
      run: name,
      summary: { run: name, format: 'f', name, path: '/', groups: 1, trajectories: 1, judged: 0, solved: 0, changed },
    });
    expect(sorted([run('old', 1), run('new', 2)], { by: 'changed', descending: true }).map(label)).toEqual(['new', 'old']);
  });
});

describe('filter', () => {
  const failed = summary('a', { outcome: { success: false }, task: { id: 'django-1', text: 'Fix the ORM' } });

  test('a query; its words occur in names, whatever their case', () => {
    expect(matcher({ text: 'orm QWEN', outcomes: [] })(failed)).toBe(true);
    expect(matcher({ text: 'orm gpt', outcomes: [] }, { content: () => false })(failed)).toBe(false);
    expect(matcher({ text: 'outcome:fail steps:>3 -model:gpt', outcomes: [] })(failed)).toBe(true);
    expect(matcher({ text: 'outcome:fail steps:>4', outcomes: [] })(failed)).toBe(false);
    expect(matcher({ text: 'outcome:fail', outcomes: ['unknown'] })(failed)).toBe(false);
  });

  test('words and content terms are answered by the index; what it does not know is not shown', () => {
    const index = {
      content: (s: TrajectorySummary, term: Term) => (s.id === 'a' ? term.tests.some((t) => 'text' in t && t.text === 'bash') : undefined),
    };
    const yes = (text: string, of = failed) => matcher({ text, outcomes: [] }, index)(of);
    expect([yes('tool:bash'), yes('tool:git'), yes('-tool:git'), yes('orm bash'), yes('bash git')]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
    expect([yes('tool:bash', summary('b')), yes('-tool:bash', summary('b')), yes('qwen', summary('b'))]).toEqual([false, false, true]);
  });

  test('scores of the steps are asked for only where the query speaks of them', () => {
    const asked: string[] = [];
    const scores = ({ id }: TrajectorySummary) => {
      asked.push(id);
      return id === 'a' ? { min: 0.1 } : undefined;
    };
    expect(matcher({ text: 'score.min:<0.2', outcomes: [] }, { scores })(failed)).toBe(true);
    expect(matcher({ text: 'score.min:<0.2', outcomes: [] }, { scores })(summary('b'))).toBe(false);
    expect(matcher({ text: 'steps:4', outcomes: [] }, { scores })(failed)).toBe(true);
    expect(asked).toEqual(['a', 'b']);
  });

  test('a text that is no query filters nothing and says why', () => {
    const none = matcher({ text: 'steps:many', outcomes: [] });
    expect(none.error).toContain('is no number');
    expect(none(failed)).toBe(true);
  });

  test('outcomes: an unknown one is not a failed one', () => {
    const onlyFailed = matcher({ text: '', outcomes: ['failed'] });
    expect([onlyFailed(failed), onlyFailed(summary('b'))]).toEqual([true, false]);
    expect(matcher({ text: '', outcomes: ['failed', 'unknown'] })(summary('b'))).toBe(true);
    expect(matcher({ text: '', outcomes: ['error'] })(summary('b', { status: 'error' }))).toBe(true);
  });

  test('says what it shows', () => {
    expect(filterText({ text: ' a b ', outcomes: ['failed', 'error'] })).toBe('“a b”, failed or error');
  });
});

describe('words', () => {
  test('unknown reward and score are not written as 0', () => {
    expect(description(rows([summary('a')])[0] as Row)).toBe('4 steps');
    expect(description(rows([summary('a', { outcome: { reward: 0 } })], { a: 0 })[0] as Row)).toBe('4 steps · score 0.00 · reward 0');
  });

  test('every outcome has its own shape', () => {
    const shapes = (['solved', 'failed', 'error', 'truncated', 'running', 'unknown'] as const).map((kind) => {
      const outcome = kind === 'solved' ? { success: true } : kind === 'failed' ? { success: false } : {};
      const status = kind === 'error' || kind === 'truncated' || kind === 'running' ? kind : 'unscored';
      return icon(rows([summary('a', { outcome, status })])[0] as Row)[0];
    });
    expect(new Set(shapes).size).toBe(6);
    expect(shapes[0]).toBe('pass-filled');
  });

  test('log text in labels and tooltips is one visible line or plain text', () => {
    const hostile = summary('a', { task: { id: 'x\n\x1b[31m$(zap)\u202e', text: '<img src=x>\u2066' }, outcome: { error: 'a\nb' } });
    const row = rows([hostile])[0] as Row;
    expect(tooltip(row)).toContain('x $(zap)⟨U+202E⟩ · sample 1');
    expect(tooltip(row)).toContain('<img src=x>⟨U+2066⟩');
    expect(spoken(row)).toBe('sample 1 · ended with an error · 4 steps');
  });
});
