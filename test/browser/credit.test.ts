import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CreditMethodInfo } from '../../src/protocol/credit.ts';
import { PanelPage } from './harness/panel-page.ts';
import { type Bench, openBench } from './harness/serve.ts';

let bench: Bench;
let context: BrowserContext;
let panel: PanelPage;
const open = async (scenario = 'credit'): Promise<PanelPage> => {
  panel = await PanelPage.open(context, { scenario });
  await panel.page.locator('rl-step-credit').first().waitFor({ state: 'attached' });
  return panel;
};
const until = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 4000, interval: 30 });
const facts = async (): Promise<string> => (await panel.text(panel.facts)).replace(/\s+/g, ' ');
const rows = async (): Promise<string[]> => {
  const all = await panel.facts.locator('rl-step-credit tbody tr').all();
  return Promise.all(all.map(async (row) => (await panel.text(row)).replace(/\s+/g, ' ')));
};

beforeAll(async () => {
  bench = await openBench();
});
beforeEach(async () => {
  context = await bench.context({ width: 1240, height: 1000 });
});
afterEach(async () => {
  expect(panel.errors).toEqual([]);
  expect(await panel.violations()).toEqual([]);
  expect(await panel.sent('report')).toEqual([]);
  await context.close();
});
afterAll(() => bench.close());

