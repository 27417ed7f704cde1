import { describe, expect, test } from 'vitest';
import { reportOf } from '../../../src/core/diff/report.ts';
import { reportHtml } from '../../../src/core/diff/report-html.ts';
import { reportJson } from '../../../src/core/diff/report-json.ts';
import { reportMarkdown, summaryMarkdown } from '../../../src/core/diff/report-markdown.ts';
import { countsText, decisiveText, firstText, likenessText, rowText } from '../../../src/core/diff/report-words.ts';
import { trajectory } from '../credit/make.ts';

const sample = (k: number, reward: number, ...commands: string[]) => ({
  ...trajectory(`s${k}`, commands.map((c) => [`${c} the file`, `printed by ${c}`]), reward), // biome-ignore format: one call
  sample: k,
});
const a = sample(0, 0, 'open', 'guess', 'stop');
const b = sample(1, 1, 'open', 'check', 'look', 'stop');
const group = [a, b, sample(2, 0, 'open', 'guess', 'wander'), sample(3, 1, 'open', 'check', 'wander')];
const scores = {
  values: [
    [0.5, 0.45, 0.4],
    [0.5, 0.55, 0.9, 0.9],
  ],
  basis: { kind: 'score', name: 'Embedded PRM', note: 'trust weak' },
} as const;

describe('what decides', () => {
  test('the value of prefixes that samples share, before any score', () => {
    const report = reportOf([a, b], scores, group);
    expect(report.decidedBy?.kind).toBe('prefix');
    // after step 2 the samples that guessed have mean reward 0, those that checked 1
    expect(report.comparison.decisive).toMatchObject({ separation: 1, sides: [0, 1] });
    expect(decisiveText(report)).toMatch(/apart by 1\.00; by mean reward of the samples that share the steps so far \(4 of 4 samples/);
  });

  test('scores where no prefix is shared; nothing where neither is known', () => {
    const report = reportOf([a, b], scores, [a, b]);
    expect(report.decidedBy).toEqual(scores.basis);
    expect(decisiveText(report)).toContain('apart by 0.35; by Embedded PRM (trust weak)');
    expect(decisiveText(reportOf([a, b]))).toBeUndefined();
    const turned = { ...scores, values: [[0.5, 0.51, 0.52], [0.5, 0.49, 0.49, 0.49]] }; // biome-ignore format: one line
    expect(decisiveText(reportOf([a, b], turned))).toMatch(/too little to mean much; the rewards end the other way round$/);
  });
});

test('words say what each row is', () => {
  const report = reportOf([a, b]);
  expect(countsText(report)).toMatch(/^2 the same · \d changed · 1 only in B$/);
  expect(rowText(report.comparison.rows[0] as never, report.sides)).toBe('the same');
  expect(firstText(report)).toMatch(/^step (A2, )?B2 /);
  const { likeness } = report.comparison.rows.find(({ kind }) => kind === 'changed') ?? {};
  expect(likeness && likenessText(likeness)).toMatch(/^likeness 0\.\d\d = tool 1\.00 × 29 % \+ arguments/);
});

test('sides are named by what tells them apart', () => {
  expect(reportOf([a, b]).title).toBe('task: sample 1 ⇄ sample 2');
  const other = { ...b, run: 'runs/later', task: { id: 'other' } };
  expect(reportOf([a, other]).title).toBe('task · run · sample 1 ⇄ other · runs/later · sample 2');
});

describe('what leaves the editor', () => {
  const evil = '<img src=x onerror=alert(1)>[x](command:evil)|`~';
  const report = reportOf([sample(0, 0, evil), { ...b, task: { id: evil } }], scores);

  test('HTML shows log text as text, loads nothing and runs nothing', () => {
    const html = reportHtml(report, [sample(0, 0, evil), b]);
    expect(html).not.toMatch(/<img|<script|<iframe|<link|https?:/i);
    expect(html).toContain('&#60;img src=x onerror=alert(1)&#62;');
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('<del>');
  });

  test('Markdown keeps its table and makes no link of log text', () => {
    const text = reportMarkdown(report);
    expect(text).not.toMatch(/(?<!\\)\[x\]/);
    const lines = text.split('\n');
    const table = lines.filter((line) => line.startsWith('|'));
    expect(table.length).toBe(report.comparison.rows.length + 2);
    for (const line of table) expect(line.match(/(?<!\\)\|/g)).toHaveLength(4);
    expect(summaryMarkdown(reportOf([a, b]))).toContain('Decisive divergence: unknown');
  });

  test('JSON says null where nothing is known', () => {
    const parsed = JSON.parse(reportJson(reportOf([a, { ...b, outcome: {} }])));
    expect([parsed.sides[1].reward, parsed.decisive, parsed.valuesFrom, parsed.sides[0].steps[0].value]).toEqual([null, null, null, null]);
    expect(parsed.rows.at(-1).steps).toEqual([2, 3]);
    expect(parsed.rows.some(({ steps }: { steps: unknown[] }) => steps.includes(null))).toBe(true);
  });
});
