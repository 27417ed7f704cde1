import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Bench, openBench } from './harness/serve.ts';
import { THEMES } from './themes.ts';

declare const axe: { run(context: Document, options: object): Promise<AxeResults> };
declare const harness: {
  readonly sent: readonly { readonly name: string; readonly data: unknown }[];
  readonly violations: readonly string[];
};

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let bench: Bench;
let context: BrowserContext;
let page: Page;
const errors: string[] = [];
const open = async (scenario = 'run', theme = 'dark'): Promise<void> => {
  page = await context.newPage();
  page.setDefaultTimeout(6000);
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`http://panel.test/?scenario=${scenario}&theme=${theme}`);
  await page.getByRole('heading', { name: 'By tool' }).waitFor();
};
const sent = (name: string) => page.evaluate((wanted) => harness.sent.filter((m) => m.name === wanted).map((m) => m.data), name);
const rows = async (table: string) =>
  (await page.getByRole('table', { name: table }).locator('tbody tr').allInnerTexts()).map((row) => row.replace(/\s+/g, ' '));

beforeAll(async () => {
  bench = await openBench('across', 'across-host.ts');
});
beforeEach(async () => {
  context = await bench.context({ width: 1240, height: 900 });
});
afterEach(async () => {
  expect(errors).toEqual([]);
  expect(await page.evaluate(() => harness.violations)).toEqual([]);
  expect(await sent('report')).toEqual([]);
  await context.close();
});
afterAll(() => bench.close());

describe('credit across a run', () => {
  test('means with interval and count by every cut; unknown is said', async () => {
    await open();
    expect((await rows('By step position')).map((row) => row.slice(0, 6))).toHaveLength(10);
    expect((await rows('By training step'))[0]).toMatch(/^0 \d+ [+−]?\d\.\d\d \[[+−]?\d\.\d\d, [+−]?\d\.\d\d\] n \d+ /);
    expect(await page.getByRole('columnheader', { name: 'GAE' }).count()).toBe(0);
    expect((await rows('By tool')).join('\n')).toContain('<img src=x onerror=alert(1)>');
    expect(await page.locator('rl-across header').innerText()).toContain('GAE: no step has what it needs');
  });

  test('methods against each other lead to the steps where they differ', async () => {
    await open();
    const [first] = await rows('Methods against each other');
    expect(first).toMatch(/^GiGPO, GRPO \d\.\d\d \[.*\] n \d+ \d+ % \[/);
    await page.getByRole('table', { name: 'Methods against each other' }).getByRole('button').first().click();
    expect(await sent('open')).toEqual([{ id: expect.stringMatching(/^s\d$/), step: expect.any(Number) }]);
  });

  test('one task gives no interval', async () => {
    await open('one-task');
    expect((await rows('By training step'))[0]).toMatch(/^0 \d+ [+−]?\d\.\d\d no interval n \d+/);
  });

  test('a run that changed says so until it is read again', async () => {
    await open('stale');
    await page.getByRole('button', { name: 'update' }).click();
    await vi.waitFor(async () => expect(await page.locator('rl-across header').innerText()).not.toContain('has changed'));
    expect(await sent('update')).toEqual([{}]);
  });
});

test.each(THEMES.flatMap(({ name }) => [1240, 520].map((width) => ({ name, width }))))(
  'nothing serious in $name at $width px',
  async ({ name, width }) => {
    await context.close();
    context = await bench.context({ width, height: 900 });
    await open('run', name);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
    await page.screenshot({ path: `artifacts/browser/across-${name}-${width}.png` });
    expect(
      violations
        .filter((v) => v.impact === 'serious' || v.impact === 'critical')
        .map((v) => `${v.id} ${v.nodes[0]?.html} ${v.nodes[0]?.failureSummary}`),
    ).toEqual([]);
  },
);
