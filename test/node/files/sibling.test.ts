import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SIBLING_BYTES } from '../../../src/node/files/limits.ts';
import { openLogFile } from '../../../src/node/files/open.ts';
import { temporaryFolder, textOf } from './helpers.ts';

// top/outside/secret.json, top/jobs/job/trial/agent/trajectory.json and files on the way
const top = temporaryFolder();
const agent = join(top, 'a/b/jobs/job/trial/agent');
mkdirSync(agent, { recursive: true });
mkdirSync(join(top, 'outside'));
writeFileSync(join(top, 'outside/secret.json'), '"secret"');
writeFileSync(join(agent, 'trajectory.json'), '{}');
writeFileSync(join(agent, 'next.json'), '"next"');
writeFileSync(join(agent, '../result.json'), '"result"');
writeFileSync(join(agent, '../../config.json'), '"config"');
writeFileSync(join(agent, '../../../jobs.json'), '"jobs"');
writeFileSync(join(agent, '../../../../above.json'), '"above"');
symlinkSync(join(top, 'outside/secret.json'), join(agent, 'link-out.json'));
symlinkSync(join(top, 'outside'), join(agent, 'dir-out'));
symlinkSync(join(agent, 'next.json'), join(agent, 'link-in.json'));

const read = async (relative: string, root?: string): Promise<string | undefined> => {
  const file = await openLogFile(join(agent, 'trajectory.json'), { root });
  const sibling = await file.sibling(relative);
  return sibling && textOf(await sibling.bytes(0, 100));
};

describe('sibling', () => {
  it('finds neighbours in the folder and up to two levels above the file when nothing is watched', async () => {
    expect(await read('next.json')).toBe('"next"');
    expect(await read('../result.json')).toBe('"result"');
    expect(await read('../../config.json')).toBe('"config"');
    expect(await read('../../../jobs.json')).toBeUndefined();
  });

  it('finds everything below the watched root and two levels above it', async () => {
    expect(await read('../../../jobs.json', join(top, 'a/b/jobs'))).toBe('"jobs"');
    expect(await read('../../../../above.json', join(top, 'a/b/jobs'))).toBe('"above"');
    expect(await read('../../../../../../outside/secret.json', join(top, 'a/b/jobs/job'))).toBeUndefined();
  });

  it('ignores a root the file is not in', async () => {
    expect(await read('../../../jobs.json', join(top, 'outside'))).toBeUndefined();
  });

  it.each([['link-out.json'], ['dir-out/secret.json']])('does not follow %s out of bounds', async (name) => {
    expect(await read(name)).toBeUndefined();
  });

  it('follows a link that stays inside', async () => {
    expect(await read('link-in.json')).toBe('"next"');
  });

  it.each([
    [''],
    ['.'],
    ['..'],
    ['/etc/passwd'],
    ['C:\\x'],
    ['next.json\0.txt'],
    ['nowhere.json'],
    ['../../../../../../../../../../etc/passwd'],
  ])('has nothing for %j', async (name) => {
    expect(await read(name)).toBeUndefined();
  });

  it('leaves out pipes and what is too large to be a sidecar', async () => {
    execFileSync('mkfifo', [join(agent, 'pipe.json')]);
    writeFileSync(join(agent, 'large.json'), '');
    truncateSync(join(agent, 'large.json'), SIBLING_BYTES + 1);
    expect(await read('pipe.json')).toBeUndefined();
    expect(await read('large.json')).toBeUndefined();
  }, 5000);

  it('gives siblings that have siblings', async () => {
    const file = await openLogFile(join(agent, 'trajectory.json'), { root: join(top, 'a/b/jobs') });
    const result = await file.sibling('../result.json');
    expect(result?.name).toBe('result.json');
    expect((await result?.sibling('agent/next.json'))?.size).toBe(6);
    expect(await result?.sibling('../../../../../outside/secret.json')).toBeUndefined();
  });
});
