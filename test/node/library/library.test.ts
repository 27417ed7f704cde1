import { appendFileSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LogError } from '../../../src/core/importers/importer.ts';
import { temporaryFolder, until } from '../watch/folder.ts';
import { watched } from './harness.ts';
import { tauElement, verlLine } from './lines.ts';

const lines = (...tasks: string[]): string => tasks.map((task) => `${verlLine(task)}\n`).join('');
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('library', () => {
  it('reads what is there', async () => {
    using folder = temporaryFolder();
    folder.write('run/1.jsonl', lines('a', 'a', 'b'));
    folder.write('other/package.json', '{"name": "no log"}');
    using it = await watched([folder.path]);
    const [run, ...none] = it.library.runs();
    expect(none).toEqual([]);
    expect(run).toMatchObject({
      format: 'verl-rollout',
      path: `${folder.path}/run/1.jsonl`,
      trajectories: 3,
      groups: 2,
      judged: 3,
      solved: 3,
      meanReward: 1,
    });
    const [first, second, third] = it.library.trajectories(run?.run ?? '');
    expect([first, second, third].map((one) => [one?.task.text, one?.sample])).toEqual(
      expect.arrayContaining([
        ['a', 0],
        ['a', 1],
        ['b', 0],
      ]),
    );
    const whole = await it.library.trajectory(second?.id ?? '');
    expect(whole).toMatchObject({ id: second?.id, sample: second?.sample, format: 'verl-rollout' });
    expect(whole.steps).toHaveLength(second?.steps ?? -1);
    expect(it.library.problems()).toEqual([]);
    await until(() => !it.library.progress.busy);
    expect(it.library.progress).toEqual({ found: 2, read: 2, busy: false });
  });

  it('shows an appended line within half a second, and reads only that', async () => {
    using folder = temporaryFolder();
    const log = folder.write('1.jsonl', lines('a'));
    using it = await watched([folder.path]);
    const before = it.changes.length;
    const waits: number[] = [];
    for (let count = 2; count < 9; count++) {
      const start = performance.now();
      appendFileSync(log, lines(`t${count}`));
      await until(() => it.seen().length === count);
      waits.push(performance.now() - start);
      await sleep(30);
    }
    expect(waits.sort((a, b) => a - b)[3]).toBeLessThan(500);
    await it.library.idle();
    const told = it.changes.slice(before);
    expect(told.flatMap((change) => [...change.trajectories])).toHaveLength(7);
    expect(told.flatMap((change) => [...change.removed])).toEqual([]);
  });

  it('waits for the rest of a cut line, whatever byte it is cut at', async () => {
    using folder = temporaryFolder();
    const text = Buffer.from(`${verlLine('größer 😀')}\n`);
    const log = folder.write('1.jsonl', lines('a'));
    using it = await watched([folder.path]);
    for (let at = 0; at < text.length; at += 7) {
      appendFileSync(log, text.subarray(at, at + 7));
      await sleep(3);
    }
    await until(() => it.seen().length === 2);
    await it.library.idle();
    expect(it.seen()).toEqual(['a', 'größer 😀']);
    expect(it.changes.some((change) => change.problems && it.library.problems().length > 0)).toBe(false);
  });

  it('says after a while that a last line stays cut, and takes it back when it is finished', async () => {
    using folder = temporaryFolder();
    const line = verlLine('b');
    const log = folder.write('1.jsonl', lines('a') + line.slice(0, 20));
    using it = await watched([folder.path], { settle: 800 });
    expect(it.library.problems()).toEqual([]);
    await until(() => it.library.problems().length === 1);
    expect(it.library.problems()[0]).toMatchObject({ code: 'unfinished', file: log, line: 2, severity: 'warning' });
    appendFileSync(log, `${line.slice(20)}\n`);
    await until(() => it.library.problems().length === 0);
    expect(it.seen()).toEqual(['a', 'b']);
  });

  it('gathers the problems of a file into one entry that goes when the file is mended', async () => {
    using folder = temporaryFolder();
    const good = folder.write('good/1.jsonl', lines('ok'));
    const log = folder.write('1.jsonl', `${lines('a', 'b')}{"input": }\n${lines('c')}{"x": 1}\n{"x": 2}\n`);
    using it = await watched([folder.path]);
    expect(it.seen()).toEqual(['a', 'b', 'c', 'ok']);
    expect(it.library.problems()).toMatchObject([{ file: log, line: 3, code: 'json-syntax', detail: 'and 2 more in this file' }]);
    appendFileSync(log, 'nonsense\n');
    await until(() => it.library.problems()[0]?.detail === 'and 3 more in this file');
    writeFileSync(log, lines('a', 'b', 'c', 'd'));
    await until(() => it.seen().length === 5);
    expect(it.library.problems()).toEqual([]);
    expect(good).toBeTruthy();
  });

  it('reads a replaced, a shortened and an overwritten file anew', async () => {
    using folder = temporaryFolder();
    const log = folder.write('1.jsonl', lines('a', 'b', 'c'));
    using it = await watched([folder.path]);
    writeFileSync(`${folder.path}/new`, lines('p', 'q', 'r', 's'));
    renameSync(`${folder.path}/new`, log);
    await until(() => it.seen().join() === 'p,q,r,s');
    truncateSync(log, lines('p').length);
    await until(() => it.seen().join() === 'p');
    writeFileSync(log, lines('x', 'y', 'z', 'longer than before'));
    await until(() => it.seen().join() === 'longer than before,x,y,z');
    writeFileSync(log, '');
    await until(() => it.seen().length === 0);
    expect(it.library.runs()).toEqual([]);
  });

  it('notices that a longer file with the same beginning is another one', async () => {
    using folder = temporaryFolder();
    const prompt = 'a prompt that is longer than what is compared '.repeat(200);
    const log = folder.write('1.jsonl', lines(`${prompt}1`, 'b'));
    using it = await watched([folder.path]);
    const replacement = `${verlLine(`${prompt}1`, { output: 'different '.repeat(2000) })}\n${lines('c', 'd', 'e')}`;
    const inPlace = readFileSync(log).length;
    expect(Buffer.byteLength(replacement)).toBeGreaterThan(inPlace);
    writeFileSync(log, replacement);
    await until(() => it.seen().length === 4);
    expect(it.seen().slice(1)).toEqual(['c', 'd', 'e']);
  });

  it('lets a deleted file leave with its trajectories, and a renamed one keep its scores', async () => {
    using folder = temporaryFolder();
    const log = folder.write('a/1.jsonl', lines('a'));
    const other = folder.write('b/1.jsonl', lines('b'));
    using it = await watched([folder.path]);
    const [moved] = it.library.trajectories(it.library.runs()[0]?.run ?? '');
    it.library.putScores(moved?.contentHash ?? '', { scorer: 'embedded', identity: 'v1', device: 'cpu', values: [0.5] });
    renameSync(log, `${folder.path}/a/2.jsonl`);
    await until(() => it.library.runs()[0]?.path.endsWith('/a/2.jsonl'));
    const after = it.library.trajectories(it.library.runs()[0]?.run ?? '')[0];
    expect(after?.id).not.toBe(moved?.id);
    expect(it.library.scores(after?.contentHash ?? '', 'v1')?.values).toEqual([0.5]);
    await until(() => it.changes.some((change) => change.removed.has(moved?.id ?? '')));
    rmSync(other);
    await until(() => it.seen().join() === 'a');
    rmSync(`${folder.path}/a`, { recursive: true });
    await until(() => it.library.runs().length === 0);
    await expect(it.library.trajectory(after?.id ?? '')).rejects.toThrow(LogError);
  });

  it('keeps the old model while a document is being rewritten', async () => {
    using folder = temporaryFolder();
    const write = (...elements: object[]) => JSON.stringify(elements, null, 2);
    const log = folder.write('result.json', write(tauElement(0, 0), tauElement(1, 0)));
    using it = await watched([folder.path]);
    expect(it.seen()).toHaveLength(2);
    const least: number[] = [];
    it.library.onDidChange(() => least.push(it.seen().length));
    const next = write(tauElement(0, 0), tauElement(1, 0), tauElement(2, 0));
    for (const part of [0, 0.1, 0.5, 0.9]) {
      writeFileSync(log, next.slice(0, Math.floor(next.length * part)));
      await sleep(60);
    }
    writeFileSync(log, next);
    await until(() => it.seen().length === 3);
    expect(Math.min(...least)).toBeGreaterThanOrEqual(2);
    expect(it.library.problems()).toEqual([]);
    writeFileSync(log, next.slice(0, 40));
    await until(() => it.seen().length === 0);
    expect(it.library.problems()).toMatchObject([{ file: log }]);
  });

  it('reads a log again when a neighbour it was read with changes, comes or goes', async () => {
    using folder = temporaryFolder();
    const trial = 'job/task__abc1234';
    folder.write(
      `${trial}/agent/trajectory.json`,
      JSON.stringify({
        schema_version: 'ATIF-v1.5',
        session_id: 's',
        agent: { name: 'a', version: '1' },
        steps: [
          { step_id: 1, source: 'user', message: 'Do it' },
          { step_id: 2, source: 'agent', message: 'Done' },
        ],
      }),
    );
    using it = await watched([folder.path]);
    const outcomes = () => it.library.runs().flatMap(({ run }) => it.library.trajectories(run).map((one) => one.outcome.reward));
    expect(outcomes()).toEqual([undefined]);
    const result = folder.write(
      `${trial}/result.json`,
      JSON.stringify({ task_name: 'task', trial_name: 'task__abc1234', verifier_result: { rewards: { reward: 1 } } }),
    );
    await until(() => outcomes().includes(1));
    writeFileSync(
      result,
      JSON.stringify({ task_name: 'task', trial_name: 'task__abc1234', verifier_result: { rewards: { reward: 0.25 } } }),
    );
    await until(() => outcomes().includes(0.25) && !outcomes().includes(1));
  });

  it('reads compressed logs, and again when they grow', async () => {
    using folder = temporaryFolder();
    const log = folder.write('1.jsonl.gz');
    writeFileSync(log, gzipSync(lines('a')));
    using it = await watched([folder.path]);
    expect(it.seen()).toEqual(['a']);
    appendFileSync(log, gzipSync(lines('b')));
    await until(() => it.seen().join() === 'a,b');
  });

  it('changes what is watched, and comes back without reading again', async () => {
    using folder = temporaryFolder();
    folder.write('x/1.jsonl', lines('x'));
    folder.write('y/1.jsonl', lines('y'));
    using it = await watched([`${folder.path}/x`]);
    expect(it.seen()).toEqual(['x']);
    await it.library.watch([`${folder.path}/y`]);
    await it.library.idle();
    expect(it.seen()).toEqual(['y']);
    expect(it.changes.at(-1)?.runs.size).toBeGreaterThan(0);
    await it.library.watch([`${folder.path}/*`]);
    await it.library.idle();
    expect(it.seen()).toEqual(['x', 'y']);
  });

  it('finds after a restart what changed meanwhile, and reads nothing else', async () => {
    using folder = temporaryFolder();
    const same = folder.write('same.jsonl', lines('same'));
    const grown = folder.write('grown.jsonl', lines('a'));
    const gone = folder.write('gone.jsonl', lines('gone'));
    const database = `${folder.path}/index.db`;
    (await watched([folder.path], { database })).library.dispose();
    appendFileSync(grown, lines('b'));
    rmSync(gone);
    const [content, times] = [readFileSync(same), new Date(1e12)];
    using again = await watched([folder.path], { database });
    expect(again.seen()).toEqual(['a', 'b', 'same']);
    expect(again.changes.flatMap((change) => [...change.trajectories])).toHaveLength(1);
    again.library.dispose();
    // Same size, time and inode: the file is not opened, so what it holds now is not seen.
    utimesSync(same, times, times);
    const third = await watched([folder.path], { database });
    third.library.dispose();
    writeFileSync(same, content.toString().replace('same', 'SAME'));
    utimesSync(same, times, times);
    using fourth = await watched([folder.path], { database });
    expect(fourth.seen()).toEqual(['a', 'b', 'same']);
  });

  it('tells both windows on one index of a change', async () => {
    using folder = temporaryFolder();
    const log = folder.write('1.jsonl', lines('a'));
    const database = `${folder.path}/index.db`;
    using one = await watched([folder.path], { database });
    using two = await watched([folder.path], { database });
    const heard = [one, two].map((window) => {
      const tasks = new Set<string>();
      window.library.onDidChange(({ trajectories }) => {
        for (const id of trajectories) tasks.add(window.library.summary(id)?.task.text ?? '');
      });
      return tasks;
    });
    for (let index = 0; index < 20; index++) {
      appendFileSync(log, lines(`t${index}`));
      await sleep(20);
    }
    await until(() => heard.every((tasks) => Array.from({ length: 20 }, (_, index) => `t${index}`).every((task) => tasks.has(task))));
    expect(one.seen()).toEqual(two.seen());
    expect(one.seen()).toHaveLength(21);
    rmSync(log);
    await until(() => one.seen().length + two.seen().length === 0);
  });

  it('keeps windows apart that watch different folders', async () => {
    using folder = temporaryFolder();
    folder.write('x/1.jsonl', lines('x'));
    folder.write('y/1.jsonl', lines('y'));
    const database = `${folder.path}/index.db`;
    using one = await watched([`${folder.path}/x`], { database });
    using two = await watched([`${folder.path}/y`], { database });
    expect([one.seen(), two.seen()]).toEqual([['x'], ['y']]);
    await one.library.refresh();
    await one.library.idle();
    expect([one.seen(), two.seen()]).toEqual([['x'], ['y']]);
  });

  it('says what is live', async () => {
    using folder = temporaryFolder();
    const document = (status?: string) =>
      JSON.stringify({
        trajectory: [{ action: 'ls', observation: 'x', response: 'r', thought: 't', state: '{}' }],
        history: [],
        info: status ? { exit_status: status, submission: '' } : {},
        environment: 'e',
      });
    const log = folder.write('run/task-1/task-1.traj', document());
    folder.write('run/done.jsonl', lines('a'));
    using it = await watched([folder.path]);
    const live = () =>
      it.library
        .runs()
        .flatMap(({ run }) => it.library.trajectories(run))
        .filter(({ id }) => it.library.isLive(id))
        .map(({ file }) => file);
    expect(live()).toEqual([log]);
    writeFileSync(log, document('submitted'));
    await until(() => live().length === 0);
    writeFileSync(log, document());
    await until(() => live().length === 1);
    utimesSync(log, new Date(Date.now() - 120_000), new Date(Date.now() - 120_000));
    await until(() => live().length === 0);
  });

  it('lets others run while it reads', async () => {
    using folder = temporaryFolder();
    for (let file = 0; file < 5; file++)
      folder.write(
        `${file}.jsonl`,
        Array.from({ length: 2000 }, (_, index) => `${verlLine(`task ${index % 50}`, { output: 'word '.repeat(100) })}\n`).join(''),
      );
    // The thread's own time between two turns of the event loop: what other programs take does not count.
    const used = () => process.threadCpuUsage().user / 1000 + process.threadCpuUsage().system / 1000;
    let last = used();
    const turns: number[] = [];
    const tick = setInterval(() => {
      turns.push(used() - last);
      last = used();
    }, 1);
    using it = await watched([folder.path]);
    clearInterval(tick);
    expect(it.library.progress.found).toBe(5);
    expect(it.library.runs()[0]?.trajectories).toBe(10_000);
    const sorted = turns.sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length * 0.95)]).toBeLessThan(20);
    expect(sorted.at(-1)).toBeLessThan(60);
  });

  it('is quiet once disposed, even in the middle', async () => {
    using folder = temporaryFolder();
    for (let file = 0; file < 20; file++)
      folder.write(`${file}.jsonl`, lines(...Array.from({ length: 100 }, (_, index) => `task ${index}`)));
    const { openLibrary } = await import('../../../src/node/library/library.ts');
    const errors: unknown[] = [];
    const library = openLibrary({ database: ':memory:', onError: (error) => errors.push(error) });
    let heard = 0;
    library.onDidChange(() => heard++);
    const watching = library.watch([folder.path]);
    await until(() => heard > 0);
    library.dispose();
    const then = heard;
    await watching;
    await sleep(50);
    expect([heard, errors]).toEqual([then, []]);
  });

  it('goes on past links that loop and files that are no logs', async () => {
    using folder = temporaryFolder();
    folder.write('1.jsonl', lines('a'));
    folder.write('binary.jsonl', '\u0000\u0001\u0002'.repeat(100));
    folder.write('empty.jsonl', '');
    folder.write('broken.eval', 'PK\u0003\u0004 but no archive');
    folder.write('mine.traj', 'free text');
    symlinkSync(folder.path, `${folder.path}/loop`);
    using it = await watched([folder.path]);
    expect(it.seen()).toEqual(['a']);
    expect(
      it.library
        .problems()
        .map(({ file }) => file?.slice(folder.path.length + 1))
        .sort(),
    ).toEqual(['broken.eval', 'mine.traj']);
  });
});
