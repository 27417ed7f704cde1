import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { FrameLocator } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds serious or critical in a frame, one line each. */
export async function seriousFindings(frame: FrameLocator): Promise<readonly string[]> {
  const body = frame.locator('body');
  await body
    .evaluate((_, script) => {
      // biome-ignore lint/security/noGlobalEval: the debugger runs it, the page's own policy does not apply.
      (0, eval)(script);
    }, source)
    .catch(() => undefined);
  const results = await body.evaluate(async () => (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  const serious = results.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} at ${JSON.stringify(target)}`));
}
