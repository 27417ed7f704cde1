import { describe, expect, test } from 'vitest';
import { MAX_VALUE_BYTES } from '../../../src/core/importers/chunks.ts';
import { LogError, type LogFile, type RecordImporter } from '../../../src/core/importers/importer.ts';
import { type Cursor, readAt, readLog } from '../../../src/core/importers/read.ts';
import { tauBench } from '../../../src/core/importers/tau-bench.ts';
import { verlRollout } from '../../../src/core/importers/verl-rollout.ts';
import type { Problem } from '../../../src/core/model/result.ts';
import type { Trajectory } from '../../../src/core/model/trajectory.ts';
import { encodeUtf8 } from '../../../src/core/text/utf8.ts';
import { memoryFile } from './memory-file.ts';

const row = (output: string, input = 'q'): string => JSON.stringify({ input, output, score: 1, step: 1 });

async function read(file: LogFile, importer: RecordImporter, from?: Cursor) {
  const trajectories: Trajectory[] = [];
  const problems: Problem[] = [];
  let end: Cursor | undefined;
  for await (const item of readLog(file, importer, from)) {
    if ('trajectory' in item) trajectories.push(item.trajectory);
    else if ('problem' in item) problems.push(item.problem);
    else end = item.end;
  }
  return { trajectories, problems, end };
}

const texts = (trajectories: readonly Trajectory[]) => trajectories.map(({ steps }) => steps[0]?.text);

