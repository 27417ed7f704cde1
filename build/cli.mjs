import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { dist } from './paths.mjs';

/** Runs the headless twin as it ships: bundled. Nothing but its own output reaches standard output. */
export async function main(args) {
  await bundle({ names: ['cli', 'prm'] });
  const flags = ['--disable-warning=ExperimentalWarning', join(dist, 'cli.mjs')];
  const child = spawn(process.execPath, [...flags, ...args], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
