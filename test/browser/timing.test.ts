import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Harness } from './harness/page-host.ts';
import { PanelPage } from './harness/panel-page.ts';
import { type Bench, openBench } from './harness/serve.ts';

declare const harness: Harness;

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const RUNS = 5;
/** Far above what is measured on two slow cores, far below what a reader would call waiting. */
const LIMIT = 1500;

test.each([50, 5000])('the first of %i steps is on the screen soon after the snapshot', async (count) => {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const context = await bench.context();
    const panel = await PanelPage.open(context, { scenario: `long-${count}` });
    await panel.page.waitForFunction(() => harness.paint.firstStep !== undefined);
    times.push(await panel.page.evaluate(() => harness.paint.firstStep ?? Number.NaN));
    await context.close();
  }
  const median = times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
  console.log(`snapshot to first step painted, ${count} steps: median ${Math.round(median)} ms of ${times.map(Math.round).join(', ')}`);
  expect(median).toBeLessThan(LIMIT);
});
