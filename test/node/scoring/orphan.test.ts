import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { alive, until } from './helpers.ts';

it('the PRM process ends when its host is killed', async () => {
  const host = spawn(process.execPath, [fileURLToPath(new URL('orphan.ts', import.meta.url))], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const pid = Number(await new Promise((resolve) => host.stdout.once('data', resolve)));
    expect(alive(pid)).toBe(true);
    host.kill('SIGKILL');
    await until(() => !alive(pid));
  } finally {
    host.kill('SIGKILL');
  }
});
