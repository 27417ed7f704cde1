import { afterAll, beforeAll, expect, test } from 'vitest';
import { PanelPage } from './harness/panel-page.ts';
import { type Bench, openBench } from './harness/serve.ts';
import { THEMES } from './themes.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const SIZES = { wide: { width: 1240, height: 760 }, narrow: { width: 560, height: 760 } };

test.each(THEMES.flatMap(({ name }) => Object.entries(SIZES).map(([kind, size]) => ({ name, kind, size }))))(
  'the coding rollout in $name, $kind',
  async ({ name, kind, size }) => {
    const context = await bench.context(size);
    const panel = await PanelPage.open(context, { scenario: 'coding', theme: name });
    await panel.page.evaluate(() => (window as never as { harness: { host: { reveal(n: number): void } } }).harness.host.reveal(11));
    await panel.body(12).getByText('Thought').waitFor();
    await panel.page.waitForTimeout(200);
    await panel.shot(`coding-${name}-${kind}`);
    expect(panel.errors).toEqual([]);
    expect(await panel.violations()).toEqual([]);
    await context.close();
  },
);
