import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { inject } from 'vitest';
import { artifacts } from '../../build/paths.mjs';
import { type Complaints, launch, listen } from '../workbench/browser.ts';
import { RolloutsTree } from '../workbench/pages/rollouts-tree.ts';
import { TrajectoryPanel } from '../workbench/pages/trajectory-panel.ts';
import { Transcript } from '../workbench/pages/transcript.ts';
import { Workbench } from '../workbench/pages/workbench.ts';
import { type Server, type ServerOptions, startServer } from '../workbench/server.ts';

/** A VS Code with the packaged extension on a folder of its own, and a browser that looks at it. */
export interface Session {
  readonly folder: string;
  readonly server: Server;
  readonly page: Page;
  readonly complaints: Complaints;
  readonly workbench: Workbench;
  readonly tree: RolloutsTree;
  readonly panel: TrajectoryPanel;
  readonly transcript: Transcript;
  /** Writes a file of the folder, whole. */
  write(name: string, content: string): Promise<void>;
  /** Loads the window again. */
  reload(): Promise<void>;
  shot(name: string): Promise<void>;
  end(): Promise<void>;
}

export interface SessionOptions extends ServerOptions {
  /** Files of the folder that is opened, by relative path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders or files to copy into it, by their name there. */
  readonly copies?: Readonly<Record<string, string>>;
}

export async function start({ files = {}, copies = {}, ...options }: SessionOptions = {}): Promise<Session> {
  const folder = await mkdtemp(join(tmpdir(), 'rollout-lens-e2e-'));
  const write = async (name: string, content: string) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  };
  for (const [name, content] of Object.entries(files)) await write(name, content);
  for (const [name, from] of Object.entries(copies)) await cp(from, join(folder, name), { recursive: true });

  const server = await startServer({ vsix: [inject('vsix')], ...options });
  const browser: Browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const complaints = listen(page);
  const workbench = new Workbench(page);
  await workbench.open(server.url(folder));
  return {
    folder,
    server,
    page,
    complaints,
    workbench,
    tree: new RolloutsTree(workbench),
    panel: new TrajectoryPanel(page),
    transcript: new Transcript(page),
    write,
    reload: () => workbench.reload(),
    shot: async (name) => void (await page.screenshot({ path: join(artifacts, 'e2e', `${name}.png`) })),
    async end() {
      await browser.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
