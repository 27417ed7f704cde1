import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, openBench } from './harness/serve.ts';
import { THEMES } from './themes.ts';

declare const axe: { run(context: Document, options: object): Promise<AxeResults> };
declare const harness: { readonly sent: { readonly name: string; readonly data: unknown }[]; readonly violations: readonly string[] };

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const benches: Record<string, Bench> = {};
const errors: string[] = [];
let page: Page;

beforeAll(async () => {
  benches.diff = await openBench('diff', 'diff-host.ts');
  benches.runs = await openBench('runs', 'runs-host.ts');
});
afterAll(() => Promise.all(Object.values(benches).map((bench) => bench.close())));
afterEach(async () => {
  expect(errors.splice(0)).toEqual([]);
  expect(await page.evaluate(() => harness.violations)).toEqual([]);
  expect(await sent('report')).toEqual([]);
  await page.context().close();
});

async function open(view: 'diff' | 'runs', scenario: string, theme = 'dark', size = { width: 1240, height: 760 }): Promise<Page> {
  const context = await (benches[view] as Bench).context(size);
  page = await context.newPage();
  page.setDefaultTimeout(6000);
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`http://panel.test/?scenario=${scenario}&theme=${theme}`);
  await page.locator(view === 'diff' ? 'rl-diff-panel main' : 'rl-runs-panel main').waitFor();
  await page.locator('[role="status"]:has-text("Reading the"), [role="status"]:has-text("Comparing the")').waitFor({ state: 'detached' });
  return page;
}
const sent = (name: string) => page.evaluate((wanted) => harness.sent.filter((m) => m.name === wanted).map((m) => m.data), name);
const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
const selected = () => page.locator('rl-diff-list .line.selected');

async function findings(): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.target.join(' ')} ${node.failureSummary?.split('\n')[1]?.trim()}`));
}

describe('a diff of trajectories', () => {
  test('keys go from difference to difference, open a row and name what differs', async () => {
    await open('diff', 'pair');
    await press('f');
    expect(await selected().innerText()).toContain('first');
    await press('d');
    expect(await selected().innerText()).toContain('decisive');
    await press('Home', 'n');
    const row = selected();
    expect(await row.getAttribute('class')).not.toContain('same');
    await press('Enter');
    await page.locator('rl-diff-body .why').first().waitFor();
    await page.locator('rl-diff-body :is(ins, del, pre)').first().waitFor();
    await press('c', 't');
    expect(await sent('openText')).toHaveLength(1);
    const [copied] = (await sent('copy')) as { text: string }[];
    expect(copied?.text).toContain('- Decisive divergence: step');
  });

  test('a step that only one side has is said to be so; unknown scores stay empty', async () => {
    await open('diff', 'pair');
    const lonely = page.locator('rl-diff-list .line.partly').first();
    expect(await lonely.innerText()).toMatch(/only [AB]/);
    expect(await lonely.locator('.cell.none').count()).toBe(1);
    expect(await page.locator('rl-diff-list').innerText()).not.toMatch(/null|undefined|NaN/);
  });

  test('nothing differs: one fold that opens', async () => {
    await open('diff', 'same');
    expect(await page.locator('rl-diff-panel dl').innerText()).toContain('none: no step differs');
    await page.locator('rl-diff-list .fold').click();
    await page.locator('rl-diff-list .line.same').nth(5).waitFor();
  });

  test('eight sides scroll sideways, one can be taken out', async () => {
    await open('diff', 'many');
    expect(await page.locator('rl-diff-list .side').count()).toBe(8);
    const wide = await page.locator('rl-diff-list .scroller').evaluate((el) => el.scrollWidth > el.clientWidth);
    expect(wide).toBe(true);
    await page.getByRole('button', { name: 'Take C out' }).click();
    expect(await sent('remove')).toEqual([{ id: 's2' }]);
  });

  test('ten thousand steps: few lines in the page, the end within reach, the head in sight', async () => {
    await open('diff', 'long');
    expect(await page.locator('rl-diff-list .line').count()).toBeLessThan(90);
    await press('End');
    await page.locator('rl-diff-list .line.selected').waitFor();
    const head = await page.locator('rl-diff-list .top').boundingBox();
    await press('Home');
    await page.waitForTimeout(100);
    const first = await selected().boundingBox();
    expect(first && head && first.y >= head.y + head.height - 1).toBe(true);
  });
});

describe('a comparison of runs', () => {
  test('numbers open what is behind them; tasks sort and filter', async () => {
    await open('runs', 'pair');
    const tasks = page.locator('rl-run-tasks');
    await page.locator('.metrics .figure').first().click();
    expect(await sent('openMetric')).toEqual([{ metric: 'success', side: 'a' }]);
    await page.getByLabel('Filter tasks').fill('task-17');
    expect(await tasks.locator('.row').count()).toBe(1);
    await tasks.locator('.row .figure').last().click();
    expect(await sent('openTask')).toEqual([{ task: 'id:17', side: 'b' }]);
    await tasks.getByRole('button', { name: 'diff' }).click();
    expect(await sent('diffTask')).toEqual([{ task: 'id:17' }]);
    await page.getByLabel('Filter tasks').fill('');
    await page.getByRole('button', { name: /loss$/ }).click();
    expect((await tasks.locator('.row').allInnerTexts()).every((text) => text.includes('loss'))).toBe(true);
    await page.getByRole('button', { name: /loss$/ }).click();
    await tasks.getByRole('button', { name: 'task', exact: true }).click();
    expect(await tasks.locator('.row .title').first().innerText()).toBe('suite/task-1');
  });

  test('too little data is said in words, and unmatched tasks are listed', async () => {
    await open('runs', 'few');
    expect(await page.locator('.metrics').innerText()).toContain('not enough data: 3 tasks, needs 5');
    await page.context().close();
    await open('runs', 'pair');
    await page.getByText('1 task only in A').click();
    await page.locator('details[open] li').first().waitFor();
  });

  test('no task in common is a clear statement', async () => {
    await open('runs', 'nothing');
    await page.getByText('These runs have no task in common.').waitFor();
  });

  test('of three runs A and B are chosen; the seed is shown and can be set', async () => {
    await open('runs', 'three');
    await page.getByTitle('Compare as B').nth(2).click();
    expect(await sent('compare')).toEqual([{ a: 0, b: 2 }]);
    await page.getByLabel('Seed').fill('42');
    await page.getByLabel('Seed').press('Enter');
    await page.locator('rl-runs-panel').getByText('seed').waitFor();
    expect(await sent('seed')).toEqual([{ seed: 42 }]);
  });

  test('ten thousand tasks are few rows', async () => {
    await open('runs', 'big');
    expect(await page.locator('rl-run-tasks .row').count()).toBeLessThan(60);
  });
});

describe.each(THEMES)('in $name', ({ name }) => {
  const diffs = ['pair', 'many', 'same', 'empty', 'hostile', 'problem'];
  const runs = ['pair', 'three', 'few', 'nothing', 'unread', 'hostile', 'problem'];
  const all = [...diffs.map((scenario) => ['diff', scenario] as const), ...runs.map((scenario) => ['runs', scenario] as const)];
  test.each(all)('%s of %s: nothing serious, no violation', async (view, scenario) => {
    await open(view, scenario, name);
    if (view === 'diff') await press('f', 'Enter');
    await page.waitForTimeout(150);
    await page.screenshot({ path: `artifacts/browser/${view}-${scenario}-${name}.png` });
    expect(await findings()).toEqual([]);
  });
});
