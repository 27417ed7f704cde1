import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, until } from '../watch/folder.ts';
import { type Watched, watched } from './harness.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const fixture = (path: string): string => readFileSync(join(FIXTURES, path), 'utf8');

const rowsOf = ({ library }: Watched) => library.runs().flatMap(({ run }) => [...library.trajectories(run)]);

/** Sessions that are one trajectory over many lines, written in pieces that end anywhere. */
describe.each([
  ['claude-code', 'claude-code/v1.0.98/4c289ca8-f8bb-4588-8400-88b78beb784d.jsonl'],
  ['codex-rollout', 'codex-rollout/agentsview-5386007/rollout_subagent.jsonl'],
  ['gemini-cli', 'gemini-cli/agent-sessions-651e854/session-jsonl.jsonl'],
  ['openhands-v1-events', 'openhands-v1-events/agent-sdk-611629e/events.jsonl'],
])('a %s session that grows', (format, path) => {
  it('stays one trajectory, never shorter than before, and ends as a fresh reading does', async () => {
    const text = fixture(path);
    const pieces = 7;
    const cut = (k: number): number => Math.floor((text.length * k) / pieces);
    using folder = temporaryFolder();
    const log = folder.write('p/session.jsonl', text.slice(0, cut(1)));
    using it = await watched([folder.path]);
    let steps = 0;
    for (let k = 1; k < pieces; k++) {
      appendFileSync(log, text.slice(cut(k), cut(k + 1)));
      await it.library.idle();
      const seen = rowsOf(it);
      expect(seen.length).toBeLessThanOrEqual(1);
      expect(seen[0]?.steps ?? 0).toBeGreaterThanOrEqual(steps);
      steps = seen[0]?.steps ?? 0;
    }
    using fresh = temporaryFolder();
    fresh.write('p/session.jsonl', text);
    using other = await watched([fresh.path]);
    await until(() => rowsOf(it)[0]?.contentHash === rowsOf(other)[0]?.contentHash);
    expect(rowsOf(it)[0]).toMatchObject({ format, steps: rowsOf(other)[0]?.steps });
    expect(it.library.problems()).toEqual([]);
  });
});

describe('a conversation kept as one file per event', () => {
  it('grows with each new file, and stays one trajectory', async () => {
    const user = { id: 0, timestamp: '2025-01-01T00:00:00', source: 'user', action: 'message', args: { content: 'Go.' } };
    const says = (id: number) => ({ id, timestamp: '2025-01-01T00:00:01', source: 'agent', action: 'message', args: { content: `${id}` } });
    using folder = temporaryFolder();
    folder.write('sessions/c/events/0.json', JSON.stringify(user));
    using it = await watched([folder.path]);
    expect(rowsOf(it).map(({ format, steps }) => [format, steps])).toEqual([['openhands-events', 0]]);
    for (const id of [1, 2, 3]) {
      folder.write(`sessions/c/events/${id}.json`, JSON.stringify(says(id)));
      await until(() => rowsOf(it)[0]?.steps === id);
    }
    await it.library.idle();
    expect(rowsOf(it)).toHaveLength(1);
  });
});
