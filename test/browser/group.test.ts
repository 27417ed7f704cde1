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
const open = async (scenario = 'group', theme = 'dark'): Promise<void> => {
  page = await context.newPage();
  page.setDefaultTimeout(6000);
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`http://panel.test/?scenario=${scenario}&theme=${theme}`);
  await page.getByRole('button', { name: 'sample 8' }).waitFor();
};
const sent = (name: string) => page.evaluate((wanted) => harness.sent.filter((m) => m.name === wanted).map((m) => m.data), name);
const until = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 4000, interval: 30 });
const map = () => page.getByRole('application', { name: 'Credit by sample and step' });
const names = () => page.locator('rl-group .names .row:not(.caption) button').allInnerTexts();

beforeAll(async () => {
  bench = await openBench('group', 'group-host.ts');
});
beforeEach(async () => {
  context = await bench.context();
});
afterEach(async () => {
  expect(errors).toEqual([]);
  expect(await page.evaluate(() => harness.violations)).toEqual([]);
  expect(await sent('report')).toEqual([]);
  await context.close();
});
afterAll(() => bench.close());

describe('a group', () => {
  test('says how many, how good, and each sample with reward and advantage', async () => {
    await open();
    const text = (await page.locator('rl-group main').innerText()).replace(/\s+/g, ' ');
    expect(text).toContain('8 samples · update 240 · 3 of 8 solved · mean reward 0.38 over 8');
    const row = page.locator('rl-group .names .row', { hasText: 'sample 3' });
    expect((await row.innerText()).replace(/\s+/g, ' ')).toMatch(/sample 3 ?, failed 0\.00 −0\.72/);
    expect(text).toContain('GiGPO, reward units');
  });

  test('rows stand by what they share, or as the reader wants', async () => {
    await open();
    const before = await names();
    await page.getByLabel('rows by').selectOption('reward');
    await until(async () => expect((await names()).slice(0, 3).join()).toMatch(/sample 2.*sample 4.*sample 6/s));
    await page.getByLabel('rows by').selectOption('prefix');
    await until(async () => expect(await names()).toEqual(before));
  });

  test('another method redraws the map; what cannot be computed cannot be chosen', async () => {
    await open();
    const paths = () => map().locator('path').count();
    expect(await paths()).toBeGreaterThan(2);
    await page.getByRole('combobox', { name: 'credit' }).selectOption('grpo');
    await until(async () => expect(await paths()).toBe(2));
    expect(await page.locator('option[value=gae]').getAttribute('disabled')).toBe('');
    expect(await sent('choose')).toEqual([{ choice: 'grpo' }]);
  });

  test('the keyboard goes from cell to cell, Enter opens the step', async () => {
    await open();
    await page.getByLabel('rows by').selectOption('sample');
    await map().focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    await until(async () =>
      expect(await page.locator('rl-group footer').innerText()).toMatch(/^sample 3, step 2 of 27: GiGPO −0\.\d\d reward/),
    );
    await page.keyboard.press('Enter');
    expect(await sent('open')).toEqual([{ id: 's3', step: 1 }]);
  });

  test('shared prefixes have value, count, interval and the credit of the fork', async () => {
    await open();
    const rows = await page.locator('rl-group-forest tbody tr').allInnerTexts();
    expect(rows[0]?.split('\t')).toEqual(['12–22', '2', '1.00', '0.34 to 1.00', '+0.50']);
    expect(rows.map((row) => row.split('\t').slice(0, 4))).toContainEqual(['1–2', '8', '0.38', '0.14 to 0.69']);
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.some((row) => /\+0\.\d\d$/.test(row))).toBe(true);
  });

  test('equal rewards are flagged: the group teaches nothing', async () => {
    await open('equal');
    const text = await page.locator('rl-group main').innerText();
    expect(text).toContain('All 8 rewards of the group are equal');
    await page.getByRole('combobox', { name: 'credit' }).selectOption('grpo');
    await until(async () => expect(await page.locator('rl-group header').innerText()).toContain('All credit is 0.'));
  });

  test('scores that are missing are asked for', async () => {
    await open();
    await page.evaluate(() => sessionStorage.setItem('state', JSON.stringify({ choice: 'deepseek_process_grpo from=scorer' })));
    await page.reload();
    await page.getByText('score the group').click();
    expect(await sent('score')).toEqual([{}]);
  });
});

test.each(THEMES.flatMap(({ name }) => [1240, 520].map((width) => ({ name, width }))))(
  'nothing serious in $name at $width px',
  async ({ name, width }) => {
    await context.close();
    context = await bench.context({ width, height: 760 });
    await open('group', name);
    await page.evaluate(AXE);
    await map().focus();
    const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
    await page.screenshot({ path: `artifacts/browser/group-${name}-${width}.png` });
    expect(
      violations
        .filter((v) => v.impact === 'serious' || v.impact === 'critical')
        .map((v) => `${v.id} ${v.nodes[0]?.html} ${v.nodes[0]?.failureSummary}`),
    ).toEqual([]);
  },
);
