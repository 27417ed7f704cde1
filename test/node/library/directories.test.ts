// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the editor's own spelling of variables
import { describe, expect, it } from 'vitest';
import { expandDirectories } from '../../../src/node/library/directories.ts';

const around = { home: '/home/me', workspaceFolders: ['/work/a', '/work/b/'] };

describe('expandDirectories', () => {
  it('means the workspace folders when nothing is set', () => {
    expect(expandDirectories([], around)).toEqual({ entries: ['/work/a', '/work/b'], problems: [] });
    expect(expandDirectories(['  ', ''], around).entries).toEqual(['/work/a', '/work/b']);
  });

  it.each([
    ['~', ['/home/me']],
    ['~/runs/*/rollouts', ['/home/me/runs/*/rollouts']],
    ['${userHome}/x', ['/home/me/x']],
    ['/data/', ['/data']],
    ['/', ['/']],
    ['/data/../logs/**/*.jsonl', ['/logs/**/*.jsonl']],
    ['runs', ['/work/a/runs', '/work/b/runs']],
    ['./runs', ['/work/a/runs', '/work/b/runs']],
    ['../shared', ['/work/shared']],
    ['${workspaceFolder}/out', ['/work/a/out', '/work/b/out']],
    ['${workspaceFolder}', ['/work/a', '/work/b']],
    ['~other/x', ['/work/a/~other/x', '/work/b/~other/x']],
    ['C:/runs', ['C:/runs']],
  ])('%s', (entry, entries) => expect(expandDirectories([entry], around)).toEqual({ entries, problems: [] }));

  it('names each path once', () => {
    expect(expandDirectories(['/data', '/data/', '/data/./'], around).entries).toEqual(['/data']);
  });

  it('says so when a relative entry has nothing to be relative to', () => {
    const { entries, problems } = expandDirectories(['runs', '/data'], { home: '/h', workspaceFolders: [] });
    expect(entries).toEqual(['/data']);
    expect(problems.map((it) => it.message)).toEqual(['The watched directory “runs” is relative, and no workspace folder is open.']);
  });
});
