import { expect, test } from 'vitest';
import { endOf } from '../../webview/parts/outcome.ts';
import { trustNote, trustText } from '../../webview/parts/trust.ts';

test.each([
  [{ reward: 1, success: true }, 'scored', false, 'solved', 'reward 1'],
  [{ reward: 0, success: false, label: 'submitted' }, 'scored', false, 'failed', 'reward 0 · submitted'],
  [{ reward: 0.42 }, 'scored', false, 'reward 0.42', ''],
  [{ reward: 0, success: false, stop: 'max_turns' }, 'truncated', false, 'failed', 'reward 0 · max_turns · cut off'],
  [{ stop: 'length' }, 'truncated', false, 'cut off', 'length'],
  [{ error: 'OOM' }, 'error', false, 'error', 'OOM'],
  [{}, 'unscored', false, 'outcome unknown', ''],
  [{}, 'unscored', true, 'running', ''],
] as const)('%o, %s', (outcome, status, live, word, detail) => {
  expect(endOf(outcome, status, live)).toMatchObject({ word, detail });
});

test('trust is never more than was measured', () => {
  expect(trustText(undefined)).toBe('trust untested');
  expect(trustText({ level: 'untested', n: 0, successes: 0, leftOut: 0, note: '' })).toBe('trust untested');
  expect(trustText({ level: 'weak', auroc: 0.58, n: 1512, successes: 9, leftOut: 0, note: '' })).toBe('trust weak · AUROC 0.58 · n 1,512');
  expect(trustNote({ level: 'weak', n: 3, successes: 1, leftOut: 1, note: 'Few.' })).toBe(
    'Few. 1 trajectory left out: outcome or score unknown.',
  );
});
