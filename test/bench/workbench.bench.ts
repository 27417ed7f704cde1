import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostTarget, packageAll } from '../../build/package.mjs';
import { artifacts } from '../../build/paths.mjs';
import { line } from '../e2e/logs.ts';
import { launch } from '../workbench/browser.ts';
import { RolloutsTree } from '../workbench/pages/rollouts-tree.ts';
import { TrajectoryPanel } from '../workbench/pages/trajectory-panel.ts';
import { Workbench } from '../workbench/pages/workbench.ts';
import { startServer } from '../workbench/server.ts';
import type { Bench } from './bench.ts';
import { scratch } from './files.ts';

/** How long a user waits in a real VS Code: for the extension to start, and from a click to the first step. */
export async function benches(): Promise<readonly Bench[]> {
  const folder = scratch();
  mkdirSync(join(folder, 'logs'));
  for (const steps of [50, 5000])
    writeFileSync(join(folder, 'logs', `${steps}.jsonl`), line({ task: `task-of-${steps}`, steps, reward: 1 }));
  const target = hostTarget();
  const server = await startServer({ vsix: [(await packageAll([target]))[target] as string] });
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const workbench = new Workbench(page);
  const tree = new RolloutsTree(workbench);
  const panel = new TrajectoryPanel(page);
  const load = async () => {
    await workbench.open(server.url(folder));
    await tree.open();
  };

  const activation = async () => {
    await load();
    await tree.row('50.jsonl').first().waitFor();
    await workbench.command('Developer: Show Running Extensions');
    const row = page.locator('.runtime-extensions-editor .extension', { hasText: 'Rollout Lens' });
    const text = await row.locator('.activation-time').textContent();
    await page.screenshot({ path: join(artifacts, 'bench', 'running-extensions.png') });
    await workbench.closeEditors();
    return { ms: Number(/(\d+)\s*ms/.exec(text ?? '')?.[1]) };
  };
  const open = async (steps: number) => {
    await workbench.closeEditors();
    await tree.expand(`${steps}.jsonl`);
    const row = tree.row(`task-of-${steps}`).first();
    await row.waitFor();
    const started = performance.now();
    await row.click();
    await panel.shown();
    return { ms: performance.now() - started };
  };
  return [
    { name: 'activate in a fresh window', rounds: 5, variants: { 'as VS Code measures it': activation } },
    {
      name: 'from a click in the tree to the first step painted',
      rounds: 7,
      variants: { '50 steps': () => open(50), '5,000 steps': () => open(5000) },
      async done() {
        await browser.close();
        await server.stop();
      },
    },
  ];
}
