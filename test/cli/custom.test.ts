import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../node/watch/folder.ts';
import { cli, jsonLines, run } from './spawn.ts';

const MAPPING = { id: 'house', match: { keys: ['moves'] }, task: 'goal', reward: 'points', steps: 'moves', step: { text: 'say' } };
const LOG = `${JSON.stringify({ goal: 'win', points: 0.5, moves: [{ say: 'hello' }] })}\n`;

describe('--custom', () => {
  it('is taken by every command that reads logs', async () => {
    using folder = temporaryFolder();
    const log = folder.write('log.jsonl', LOG);
    const custom = folder.write('formats/house.json', JSON.stringify([MAPPING]));
    const imported = await cli('import', log, '--json', '--custom', custom);
    expect([imported.code, imported.err]).toEqual([0, '']);
    expect(jsonLines(imported.out)).toMatchObject([
      { format: 'house', task: { text: 'win' }, outcome: { reward: 0.5 }, steps: [{ text: 'hello' }] },
    ]);
    const detected = await run('detect', `--custom=${custom}`, log, '--json');
    expect(jsonLines(detected.out)).toMatchObject([{ format: 'house' }]);
    expect(jsonLines((await run('index', log, '--custom', custom, '--json')).out)).toMatchObject([{ trajectories: 1, problems: 0 }]);
    expect((await run('grep', 'reward:0.5', log, '--count', '--custom', custom)).out).toBe('1\n');
    expect((await run('formats', '--custom', custom)).out).toMatch(/^house\n/);
    expect((await run('detect', log)).code).toBe(1);
  });

  it.each([
    ['a missing file', undefined, /cannot be read \(ENOENT\)/],
    ['no JSON', '{', /line 1: /],
    [
      'a wrong path',
      JSON.stringify({ ...MAPPING, reward: 'a..b' }),
      /“house” cannot be used: the path of “reward”, “a\.\.b”, cannot be read/,
    ],
  ])('refuses %s with 2', async (_, text, message) => {
    using folder = temporaryFolder();
    const custom = text === undefined ? `${folder.path}/none.json` : folder.write('house.json', text);
    const { code, out, err } = await run('import', folder.path, '--custom', custom);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect((await run('import', folder.path, '--custom')).err).toContain('--custom needs a FILE');
  });
});
