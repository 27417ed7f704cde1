import { expect, test } from 'vitest';
import type { Diagnosis } from '../../../src/core/credit/diagnose.ts';
import { placed } from '../../../src/core/credit/problem-places.ts';
import type { TrajectorySummary } from '../../../src/core/model/summary.ts';

const at = (id: string, file: string, line?: number): TrajectorySummary =>
  ({ id, file, place: line === undefined ? { kind: 'row', row: 3 } : { kind: 'bytes', offset: 0, length: 1, line } }) as TrajectorySummary;

const says = (code: Diagnosis['code'], ...trajectories: string[]): Diagnosis => ({
  code,
  severity: 'warning',
  message: code,
  trajectories,
});

const BATCH = [at('a', 'x.jsonl', 4), at('b', 'x.jsonl', 2), at('c', 'y.parquet'), at('d', 'x.jsonl', 9)];

test('one that names rollouts stands at the first of each file and lists the others', () => {
  expect(placed([says('zero-signal-groups', 'a', 'b', 'c')], BATCH)).toMatchObject([
    { file: 'x.jsonl', line: 2, others: [{ file: 'x.jsonl', line: 4 }] },
    { file: 'y.parquet', line: undefined, others: [] },
  ]);
});

test('one about the whole batch stands at the head of each file', () => {
  const found = placed([says('length-bias')], BATCH);
  expect(found.map(({ file, line }) => [file, line])).toEqual([
    ['x.jsonl', undefined],
    ['y.parquet', undefined],
  ]);
});

test('advantages that are those of a known method are no problem', () => {
  expect(placed([says('best-match')], BATCH)).toEqual([]);
});
