import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BUILD, ensureDebian, which } from './debian.mjs';
import { hostTarget, packageAll } from './package.mjs';
import { cache, samples } from './paths.mjs';

const HELP = `npm start -- [--port N] [--editor code|code-server] [--no-open] [FOLDER]

Builds and packages the extension and opens it on FOLDER (sample rollouts by default) in your VS Code, or, where there
is no \`code\`, in a VS Code served to the browser. --no-open installs and serves, but opens no window.
The same by environment: PORT, ROLLOUT_LENS_EDITOR.`;

const options = {
  port: { type: 'string', default: process.env.PORT },
  editor: { type: 'string', default: process.env.ROLLOUT_LENS_EDITOR },
  'no-open': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

export async function main(args) {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (values.help) return void console.log(HELP);
  const editor = values.editor ?? (which('code') ? 'code' : 'code-server');
  const folder = positionals[0] ? resolve(positionals[0]) : await sampleFolder();
  console.log('Building and packaging the extension.');
  const target = hostTarget();
  const vsix = (await packageAll([target]))[target];
  console.log(`Packaged ${vsix}`);
  return editor === 'code' ? desktop(vsix, folder, values['no-open']) : serve(vsix, folder, values);
}

/** Logs as programs wrote them, one folder a format; a copy, so that what is tried out there changes nothing here. */
async function sampleFolder() {
  const { importers } = await import('../src/core/importers/table.ts');
  const folder = join(cache, 'samples');
  rmSync(folder, { recursive: true, force: true });
  for (const { id } of importers) {
    const from = join(samples, id);
    if (existsSync(from)) cpSync(from, join(folder, id), { recursive: true, filter: written });
  }
  return folder;
}

/** Not made by hand for a test, and not a folder that holds nothing else. */
function written(path) {
  if (basename(path) === 'hand-made') return false;
  return !statSync(path).isDirectory() || readdirSync(path).some((name) => name !== 'hand-made');
}

function desktop(vsix, folder, quiet) {
  const code = (...args) => spawnSync('code', args, { stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;
  const installed = code('--install-extension', vsix, '--force');
  if (installed !== 0 || quiet) return installed;
  console.log(`Opening ${folder} in VS Code: Rollout Lens is in the activity bar.`);
  return code('--new-window', folder);
}

async function serve(vsix, folder, { port, 'no-open': quiet }) {
  console.log('Starting a VS Code for the browser (code-server).');
  ensureDebian(BUILD);
  const { startServer } = await import('../test/workbench/server.ts');
  const server = await startServer({ vsix: [vsix], ...(port ? { port: Number(port) } : {}) });
  const url = server.url(folder);
  console.log(`\nRollout Lens runs at  ${url}\nCtrl-C ends it.`);
  if (!quiet && process.env.DISPLAY && which('xdg-open')) spawnSync('xdg-open', [url], { stdio: 'ignore' });
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve).once('SIGHUP', resolve));
  await server.stop();
}