describe('credit of a step', () => {
  test('value, unit and rank under every pinned method; flat and unknown are said', async () => {
    await open();
    await panel.head(12).click();
    await until(async () => expect(await rows()).toHaveLength(6));
    const found = await rows();
    expect(found[0]).toMatch(/^GiGPO −0\.58 reward \d+$/);
    expect(found[1]).toMatch(/^RUDDER −0\.33 reward 2$/);
    expect(found[3]).toBe('GRPO −0.72 σ flat');
    expect(found.slice(4)).toEqual(['GAE unknown', "cannot be computed: needs the critic's value before every step or token"]);
    expect(await facts()).toContain('all 4 push it down');
  });

  test('why: the terms end with the value in the table', async () => {
    await open();
    await panel.head(12).click();
    await until(async () =>
      expect(await facts()).toMatch(/why −0\.58 \(GiGPO\).*episode part \+ weight × step part: −0\.3789 \+ 1 × \(−0\.2033\) = −0\.5823/),
    );
  });

  test('a method chosen in the table is drawn in the strip, named in the header and stays chosen', async () => {
    await open();
    const picture = () => panel.page.locator('rl-strip path.bar').evaluateAll((all) => all.map((p) => p.getAttribute('d')).join('|'));
    await until(async () => expect((await picture()).length).toBeGreaterThan(50));
    const before = await picture();
    await panel.facts.getByRole('button', { name: 'RUDDER' }).click();
    await until(async () => expect(await picture()).not.toBe(before));
    expect((await panel.text(panel.header)).replace(/\s+/g, ' ')).toContain('credit RUDDER · reward units');
    await until(async () => expect(await panel.sent('viewState')).toContainEqual(expect.objectContaining({ credit: 'rudder' })));
    expect(await panel.strip.getAttribute('aria-valuetext')).toMatch(/RUDDER credit [+−]0\./);
  });

  test('what if: the strip shows both, the note has the numbers, reset brings the picture back', async () => {
    await open();
    await panel.head(12).click();
    const picture = () => panel.page.locator('rl-strip path.bar').evaluateAll((all) => all.map((p) => p.getAttribute('d')).join('|'));
    const ghosts = panel.page.locator('rl-strip path.ghost');
    await until(async () => expect((await picture()).length).toBeGreaterThan(50));
    const before = await picture();
    await panel.facts.getByRole('button', { name: 'what if' }).click();
    await panel.facts.getByLabel('final reward of this sample').fill('1');
    await panel.facts.getByLabel('final reward of this sample').press('Tab');
    await until(async () => expect(await facts()).toMatch(/If the final reward of this sample is 1: GiGPO changes at \d+ of 27 steps/));
    expect(await picture()).not.toBe(before);
    expect(await ghosts.count()).toBe(1);
    expect((await rows())[3]).toMatch(/^GRPO if so: [+−]?\d\.\d\d −0\.72 σ flat$/);
    await panel.facts.getByLabel('step 12 not taken').check();
    await until(async () => expect((await rows())[0]).toMatch(/^GiGPO if so: unknown/));
    await panel.facts.getByRole('button', { name: 'copy as note' }).click();
    const copied = (await panel.sent('copy')) as readonly { text: string }[];
    expect(copied[0]?.text).toMatch(/^## What if \(sample \d+\)\n\n- the final reward of this sample is 1\n- step 12 not taken\n/);
    expect(copied[0]?.text).toContain('| 12 | −0.582 | unknown |');
    await panel.shot('what-if');
    await panel.facts.getByRole('button', { name: 'reset' }).click();
    await until(async () => expect(await picture()).toBe(before));
    expect(await ghosts.count()).toBe(0);
  });

  test('J and K go by size of the credit in the strip', async () => {
    await open();
    await panel.facts.getByRole('button', { name: 'RUDDER' }).click();
    await panel.page.keyboard.press('J');
    expect(await panel.selected()).toBe(12);
    expect(await panel.page.locator('rl-panel footer').innerText()).toContain('RUDDER credit 2 of 27 by size');
    await panel.page.keyboard.press('K');
    expect(await panel.selected()).toBe(1);
  });

  test('where the solved sample parts there is a way to it', async () => {
    await open();
    await panel.head(12).click();
    await panel.facts.getByText('sample 2 (solved) goes another way here').click();
    expect(await panel.sent('openSample')).toEqual([{ id: 's2' }]);
    await panel.head(11).click();
    expect(await facts()).not.toContain('goes another way');
  });

  test('a group of one is not compared, and says so', async () => {
    await open('credit-alone');
    await panel.head(2).click();
    await until(async () => expect(await facts()).toContain('no comparison possible: the only sample of its group'));
    expect(await facts()).toContain('no other sample to compare with');
    expect((await panel.text(panel.header)).replace(/\s+/g, ' ')).toContain('credit choose');
  });

  test('parameters redraw at once and become the setting', async () => {
    await open();
    await panel.head(12).click();
    await panel.facts.getByText('GiGPO: parameters').click();
    await panel.facts.getByLabel('step weight').fill('3');
    await until(async () => expect((await rows())[0]).toMatch(/^GiGPO step_w=3 −0\.99 reward/));
    await until(async () =>
      expect((await panel.sent('pinCredit')).at(-1)).toEqual({ choices: ['gigpo step_w=3', 'rudder', 'pure_min_form', 'grpo', 'gae'] }),
    );
    await panel.facts.getByLabel('step rewards').selectOption('change');
    await until(async () => expect((await rows())[0]).toContain('from=change'));
    await panel.facts.getByText('defaults').click();
    await until(async () => expect((await rows())[0]).toMatch(/^GiGPO −0\.58/));
  });

  test('what the trainer logged stands beside it', async () => {
    await open();
    await panel.head(12).click();
    await until(async () => expect(await facts()).toContain('advantage −0.65 on average, on 14 of 16 tokens'));
    expect(await facts()).toMatch(/Warning: .*No known method gives the logged advantages/);
  });

  test('tokens carry their numbers', async () => {
    await open();
    await panel.head(12).click();
    await panel.body(12).getByText('show numbers of the tokens').click();
    const tokens = panel.body(12).locator('rl-token-heat .tokens span');
    await until(async () => expect(await tokens.count()).toBe(16));
    expect(await tokens.nth(15).getAttribute('title')).toBe('advantage -1.5');
    expect(await tokens.nth(15).getAttribute('class')).toBe('d4');
    expect(await tokens.nth(7).getAttribute('class')).toBe('');
    await panel.body(12).getByLabel('Number of the tokens').selectOption({ label: 'log-probability' });
    expect(await tokens.nth(4).getAttribute('title')).toBe('log-probability unknown');
  });
});

test.each([1240, 1050, 920, 800, 560])('nothing sticks out at %i px', async (width) => {
  await context.close();
  context = await bench.context({ width, height: 800 });
  await open();
  await panel.head(12).click();
  await until(async () => expect(await panel.text(panel.header)).toContain('logged advantages match no method'));
  const [inner, header, middle] = await panel.page.evaluate(() => {
    const root = document.querySelector('rl-panel')?.shadowRoot;
    const right = (name: string) => root?.querySelector(name)?.getBoundingClientRect().right ?? Number.NaN;
    return [window.innerWidth, right('rl-header'), right('.middle')];
  });
  expect(header).toBeLessThanOrEqual(inner ?? 0);
  expect(middle).toBeLessThanOrEqual(inner ?? 0);
  const credit = await panel.page.locator('rl-header .pick').boundingBox();
  expect((credit?.x ?? 0) + (credit?.width ?? 0)).toBeLessThanOrEqual(width + 1);
});

describe('the picker', () => {
  const method = (name: string) => panel.page.getByRole('checkbox', { name });

  test('opens with c, finds, pins up to six, says what is missing', async () => {
    await open();
    await panel.page.keyboard.press('c');
    await method('RLOO rloo').waitFor();
    const dialog = panel.page.getByRole('dialog');
    expect(await dialog.innerText()).toContain('5 of 6 side by side');
    expect(await method('GAE gae').isDisabled()).toBe(false);
    expect(await method('iStar istar').isDisabled()).toBe(true);
    expect(await dialog.innerText()).toContain('needs log-probabilities');
    await method('RLOO rloo').check();
    await until(async () => expect(await dialog.innerText()).toContain('6 of 6 side by side'));
    expect(await method('OPO opo').isDisabled()).toBe(true);
    await method('GAE gae').uncheck();
    await until(async () => expect(await method('MaxRL').isDisabled()).toBe(false));
    await until(async () =>
      expect((await panel.sent('pinCredit')).at(-1)).toEqual({ choices: ['gigpo', 'rudder', 'pure_min_form', 'grpo', 'rloo'] }),
    );
    await panel.page.getByRole('searchbox', { name: 'Find a method' }).fill('potential');
    await until(async () => expect(await panel.page.getByRole('checkbox').count()).toBeLessThan(4));
    await panel.page.keyboard.press('Escape');
    await until(async () => expect(await panel.page.getByRole('checkbox').count()).toBeGreaterThan(60));
    await panel.page.keyboard.press('Escape');
    await until(async () => expect(await dialog.count()).toBe(0));
    await until(async () => expect((await rows()).some((row) => row.startsWith('RLOO'))).toBe(true));
  });

  test('every method of the menu is listed once', async () => {
    await open();
    await panel.page.keyboard.press('c');
    await method('RLOO rloo').waitFor();
    const wanted = (
      await panel.page.evaluate(() =>
        (window as never as { harness: { host: { menu(): readonly CreditMethodInfo[] } } }).harness.host.menu(),
      )
    ).map((m) => m.id);
    const shown = await panel.page.locator('rl-credit-picker .method code').allInnerTexts();
    expect([...shown].sort()).toEqual([...wanted].sort());
    expect(shown.length).toBeGreaterThan(60);
  });
});

test('a parameter redraws 5,000 steps soon', async () => {
  panel = await PanelPage.open(context, { scenario: 'credit-long-5000' });
  await panel.page.locator('rl-step-credit').first().waitFor();
  const times = await panel.page.evaluate(async () => {
    const { model } = document.querySelector('rl-panel') as never as {
      model: { credit: { pin(c: string[]): void; lane?: { choice: string } } };
    };
    const strip = document.querySelector('rl-panel')?.shadowRoot?.querySelector('rl-strip') as never as {
      updateComplete: Promise<unknown>;
    };
    const out: number[] = [];
    for (let turn = 0; turn < 7; turn++) {
      const choice = `discounted_return gamma=0.${turn + 1}`;
      const from = performance.now();
      model.credit.pin([choice]);
      while (model.credit.lane?.choice !== choice) await new Promise((done) => setTimeout(done, 0));
      await strip.updateComplete;
      await new Promise(requestAnimationFrame);
      out.push(performance.now() - from);
    }
    return out.sort((a, b) => a - b);
  });
  const median = times[3] ?? Number.NaN;
  console.log(
    `parameter change to redrawn strip, 5,000 steps, engine in the page: median ${Math.round(median)} ms of ${times.map(Math.round).join(', ')}`,
  );
  expect(median).toBeLessThan(500);
});
