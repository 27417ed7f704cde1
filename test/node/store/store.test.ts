import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileRow, TrajectoryRow } from '../../../src/node/store/rows.ts';
import { openStore, type Store } from '../../../src/node/store/store.ts';
import { commonFolder } from '../../../src/node/store/summaries.ts';

let folder: string;
let open: Store[];
const database = () => join(folder, 'deep', 'index.db');
const store = (path = database()): Store => {
  const opened = openStore(path);
  open.push(opened);
  return opened;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  open = [];
});
afterEach(() => {
  for (const one of open) one.close();
  rmSync(folder, { recursive: true });
});

const file = (path: string, more: Partial<FileRow> = {}): FileRow => ({
  path,
  size: 1,
  mtime: 1000,
  identity: '1:1',
  format: 'verl-rollout',
  neighbours: [],
  ...more,
});
const row = (id: string, more: Partial<TrajectoryRow> = {}): TrajectoryRow => ({
  id,
  ordinal: 0,
  place: { kind: 'item', item: 0 },
  run: 'run',
  group: 'task',
  task: { text: 'Add 2 and 2' },
  sample: 0,
  policy: { model: 'm' },
  outcome: { reward: 1, success: true },
  status: 'scored',
  steps: 3,
  chars: 100,
  contentHash: `content-${id}`,
  ...more,
});

