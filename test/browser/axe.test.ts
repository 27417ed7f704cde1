import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PanelPage } from './harness/panel-page.ts';
import { type Bench, openBench } from './harness/serve.ts';
import { THEMES } from './themes.ts';

declare const axe: { run(context: Document, options: object): Promise<AxeResults> };

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly where: readonly string[];
}

async function findings(panel: PanelPage): Promise<Finding[]> {
  const { violations } = await panel.page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => ({
      id: v.id,
      impact: v.impact ?? '',
      where: v.nodes.slice(0, 4).map((n) => `${JSON.stringify(n.target)} ${n.failureSummary?.split('\n')[1]?.trim()}`),
    }));
}

const SIZES = [
  { width: 1240, height: 760 },
  { width: 560, height: 760 },
];

describe.each(THEMES)('$name', ({ name }) => {
  test.each(SIZES)('nothing serious at $width px: rows, an open step, search, help', async (size) => {
    const context = await bench.context(size);
    const panel = await PanelPage.open(context, { scenario: 'coding', theme: name });
    await panel.page.evaluate(AXE);
    await panel.page.keyboard.press('J');
    await panel.page.keyboard.press('Enter');
    await panel.body(12).getByText('Thought').waitFor();
    await panel.page.keyboard.press('/');
    await panel.searchField.fill('value');
    await panel.page.locator('mark.now').first().waitFor();
    expect(await findings(panel)).toEqual([]);
    await panel.shot(`search-${name}-${size.width}`);
    await panel.page.keyboard.press('Escape');
    await panel.page.keyboard.press('?');
    await panel.page.getByRole('dialog').waitFor();
    expect(await findings(panel)).toEqual([]);
    if (size.width > 1000) await panel.shot(`help-${name}`);
    await context.close();
  });

  test.each(SIZES)('nothing serious at $width px in credit: the table, the parameters, the tokens, the picker', async (size) => {
    const context = await bench.context(size);
    const panel = await PanelPage.open(context, { scenario: 'credit', theme: name });
    await panel.page.evaluate(AXE);
    await panel.head(12).click();
    const facts = size.width > 1000 ? panel.facts : panel.body(12).locator('rl-step-facts');
    if (size.width < 1000) await facts.getByText('why, parameters, log').click();
    await facts.getByText('parameters', { exact: false }).last().click();
    await panel.body(12).getByText('show numbers').click();
    await facts.getByLabel('discount').waitFor();
    expect(await findings(panel)).toEqual([]);
    await panel.shot(`credit-${name}-${size.width}`);
    await panel.page.locator('rl-step-list .scroller').focus();
    await panel.page.keyboard.press('c');
    await panel.page.getByRole('checkbox').first().waitFor();
    expect(await findings(panel)).toEqual([]);
    await panel.shot(`credit-picker-${name}-${size.width}`);
    expect(await panel.violations()).toEqual([]);
    await context.close();
  });

  test.each(['dialogue', 'media', 'live', 'unscored', 'empty-error', 'problem', 'hostile'])('nothing serious in %s', async (scenario) => {
    const context = await bench.context();
    const panel = await PanelPage.open(context, { scenario, theme: name });
    await panel.page.evaluate(AXE);
    if (!scenario.startsWith('empty') && scenario !== 'problem') {
      await panel.page.keyboard.press('Enter');
      await panel.body(1).locator('.label').first().waitFor();
    }
    await panel.page.waitForTimeout(100);
    expect(await findings(panel)).toEqual([]);
    await panel.shot(`${scenario}-${name}`);
    await context.close();
  });
});
