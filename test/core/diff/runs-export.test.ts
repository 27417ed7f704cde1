import { expect, test } from 'vitest';
import type { TrajectoryFacts } from '../../../src/core/diff/facts.ts';
import { figure, pText, verdictText } from '../../../src/core/diff/run-words.ts';
import { compareRuns } from '../../../src/core/diff/runs.ts';
import { runsHtml, runsJson, runsMarkdown } from '../../../src/core/diff/runs-export.ts';
import { bootstrap, bootstrapMean } from '../../../src/core/stats/bootstrap.ts';

const facts = (task: string, success: number, calls: Record<string, number> = {}): TrajectoryFacts => ({
  id: `${task}/${success}`,
  task,
  title: task,
  values: { success, steps: 2, toolCalls: Object.values(calls).reduce((x, y) => x + y, 0) },
  tools: calls,
});
const tasks = ['t1', 't2', 't3', 't4', 't5', '<b>t6</b>|'];
const a = tasks.map((t) => facts(t, 0, { ls: 1, cat: 2 }));
const b = [...tasks.map((t) => facts(t, 1, { ls: 3 })), facts('extra', 1)];

test('tools are compared one by one, only when asked and all calls are known', () => {
  const { tools } = compareRuns(a, b, { tools: 5 });
  expect(tools.map(({ metric, meanA, meanB }) => [metric, meanA, meanB])).toEqual([
    ['ls', 1, 3],
    ['cat', 2, 0],
  ]);
  expect(compareRuns(a, b).tools).toEqual([]);
  const unread = a.map(({ values: { toolCalls: _, ...values }, ...rest }) => ({ ...rest, values }));
  expect(compareRuns(unread, b, { tools: 5 }).tools).toEqual([]);
});

test('Markdown, HTML and JSON carry the same numbers and no markup of a log', () => {
  const report = { a: 'first <i>', b: 'second', diff: compareRuns(a, b) };
  const [markdown, html] = [runsMarkdown(report), runsHtml(report)];
  for (const text of [markdown, html]) expect(text).toContain('6 tasks in both, 0 only in A, 1 only in B. B against A: 6 wins, 0 losses');
  expect(html).not.toMatch(/<i>|<b>t6|<script/);
  expect(markdown).toContain('| \\<b\\>t6\\</b\\>\\| | 0/1 solved | 1/1 solved | win (gained) |');
  expect(JSON.parse(runsJson(report))).toMatchObject({ a: 'first <i>', wins: 6, onlyB: ['extra'], seed: 1 });
  expect(runsMarkdown({ a: 'x', b: 'y', diff: compareRuns(a, [facts('z', 1)]) })).toContain('No task in common');
});

test('figures and verdicts', () => {
  expect([figure(undefined), figure(Number.NaN), figure(-0.12345), figure(0), figure(12345.6)]).toEqual([
    '–',
    '–',
    '−0.123',
    '0',
    '12,346',
  ]);
  expect([pText(0.0004), pText(0.0416), pText(undefined)]).toEqual(['< 0.001', '0.042', '–']);
  expect(verdictText({ verdict: 'not enough data', tasks: 3 })).toBe('not enough data: 3 tasks, needs 5');
});

test('the mean has one interval, by either way', () => {
  const values = [0, 1, 0, -1, 1, 1, 0.5, 0.25, 3];
  const mean = (x: readonly number[]): number => x.reduce((s, v) => s + v, 0) / x.length;
  const [slow, fast] = [bootstrap(values, mean, { seed: 7 }), bootstrapMean(values, { seed: 7 })];
  expect(fast.method).toBe('bca');
  expect(fast.low).toBeCloseTo(slow.low, 12);
  expect(fast.high).toBeCloseTo(slow.high, 12);
  expect(bootstrapMean([1])).toMatchObject({ method: 'none', estimate: 1 });
});
