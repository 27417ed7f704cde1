import { spawnSync } from 'node:child_process';
import { SetupError } from './setup.mjs';

/** A browser to test in, with fonts that cover what logs contain. */
export const BROWSER = ['chromium', 'fonts-liberation', 'fonts-dejavu-core'];
/** What code-server's native add-ons are built with. */
export const BUILD = ['libkrb5-dev', 'libsecret-1-dev', 'pkg-config', 'g++', 'make', 'python3'];

const CHROMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Installs missing Debian packages as root; otherwise says which to install. Other systems are taken at their word. */
export function ensureDebian(packages, say = (line) => process.stderr.write(`${line}\n`)) {
  if (!works('dpkg', ['--version'])) return;
  const missing = packages.filter((name) => !installed(name));
  if (missing.length === 0) return;
  const list = missing.join(' ');
  if (process.getuid?.() !== 0) throw new SetupError(`Debian packages are missing. Install them with: sudo apt-get install ${list}`);
  say(`Installing Debian packages: ${list}`);
  if (aptInstall(missing) || (apt('update') && aptInstall(missing))) return;
  throw new SetupError(`apt-get could not install ${list}: install them by hand and run the command again.`);
}

/** The browser's program: `$CHROME` or the first one on the PATH. */
export function chrome() {
  const found = process.env.CHROME ?? CHROMES.map(which).find(Boolean);
  if (!found) throw new SetupError('No Chromium was found: install it (Debian: apt-get install chromium) or name it in $CHROME.');
  return found;
}

export function which(program) {
  const found = spawnSync(process.platform === 'win32' ? 'where' : 'which', [program], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.split('\n')[0].trim() : undefined;
}

const works = (program, args) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;

function installed(name) {
  const query = spawnSync('dpkg', ['-s', name], { encoding: 'utf8' });
  return query.status === 0 && query.stdout.includes('install ok installed');
}

const aptInstall = (packages) => apt('install', '-y', '--no-install-recommends', ...packages);

function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', ['-q', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}
