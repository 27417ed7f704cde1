import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { options } from '../../../build/bundle.mjs';
import { chrome } from '../../../build/debian.mjs';
import { type PageView, webviewPage } from '../../../src/protocol/page.ts';

const ORIGIN = 'http://panel.test';
const NONCE = 'n0nce4tests';

export interface Bench {
  readonly browser: Browser;
  /** A fresh tab store with the panel's page, policy and bundle on it. */
  context(size?: { readonly width: number; readonly height: number }): Promise<BrowserContext>;
  close(): Promise<void>;
}

/**
 * Builds the webview as it ships, and a browser that serves it under its own policy without any network. Without a view
 * it is the trajectory panel; `host` is the script in the place of VS Code.
 */
export async function openBench(view?: PageView, host = 'page-host.ts'): Promise<Bench> {
  const [panel, hostScript] = await Promise.all([
    text(build({ ...options('webview', { minify: true }), sourcemap: false, write: false })),
    text(build({ entryPoints: [join(import.meta.dirname, host)], bundle: true, format: 'iife', target: 'chrome134', write: false })),
  ]);
  const html = webviewPage({ title: 'Trajectory', view, nonce: NONCE, source: ORIGIN, script: `${ORIGIN}/main.js` }).replace(
    '<body>',
    `<body><script nonce="${NONCE}" src="${ORIGIN}/host.js"></script>`,
  );
  const browser = await chromium.launch({
    executablePath: chrome(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
  });
  const files: Readonly<Record<string, readonly [string, string]>> = {
    '/': ['text/html', html],
    '/main.js': ['text/javascript', panel],
    '/host.js': ['text/javascript', hostScript],
  };
  return {
    browser,
    context: async (viewport = { width: 1240, height: 760 }) => {
      const context = await browser.newContext({ viewport });
      await context.route('**/*', (route) => {
        const file = files[new URL(route.request().url()).pathname];
        return file ? route.fulfill({ contentType: file[0], body: file[1] }) : route.abort();
      });
      return context;
    },
    close: () => browser.close(),
  };
}

async function text(built: Promise<{ outputFiles?: readonly { readonly path: string; readonly text: string }[] }>): Promise<string> {
  const { outputFiles = [] } = await built;
  const file = outputFiles.find((f) => !f.path.endsWith('.map'));
  if (!file) throw new Error('nothing was built');
  return file.text;
}