describe('store', () => {
  it('keeps trajectories over a restart and shows them once their file is watched', () => {
    const first = store();
    first.write(file('/r/1.jsonl'), [
      row('a'),
      row('b', { ordinal: 1, sample: 1, outcome: { reward: 0, success: false } }),
      row('c', { ordinal: 2, sample: 2, outcome: {}, status: 'unscored' }),
    ]);
    const second = store();
    expect(second.summaries.runs()).toEqual([]);
    second.files.watch('/r/1.jsonl');
    expect(second.summaries.runs()).toEqual([
      {
        run: 'run',
        format: 'verl-rollout',
        name: 'run',
        path: '/r/1.jsonl',
        groups: 1,
        trajectories: 3,
        judged: 2,
        solved: 1,
        meanReward: 0.5,
        changed: 1000,
      },
    ]);
    expect(second.summaries.groups('run')).toEqual([
      { run: 'run', group: 'task', task: { text: 'Add 2 and 2' }, trajectories: 3, judged: 2, solved: 1, meanReward: 0.5 },
    ]);
    expect(second.summaries.trajectories('run', 'task').map((it) => [it.id, it.sample, it.outcome])).toEqual([
      ['a', 0, { reward: 1, success: true }],
      ['b', 1, { reward: 0, success: false }],
      ['c', 2, {}],
    ]);
    expect(second.summaries.one('b')).toEqual(second.summaries.trajectories('run')[1]);
  });

  it('leaves a mean unknown where no reward is known', () => {
    const it = store();
    it.write(file('/r/1.jsonl'), [row('a', { outcome: {}, status: 'unscored' })]);
    expect(it.summaries.runs()[0]?.meanReward).toBeUndefined();
    expect(it.summaries.groups('run')[0]).toMatchObject({ judged: 0, solved: 0, meanReward: undefined });
  });

  it('judges a run by its rewards when it never says success and they are all 0 or 1', () => {
    const it = store();
    it.write(file('/r/1.jsonl'), [
      row('a', { outcome: { reward: 1 } }),
      row('b', { ordinal: 1, outcome: { reward: 0 } }),
      row('c', { ordinal: 2, outcome: {} }),
    ]);
    const success = () => it.summaries.trajectories('run').map((one) => one.outcome.success);
    expect([it.summaries.runs()[0], it.summaries.groups('run')[0]]).toMatchObject([
      { judged: 2, solved: 1 },
      { judged: 2, solved: 1 },
    ]);
    expect(success()).toEqual([true, false, undefined]);
    expect(it.summaries.one('b')?.outcome).toEqual({ reward: 0, success: false });
    it.write(file('/r/2.jsonl'), [row('d', { outcome: { reward: 0.5 } })]);
    expect([it.summaries.runs()[0], it.summaries.groups('run')[0]]).toMatchObject([
      { judged: 0, solved: 0 },
      { judged: 0, solved: 0 },
    ]);
    expect(success()).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('counts samples through where files of a group number alike, and keeps logged numbers', () => {
    const it = store();
    it.write(file('/r/2.jsonl'), [row('late'), row('more', { ordinal: 1, sample: 1 })]);
    it.write(file('/r/1.jsonl'), [row('early'), row('own', { group: 'other', sample: 7 })]);
    const numbered = (group: string) => it.summaries.trajectories('run', group).map((one) => [one.id, one.sample]);
    expect(numbered('task')).toEqual([
      ['early', 0],
      ['late', 1],
      ['more', 2],
    ]);
    expect(numbered('other')).toEqual([['own', 7]]);
    expect(it.summaries.one('more')?.sample).toBe(2);
  });

  it('tells what a replacement changed, removed and left alone', () => {
    const it = store();
    it.write(file('/r/1.jsonl'), [row('a'), row('b'), row('c')]);
    const written = it.write(file('/r/1.jsonl', { size: 2 }), [row('a'), row('b', { contentHash: 'new', run: 'other' })], new Set());
    expect(written).toEqual({ runs: new Set(['run', 'other']), changed: ['b'], removed: ['c'] });
    expect(it.forget('/r/1.jsonl')).toEqual({ runs: new Set(['run', 'other']), changed: [], removed: ['a', 'b'] });
    expect(it.summaries.runs()).toEqual([]);
  });

  it('writes nothing when a write fails in the middle', () => {
    const it = store();
    it.write(file('/r/1.jsonl'), [row('a')]);
    expect(() => it.write(file('/r/1.jsonl', { size: 9 }), [row('b'), row('c', { steps: 'x' as unknown as number })])).toThrow();
    expect([...it.stored('/r/1.jsonl').keys()]).toEqual(['a']);
    expect(it.files.get('/r/1.jsonl')?.size).toBe(1);
  });

  it('keeps scores apart by content and scorer, and their unknown steps', () => {
    const it = store();
    it.write(file('/r/1.jsonl'), [row('a'), row('b')]);
    it.scores.put('content-a', { scorer: 'embedded', identity: 'v1', device: 'cpu', values: [0.25, undefined, 0.75] });
    it.scores.put('content-b', { scorer: 'embedded', identity: 'v1', device: 'cpu', values: [undefined] });
    it.scores.put('content-a', { scorer: 'embedded', identity: 'v2', device: 'webgpu', values: [] });
    expect(store().scores.get('content-a', 'v1')).toEqual({
      scorer: 'embedded',
      identity: 'v1',
      device: 'cpu',
      values: [0.25, undefined, 0.75],
    });
    expect(it.scores.means('run', 'v1')).toEqual(new Map([['a', 0.5]]));
    expect(it.scores.means('run', 'v2')).toEqual(new Map());
    it.scores.prune(Number.POSITIVE_INFINITY);
    expect(it.scores.get('content-a', 'v1')).toBeDefined();
    it.forget('/r/1.jsonl');
    it.scores.prune(Number.POSITIVE_INFINITY);
    expect(it.scores.get('content-a', 'v1')).toBeUndefined();
  });

  it('keeps one problem entry a file with a count, and only of watched files', () => {
    const it = store();
    const first = { severity: 'error', code: 'json-syntax', message: 'Line 2 is no JSON.', line: 2 } as const;
    it.write(file('/r/1.jsonl', { problem: { first, count: 12 } }), []);
    expect(it.files.problems()).toEqual([{ first, count: 12 }]);
    expect(store().files.problems()).toEqual([]);
    it.write(file('/r/1.jsonl'), []);
    expect(it.files.problems()).toEqual([]);
  });

  it('finds files below a folder, not beside it', () => {
    const it = store();
    for (const path of ['/r/a/1.json', '/r/a/b/2.json', '/r/a.json', '/r/ab/3.json']) it.write(file(path), []);
    expect(it.files.below('/r/a')).toEqual(['/r/a/1.json', '/r/a/b/2.json']);
  });

  it('moves a damaged database aside and builds a new one', () => {
    store().close();
    open = [];
    writeFileSync(database(), 'this is no database '.repeat(500));
    const it = store();
    expect(it.problem).toMatchObject({ code: 'index-damaged', file: database() });
    it.write(file('/r/1.jsonl'), [row('a')]);
    expect(it.summaries.runs()).toHaveLength(1);
    expect(readFileSync(`${database()}.damaged`, 'utf8')).toMatch(/^this is no database/);
  });

  it('survives damage inside the pages', () => {
    const before = store();
    for (let index = 0; index < 300; index++) before.write(file(`/r/${index}.jsonl`), [row(`t${index}`)]);
    before.close();
    open = [];
    const bytes = readFileSync(database());
    bytes.fill(0xff, 4096, bytes.length);
    writeFileSync(database(), bytes);
    const it = store();
    expect(it.problem?.code).toBe('index-damaged');
    expect(it.files.below('/r')).toEqual([]);
  });

  it('drops a database of another version', () => {
    const before = store();
    before.write(file('/r/1.jsonl'), [row('a')]);
    before.close();
    open = [];
    const raw = new DatabaseSync(database());
    raw.exec('PRAGMA user_version = 4711');
    raw.close();
    const it = store();
    expect(it.problem).toBeUndefined();
    expect(it.files.below('/r')).toEqual([]);
    it.write(file('/r/1.jsonl'), [row('a')]);
    expect(it.summaries.runs()).toHaveLength(1);
  });

  it('works in memory where the disk refuses, and says so', () => {
    writeFileSync(join(folder, 'file'), '');
    const it = store(join(folder, 'file', 'index.db'));
    expect(it.problem?.code).toBe('index-in-memory');
    it.write(file('/r/1.jsonl'), [row('a')]);
    expect(it.summaries.runs()).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('waits for another window that writes', () => {
    const [mine, theirs] = [store(), store()];
    for (let index = 0; index < 50; index++) {
      mine.write(file('/r/1.jsonl'), [row(`mine${index}`)]);
      theirs.write(file('/r/1.jsonl'), [row(`theirs${index}`)]);
    }
    expect(mine.stored('/r/1.jsonl').size).toBe(100);
    expect(theirs.summaries.runs()[0]?.trajectories).toBe(100);
  });
});

describe('commonFolder', () => {
  it.each([
    ['/a/b/1.json', '/a/b/2.json', '/a/b'],
    ['/a/b/1.json', '/a/b/1.json', '/a/b/1.json'],
    ['/a/b1/x.json', '/a/b2/x.json', '/a'],
    ['/a/b', '/a/b/c', '/a'],
    ['/x', '/y', '/'],
  ])('%s and %s lie in %s', (first, last, common) => expect(commonFolder(first, last)).toBe(common));
});
