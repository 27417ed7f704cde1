/**
 * All rings of tests, one after the other; the last line printed is `N passed, N failed`. A ring that cannot start,
 * finds no test, runs out of time or ends badly counts as a failure: nothing is skipped in silence.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BROWSER, BUILD, ensureDebian } from '../build/debian.mjs';
import { artifacts, root } from '../build/paths.mjs';
import { toolEnv } from '../build/setup.mjs';
import { tally } from './tally.mjs';
import { installCodeServer } from './workbench/install.mjs';

const minute = 60_000;
const reports = join(artifacts, 'test');

const rings = {
  lint: () => check('biome', ['ci', '--error-on-warnings', '--colors=off', '.']),
  types: async () => sum(await check('tsc', ['-p', '.']), await check('tsc', ['-p', 'src/core'])),
  unit: () => suite('unit', 8 * minute),
  browser: async () => {
    ensureDebian(BROWSER);
    return suite('browser', 6 * minute);
  },
  e2e: async () => {
    await workbench();
    return suite('e2e', 12 * minute);
  },
};

let installing;

/** The headless VS Code; asked for early, so that a first installation overlaps with the other rings. */
function workbench() {
  installing ??= (async () => {
    ensureDebian([...BROWSER, ...BUILD]);
    await installCodeServer(console.error);
  })();
  return installing;
}

export async function main(args) {
  const unknown = args.filter((arg) => !(arg in rings));
  if (unknown.length > 0) {
    console.error(`Unknown ring ${unknown.join(', ')}. There are: ${Object.keys(rings).join(', ')}.`);
    return 2;
  }
  mkdirSync(reports, { recursive: true });
  if (args.length === 0 || args.includes('e2e')) workbench().catch(() => {});
  let total = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, ring] of Object.entries(rings)) {
    if (args.length > 0 && !args.includes(name)) continue;
    const started = performance.now();
    console.log(`\n— ${name}`);
    const counts = await ring().catch((error) => {
      console.error(`The ring could not start: ${error.message}`);
      return { passed: 0, failed: 1, skipped: 0 };
    });
    console.log(`${name}: ${phrase(counts)} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    total = sum(total, counts);
  }
  if (total.skipped > 0) console.log(`\n${total.skipped} skipped`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

const sum = (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped });
const phrase = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;

async function check(program, args) {
  const code = await run(program, args, 3 * minute);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

async function suite(project, limit) {
  const file = join(reports, `${project}.json`);
  rmSync(file, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await run('vitest', ['run', '--project', project, ...reporters], limit);
  return tally(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined, code);
}

/** Runs a locked tool without input; past its limit it ends, with everything it started. Resolves to the exit code. */
function run(program, args, limit) {
  const child = spawn(program, args, {
    cwd: root,
    env: toolEnv({ CI: 'true', NO_COLOR: '1', NODE_OPTIONS: '--disable-warning=ExperimentalWarning' }),
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    detached: process.platform !== 'win32',
  });
  const end = () => {
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  const timer = setTimeout(() => {
    console.error(`${program} was ended after ${limit / minute} minutes.`);
    end();
  }, limit);
  const interrupted = () => {
    end();
    process.exit(130);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  }).finally(() => {
    clearTimeout(timer);
    process.removeListener('SIGINT', interrupted).removeListener('SIGTERM', interrupted);
    end();
  });
}
