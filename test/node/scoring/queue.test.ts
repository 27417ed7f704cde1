import { describe, expect, it } from 'vitest';
import { Job } from '../../../src/node/scoring/job.ts';
import { JobQueue } from '../../../src/node/scoring/queue.ts';
import { request } from './helpers.ts';

const job = (name: string, priority: 'view' | 'background'): Job => {
  const made = new Job(name);
  made.waiters = [{ request: request(name, [], { priority }), resolve: () => {}, reject: () => {} }];
  return made;
};

const drain = (queue: JobQueue): readonly string[] => {
  const names: string[] = [];
  for (let next = queue.take(() => true); next; next = queue.take(() => true)) names.push(next.contentHash);
  return names;
};

describe('the queue', () => {
  it('gives views before the rest, the newest first, and the rest in order', () => {
    const queue = new JobQueue();
    for (const one of [job('a', 'background'), job('v1', 'view'), job('b', 'background'), job('v2', 'view')]) queue.add(one);
    expect(queue.size).toBe(4);
    expect(drain(queue)).toEqual(['v2', 'v1', 'a', 'b']);
  });

  it('moves a job that came into view', () => {
    const queue = new JobQueue();
    const moved = job('b', 'background');
    queue.add(job('a', 'background'));
    queue.add(moved);
    moved.waiters = job('b', 'view').waiters;
    queue.add(moved);
    expect(queue.size).toBe(2);
    expect(drain(queue)).toEqual(['b', 'a']);
  });

  it('puts jobs back before the others of their kind', () => {
    const queue = new JobQueue();
    queue.add(job('c', 'background'));
    queue.putBack([job('a', 'background'), job('v', 'view'), job('b', 'background')]);
    expect(drain(queue)).toEqual(['v', 'a', 'b', 'c']);
  });

  it('keeps the order when what comes next does not fit', () => {
    const queue = new JobQueue();
    queue.add(job('a', 'background'));
    queue.add(job('b', 'background'));
    expect(queue.take(({ contentHash }) => contentHash === 'b')).toBeUndefined();
    expect(queue.clear().map(({ contentHash }) => contentHash)).toEqual(['a', 'b']);
    expect(queue.size).toBe(0);
  });
});
