/**
 * Screenshots of a real VS Code with the extension as it is now:
 *   node test/workbench/shot.mjs --folder DIR [--theme dark] [--size 1440x900] [--do "verb argument; …"] [--out FILE]
 * README.md in this folder lists the verbs and the other options.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { artifacts, samples } from '../../build/paths.mjs';
import { setup } from '../../build/setup.mjs';

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string', default: samples },
    theme: { type: 'string', default: 'dark' },
    size: { type: 'string', default: '1440x900' },
    do: { type: 'string', default: '' },
    out: { type: 'string', default: join(artifacts, 'shots', 'shot.png') },
    vsix: { type: 'string' },
    settings: { type: 'string', default: '{}' },
    keep: { type: 'boolean', default: false },
    logs: { type: 'boolean', default: false },
  },
});

const node = await setup();
if (node !== process.execPath) {
  const { spawnSync } = await import('node:child_process');
  process.exit(spawnSync(node, [import.meta.filename, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1);
}

const { hostTarget, packageAll } = await import('../../build/package.mjs');
const { startServer } = await import('./server.ts');
const { launch, listen } = await import('./browser.ts');
const { Workbench } = await import('./pages/workbench.ts');

const vsix = options.vsix ?? join(artifacts, 'shots', `${process.pid}.vsix`);
if (!options.vsix) {
  const target = hostTarget();
  mkdirSync(dirname(vsix), { recursive: true });
  copyFileSync((await packageAll([target]))[target], vsix);
}
const server = await startServer({ vsix: [vsix], theme: options.theme, settings: JSON.parse(options.settings) });
const browser = await launch();
const [width, height] = options.size.split('x').map(Number);
const page = await browser.newPage({ viewport: { width, height } });
const complaints = listen(page);
const workbench = new Workbench(page);

/** The first visible match in the page or in any webview; text by default, `css=…` for a selector. */
async function find(what, patience = 15_000) {
  const until = Date.now() + patience;
  const selector = what.startsWith('css=') ? what : `text=${what}`;
  while (Date.now() < until) {
    for (const frame of page.frames()) {
      const found = frame.locator(selector).locator('visible=true').first();
      if ((await found.count().catch(() => 0)) > 0) return found;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`nothing visible matches ${what}`);
}

async function shoot(file) {
  const path = resolve(file.endsWith('.png') ? file : join(artifacts, 'shots', `${file}.png`));
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path });
  console.log(path);
}

const verbs = {
  command: (title) => workbench.command(title),
  activity: (name) => workbench.activity(name).click(),
  click: async (what) => (await find(what)).click(),
  dblclick: async (what) => (await find(what)).dblclick(),
  hover: async (what) => (await find(what)).hover(),
  expect: (what) => find(what, 30_000),
  key: (keys) => page.keyboard.press(keys),
  type: (text) => page.keyboard.type(text),
  wait: (ms) => page.waitForTimeout(Number(ms)),
  shot: shoot,
};

let failed = false;
try {
  await workbench.open(server.url(resolve(options.folder)));
  for (const step of options.do.split(';').map((part) => part.trim())) {
    if (!step) continue;
    const [, verb, argument] = /^(\S+)\s*(.*)$/.exec(step);
    if (!verbs[verb]) throw new Error(`unknown verb ${verb}; there are: ${Object.keys(verbs).join(', ')}`);
    await verbs[verb](argument);
  }
} catch (error) {
  failed = true;
  console.error(error.message);
}
await shoot(options.out);
for (const line of [...complaints.csp, ...complaints.errors]) console.error(`console: ${line}`);
if (options.logs || failed) console.error(await server.logs(/Rollout Lens|rollout-lens|exthost\/remoteexthost/));
if (options.keep) {
  console.log(`${server.url(resolve(options.folder))}  (Ctrl-C ends it)`);
  await new Promise((done) => process.once('SIGINT', done));
}
await browser.close();
await server.stop();
process.exitCode = failed ? 1 : 0;
