/**
 * The one build script, and the front door of every npm command. It sets the clone up, moves to the editor's Node
 * and runs the command there: `node build.mjs [bundle|package|start|test|bench|cli] [arguments]`.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SetupError, setup, toolEnv } from './build/setup.mjs';

const commands = {
  setup: async () => () => 0,
  bundle: async () => (await import('./build/bundle.mjs')).main,
  package: async () => (await import('./build/package.mjs')).main,
  start: async () => (await import('./build/start.mjs')).main,
  test: async () => (await import('./test/run.mjs')).main,
  bench: async () => (await import('./test/bench/run.mjs')).main,
  cli: async () => (await import('./build/cli.mjs')).main,
};

async function main([name = 'bundle', ...args]) {
  const load = commands[name];
  if (!load) throw new SetupError(`Unknown command ${name}. There are: ${Object.keys(commands).join(', ')}.`);
  const node = await setup();
  if (node !== process.execPath) return rerun(node);
  process.env.PATH = toolEnv().PATH;
  return (await load())(args);
}

/** The same command again, under the Node of the editor. */
function rerun(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit', env: toolEnv() });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

try {
  process.exitCode = (await main(process.argv.slice(2))) ?? 0;
} catch (error) {
  process.stderr.write(`${error instanceof SetupError ? error.message : error?.stack}\n`);
  process.exitCode = 1;
}
