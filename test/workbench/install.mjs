/**
 * Installs code-server, a VS Code that runs headless, from nothing but the npm registry, into a cache that all clones
 * share. Safe to call at any time: an installed copy is found by its stamp, an interrupted one is thrown away and
 * redone, and of two callers at once one installs while the other waits.
 *
 * Scripts stay off where packages are fetched (some would download prebuilt files from elsewhere); the native add-ons
 * are then built against the headers that the `node-linux-*` package carries.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { withLock } from '../../build/lock.mjs';

const CODE_SERVER = '4.139.1';
const NODE = '24.21.0';
/** Raise when the recipe below changes, so that older installs are redone. */
const RECIPE = 1;

const arch = process.arch;
const nodePackage = `node-linux-${arch}`;
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rollout-lens');
const home = join(cache, `code-server-${CODE_SERVER}-${arch}-r${RECIPE}`);

/** Where things are once `installCodeServer` has resolved. */
export const codeServer = {
  home,
  version: CODE_SERVER,
  node: join(home, 'node_modules', nodePackage, 'bin', 'node'),
  entry: join(home, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
  log: `${home}.log`,
};

/** Resolves to `codeServer` when it is ready; rejects with one sentence and the name of the log. */
export async function installCodeServer(say = () => {}) {
  if (installed()) return codeServer;
  if (process.platform !== 'linux') throw new Error('code-server is installed on Linux only; open the extension with `code` instead.');
  const waiting = () => say('Waiting for another installation of code-server to end.');
  await withLock(`${home}.lock`, waiting, () => installed() || install(say));
  return codeServer;
}

async function install(say) {
  say(`Installing code-server ${CODE_SERVER} into ${home} (a few minutes, once).`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(codeServer.log, '');
  await recipe(say);
  writeFileSync(stamp(), `${new Date().toISOString()}\n`);
}

const stamp = () => join(home, '.complete');
const installed = () => existsSync(stamp()) && existsSync(codeServer.entry) && existsSync(codeServer.node);

async function recipe(say) {
  const manifest = { private: true, dependencies: { 'code-server': CODE_SERVER, [nodePackage]: NODE } };
  writeFileSync(join(home, 'package.json'), JSON.stringify(manifest));
  await npm(home, 'install', '--ignore-scripts');
  const vscode = join(home, 'node_modules', 'code-server', 'lib', 'vscode');
  say('Installing the workbench and its built-in extensions.');
  await npm(vscode, 'install', '--omit=dev', '--ignore-scripts');
  await npm(join(vscode, 'extensions'), 'install', '--omit=dev', '--ignore-scripts');
  say('Building the native add-ons.');
  await npm(vscode, 'rebuild', '--foreground-scripts');
}

function npm(cwd, ...args) {
  const nodedir = join(home, 'node_modules', nodePackage);
  const env = {
    ...process.env,
    PATH: [join(nodedir, 'bin'), process.env.PATH].join(delimiter),
    npm_config_nodedir: nodedir,
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    npm_config_ignore_scripts: 'false',
  };
  return run('npm', args, { cwd, env });
}

function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const append = (chunk) => writeFileSync(codeServer.log, chunk, { flag: 'a' });
    append(`\n$ ${command} ${args.join(' ')}   (in ${options.cwd})\n`);
    child.stdout.on('data', append);
    child.stderr.on('data', append);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`code-server could not be installed: \`${command} ${args.join(' ')}\` failed; see ${codeServer.log}.`));
    });
  });
}

if (process.argv[1] === import.meta.filename) {
  installCodeServer((line) => console.error(line)).then(
    ({ home: where }) => console.log(where),
    (error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
