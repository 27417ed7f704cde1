import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Holds a lock (a folder with the owner's process id) while `work` runs, so that two commands do not install into the
 * same place at once. A lock whose owner is gone is taken over.
 */
export async function withLock(folder, onWait, work) {
  const release = await acquire(folder, onWait);
  try {
    return await work();
  } finally {
    release();
  }
}

async function acquire(folder, onWait) {
  mkdirSync(dirname(folder), { recursive: true });
  for (let waited = false; ; waited = true) {
    try {
      mkdirSync(folder);
      writeFileSync(join(folder, 'pid'), String(process.pid));
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!waited) onWait();
    if (await abandoned(folder)) rmSync(folder, { recursive: true, force: true });
    else await sleep(500);
  }
}

async function abandoned(folder) {
  // The owner writes its id right after it made the folder: give it a moment.
  const pid = owner(folder) ?? (await sleep(2000).then(() => owner(folder)));
  if (pid === undefined) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function owner(folder) {
  try {
    return Number(readFileSync(join(folder, 'pid'), 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}
