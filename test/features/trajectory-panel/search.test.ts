import { describe, expect, test } from 'vitest';
import type { Trajectory } from '../../../src/core/model/trajectory.ts';
import { searchTrajectory } from '../../../src/features/trajectory-panel/search.ts';

const trajectory = {
  preamble: [{ role: 'user', text: 'Find the Needle.' }],
  steps: [
    {
      index: 0,
      actor: 'a',
      thought: 'a needle?',
      text: 'no',
      actions: [{ tool: 'grep', args: { pattern: 'needle' } }],
      observations: [{ text: `${'x'.repeat(500)}NEEDLE${'y'.repeat(500)}` }],
    },
    { index: 1, actor: 'a', actions: [], observations: [{ text: 'needle needle' }] },
  ],
} as unknown as Trajectory;

describe('searchTrajectory', () => {
  test('finds in reading order, whatever the case', () => {
    const { hits, more } = searchTrajectory(trajectory, 'needle', 100);
    expect(hits.map(({ step, field }) => [step, field])).toEqual([
      [-1, 'text'],
      [0, 'thought'],
      [0, 'action'],
      [0, 'observation'],
      [1, 'observation'],
      [1, 'observation'],
    ]);
    expect(more).toBe(false);
  });

  test('an excerpt is short and holds the hit', () => {
    const excerpt = searchTrajectory(trajectory, 'needle', 100).hits[3]?.excerpt ?? '';
    expect(excerpt.length).toBeLessThanOrEqual(80);
    expect(excerpt).toContain('NEEDLE');
    expect(excerpt.startsWith('…x')).toBe(true);
  });

  test('stops at the limit and says that there is more', () => {
    expect(searchTrajectory(trajectory, 'needle', 2)).toMatchObject({ hits: { length: 2 }, more: true });
    expect(searchTrajectory(trajectory, 'needle', 6).more).toBe(false);
  });

  test('a query is text, never a pattern', () => {
    expect(searchTrajectory(trajectory, 'n.edle', 9).hits).toEqual([]);
    expect(searchTrajectory(trajectory, '(', 9).hits).toEqual([]);
    expect(searchTrajectory(trajectory, 'Needle.', 9).hits).toHaveLength(1);
    for (const odd of ['[', '\\', 'a-b', '{2}', '/', '$^']) expect(() => searchTrajectory(trajectory, odd, 9)).not.toThrow();
    expect(searchTrajectory(trajectory, '', 9).hits).toEqual([]);
  });
});