describe('a growing file', () => {
  test('is read on from where it ended, samples numbered on', async () => {
    const start = `${row('one')}\n${row('two')}\n`;
    const first = await read(memoryFile('d/1.jsonl', start), verlRollout);
    const second = await read(memoryFile('d/1.jsonl', `${start}${row('three')}\n`), verlRollout, first.end);
    expect(texts(second.trajectories)).toEqual(['three']);
    expect(second.trajectories[0]).toMatchObject({ sample: 2, source: { place: { kind: 'bytes', offset: start.length, line: 3 } } });
    const whole = await read(memoryFile('d/1.jsonl', `${start}${row('three')}\n`), verlRollout);
    expect([...first.trajectories, ...second.trajectories]).toEqual(whole.trajectories);
    expect(second.end).toEqual(whole.end);
  });

  test('keeps its cursor as plain JSON', async () => {
    const { end } = await read(memoryFile('d/1.jsonl', `${row('one')}\n`), verlRollout);
    expect(JSON.parse(JSON.stringify(end))).toEqual(end);
  });

  test('leaves an unfinished last line waiting, wherever it is cut', async () => {
    const bytes = encodeUtf8(`${row('one')}\n${row('zwei Äpfel 🍎')}\n`);
    const whole = await read(memoryFile('d/1.jsonl', bytes), verlRollout);
    for (let cut = 1; cut < bytes.length; cut++) {
      const first = await read(memoryFile('d/1.jsonl', bytes.slice(0, cut)), verlRollout);
      expect(first.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      const second = await read(memoryFile('d/1.jsonl', bytes), verlRollout, first.end);
      expect([...first.trajectories, ...second.trajectories]).toEqual(whole.trajectories);
    }
  });

  test('a last line without a newline counts when it is whole', async () => {
    const { trajectories, problems, end } = await read(memoryFile('d/1.jsonl', row('one')), verlRollout);
    expect([trajectories.length, problems.length, end?.offset]).toEqual([1, 0, row('one').length]);
  });
});

describe('bad records', () => {
  test('become problems with their place, and the rest goes on', async () => {
    const text = `${row('one')}\r\n\n{"input": }\n[1]\n${row('two')}\n{"input": "cut`;
    const { trajectories, problems } = await read(memoryFile('d/1.jsonl', text), verlRollout);
    expect(texts(trajectories)).toEqual(['one', 'two']);
    expect(problems.map(({ code, line, offset, file }) => [code, line, offset, file])).toEqual([
      ['json-syntax', 3, 50, 'd/1.jsonl'],
      ['verl-row', 4, 62, 'd/1.jsonl'],
      ['unfinished', 6, 114, 'd/1.jsonl'],
    ]);
    for (const problem of problems) expect(problem.message).toMatch(/\S/);
  });

  test('an importer that fails is named, and the next record is read', async () => {
    const failing: RecordImporter = {
      ...verlRollout,
      read(record, file, prepared) {
        if (record.index === 0) throw new TypeError('oops');
        return verlRollout.read(record, file, prepared);
      },
    };
    const { trajectories, problems } = await read(memoryFile('d/1.jsonl', `${row('one')}\n${row('two')}\n`), failing);
    expect(texts(trajectories)).toEqual(['two']);
    expect(problems).toMatchObject([{ code: 'importer-failed', message: 'The verl-rollout reader failed: oops', line: 1, offset: 0 }]);
  });

  test('a file of another format is one problem', async () => {
    const { problems, end } = await read(memoryFile('x.md', '# no log\n'), verlRollout);
    expect(problems).toMatchObject([{ code: 'wrong-format', file: 'x.md' }]);
    expect(end).toBeUndefined();
  });

  test('a record over the limit is walked over, not held', async () => {
    const before = encodeUtf8(`${row('one')}\n`);
    const after = encodeUtf8(`\n${row('two')}\n`);
    const huge = MAX_VALUE_BYTES + 1000;
    const file = sparseFile('d/1.jsonl', before, huge, after);
    const held = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watched: LogFile = {
      ...file,
      bytes: (offset, length) => {
        most = Math.max(most, process.memoryUsage().arrayBuffers - held);
        return file.bytes(offset, length);
      },
    };
    const { trajectories, problems } = await read(watched, verlRollout, { container: 'lines', offset: 0, line: 1, index: 0, samples: [] });
    expect(texts(trajectories)).toEqual(['one', 'two']);
    expect(problems).toMatchObject([{ code: 'too-large', line: 2, offset: before.length }]);
    expect(most).toBeLessThan(2 * MAX_VALUE_BYTES);
  });
});

/** `before`, then many letters, then `after`, made as they are read. */
function sparseFile(path: string, before: Uint8Array, letters: number, after: Uint8Array): LogFile {
  const size = before.length + letters + after.length;
  return {
    ...memoryFile(path, ''),
    size,
    bytes: async (offset, length) => {
      const part = new Uint8Array(Math.max(Math.min(length, size - offset), 0)).fill(0x61);
      overlay(part, offset, before, 0);
      overlay(part, offset, after, before.length + letters);
      return part;
    },
  };
}

function overlay(part: Uint8Array, offset: number, piece: Uint8Array, at: number): void {
  for (let i = 0; i < piece.length; i++) {
    const spot = at + i - offset;
    if (spot >= 0 && spot < part.length) part[spot] = piece[i] as number;
  }
}

describe('readAt', () => {
  test('rejects when the file has changed under it', async () => {
    const file = memoryFile('d/1.jsonl', `${row('one')}\n`);
    const { trajectories } = await read(file, verlRollout);
    const place = trajectories[0]?.source.place ?? { kind: 'file' };
    for (const changed of ['', 'x', '#'.repeat(100)]) {
      await expect(readAt(memoryFile('d/1.jsonl', changed), verlRollout, place, 0)).rejects.toThrow(LogError);
    }
    await expect(readAt(file, verlRollout, { kind: 'item', item: 0 }, 0)).rejects.toThrow('no longer where it was');
  });

  test('keeps the sample number that the first read gave', async () => {
    const file = memoryFile('d/1.jsonl', `${row('one')}\n${row('two')}\n`);
    const second = (await read(file, verlRollout)).trajectories[1] as Trajectory;
    expect(second.sample).toBe(1);
    expect(await readAt(file, verlRollout, second.source.place, second.sample)).toEqual(second);
  });
});

test('an array that is cut yields its whole elements', async () => {
  const episode = '{"task_id":1,"reward":1,"info":{},"traj":[],"trial":0}';
  const { trajectories, problems, end } = await read(memoryFile('r.json', `[${episode},\n ${episode.slice(0, 20)}`), tauBench);
  expect(trajectories.length).toBe(1);
  expect(problems).toMatchObject([{ code: 'unfinished', line: 2 }]);
  expect(end).toBeUndefined();
});
