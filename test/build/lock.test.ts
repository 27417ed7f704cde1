import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { withLock } from '../../build/lock.mjs';

describe('withLock', () => {
  const home = mkdtempSync(join(tmpdir(), 'rollout-lens-lock-'));
  afterAll(() => rmSync(home, { recursive: true }));

  it('lets one work while the other waits', async () => {
    const folder = join(home, 'one');
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} starts`);
      await sleep(200);
      events.push(`${name} ends`);
    };
    await Promise.all([
      withLock(folder, () => events.push('a waits'), work('a')),
      withLock(folder, () => events.push('b waits'), work('b')),
    ]);
    expect(events.filter((event) => event.includes('waits'))).toEqual(['b waits']);
    expect(events.filter((event) => !event.includes('waits'))).toEqual(['a starts', 'a ends', 'b starts', 'b ends']);
    expect(existsSync(folder)).toBe(false);
  });

  it('takes over from an owner that is gone', async () => {
    const folder = join(home, 'gone');
    mkdirSync(folder);
    writeFileSync(join(folder, 'pid'), '4194305');
    expect(
      await withLock(
        folder,
        () => {},
        () => 'done',
      ),
    ).toBe('done');
  });

  it('is free again after a failure', async () => {
    const folder = join(home, 'failed');
    await expect(
      withLock(
        folder,
        () => {},
        () => Promise.reject(new Error('no')),
      ),
    ).rejects.toThrow('no');
    expect(existsSync(folder)).toBe(false);
  });
});
