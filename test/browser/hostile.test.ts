import { afterAll, beforeAll, expect, test } from 'vitest';
import { ATTACKS } from './data/hostile.ts';
import type { Harness } from './harness/page-host.ts';
import { PanelPage } from './harness/panel-page.ts';
import { type Bench, openBench } from './harness/serve.ts';

declare const harness: Harness;

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

test('text of a log is seen as it is and never acts', async () => {
  const context = await bench.context({ width: 1240, height: 1600 });
  const panel = await PanelPage.open(context, { scenario: 'hostile' });
  await panel.head(0).click();
  await panel.head(1).click();
  await panel.body(1).getByText('picture not shown').last().waitFor();
  const seen = await panel.text(panel.page.locator('rl-panel'));
  for (const attack of Object.values(ATTACKS)) expect(seen).toContain(attack);
  expect(seen).toContain('red link');
  expect(seen).toContain('user⟨U+202E⟩ // nimda kcehc⟨U+2066⟩');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
  expect(seen).not.toMatch(/[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]/);
  expect(await panel.page.evaluate(() => (window as { hacked?: unknown }).hacked)).toBeUndefined();
  const made = await panel.page.evaluate(() => {
    const inside = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((el) => [el, ...(el.shadowRoot ? inside(el.shadowRoot) : [])]);
    return inside(document.body)
      .filter((el) => /^(iframe|a|object|embed|form|base)$/.test(el.localName) || [...el.attributes].some((a) => a.name.startsWith('on')))
      .map((el) => el.outerHTML);
  });
  expect(made).toEqual([]);
  expect(await panel.violations()).toEqual([]);
  expect(panel.errors).toEqual([]);
  await panel.shot('hostile-dark');
  await context.close();
});

test('the policy of the page stops what would get through, and the host hears of it', async () => {
  const context = await bench.context();
  const panel = await PanelPage.open(context, { scenario: 'coding' });
  await panel.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.hacked = 5';
    document.body.append(script);
    document.body.insertAdjacentHTML('beforeend', '<p style="color: red">x</p>');
    void fetch('https://example.com/').catch(() => undefined);
  });
  await panel.page.waitForFunction(() => harness.violations.length >= 3);
  expect(await panel.page.evaluate(() => (window as { hacked?: unknown }).hacked)).toBeUndefined();
  const reports = (await panel.sent('report')) as { kind: string; text: string }[];
  expect(reports.map((r) => `${r.kind} ${r.text.split(' ')[0]}`).sort()).toEqual([
    'csp connect-src',
    'csp script-src-elem',
    'csp style-src-attr',
  ]);
  await context.close();
});

test('an error of the panel itself is reported', async () => {
  const context = await bench.context();
  const panel = await PanelPage.open(context, { scenario: 'coding' });
  await panel.page.evaluate(() => {
    setTimeout(() => {
      throw new Error('a bug');
    });
    void Promise.reject(new Error('another'));
  });
  await panel.page.waitForFunction(() => harness.host.sent.filter((m) => m.name === 'report').length === 2);
  expect(JSON.stringify(await panel.sent('report'))).toMatch(/another[\s\S]*a bug|a bug[\s\S]*another/);
  await context.close();
});
