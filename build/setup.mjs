/**
 * What every command needs first, on a fresh clone with nothing but Node 20 and npm: the locked packages and the Node
 * the editor runs on. Built-in modules only. Silent when there is nothing to do; speaks on standard error.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { withLock } from './lock.mjs';
import { cache, root } from './paths.mjs';

const NODE = 24;
const say = (line) => process.stderr.write(`${line}\n`);

/** An error whose message is all the user needs to see. */
export class SetupError extends Error {}

/** Installs what is missing and resolves to the path of Node 24. */
export async function setup() {
  if (major(process.version) < 20) throw new SetupError(`This needs Node 20 or later; ${process.version} is running.`);
  if (!packagesInstalled()) {
    await withLock(
      join(cache, 'setup.lock'),
      () => say('Waiting for another set-up of this folder to end.'),
      () => packagesInstalled() || installPackages(),
    );
  }
  return node();
}

/** The environment for child processes: the locked tools and Node 24 first on the PATH. */
export function toolEnv(extra = {}) {
  const tools = [dirname(node()), join(root, 'node_modules', '.bin')];
  const path = (process.env.PATH ?? '').split(delimiter);
  return { ...process.env, PATH: [...tools, ...path.filter((entry) => !tools.includes(entry))].join(delimiter), ...extra };
}

/** Every package of the lock file that this machine takes is in place at the locked version. */
function packagesInstalled() {
  const locked = readLock(join(root, 'package-lock.json'));
  const installed = readLock(join(root, 'node_modules', '.package-lock.json'));
  if (!locked || !installed) return false;
  return Object.entries(locked).every(([place, entry]) => {
    if (place === '' || entry.optional || entry.devOptional) return true;
    return installed[place]?.version === entry.version;
  });
}

function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function installPackages() {
  say('Installing the locked packages (npm ci).');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = spawnSync('npm', args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (done.status === 0) return;
  say(`${done.stdout ?? ''}${done.stderr ?? ''}`.trim());
  throw new SetupError('`npm ci` failed (its output is above): check the network and the npm registry, then run the command again.');
}

/** The Node to run on: this one, or the one in the locked package (whose link in `.bin` not every npm makes). */
function node() {
  if (major(process.version) >= NODE) return process.execPath;
  const [platform, program] = process.platform === 'win32' ? ['win', 'node.exe'] : [process.platform, 'node'];
  const local = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', program);
  if (existsSync(local)) return local;
  throw new SetupError(
    `This needs Node ${NODE}, which npm has no package of for ${process.platform} ${process.arch}: install Node ${NODE} and run it again.`,
  );
}

const major = (version) => Number(version.slice(1).split('.')[0]);
