import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { FrameLocator } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds serious or critical in a frame, one line each. */
export async function seriousFindings(frame: FrameLocator): Promise<readonly string[]> {
  const owner = await (await frame.locator('body').elementHandle())?.ownerFrame();
  if (!owner) throw new Error('the frame is gone');
  await owner.evaluate(source);
  const results = await owner.evaluate(() => (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  const serious = results.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} at ${JSON.stringify(target)}`));
}
