import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asProblem, detect } from '../../../src/core/importers/detect.ts';
import { type Importer, LogError } from '../../../src/core/importers/importer.ts';
import { openLogFile } from '../../../src/node/files/open.ts';
import { memoryFile } from './memory-file.ts';
import { FIXTURES } from './proofs.ts';

/** Every file that is no rollout log, and the code of the reason that must be given for it. */
const REASONS: Readonly<Record<string, string>> = {
  'package.json': 'not-a-rollout-log',
  'tsconfig.json': 'not-a-rollout-log',
  'numbers.jsonl': 'not-a-rollout-log',
  'table.csv': 'not-a-rollout-log',
  'train.py': 'not-a-rollout-log',
  'config.yaml': 'not-a-rollout-log',
  'notes.md': 'not-a-rollout-log',
  'list.txt': 'not-a-rollout-log',
  'numbers.json': 'not-a-rollout-log',
  'strings.json': 'not-a-rollout-log',
  'dataset.jsonl': 'not-a-rollout-log',
  'prompts.jsonl': 'not-a-rollout-log',
  'half.jsonl': 'no-record',
  'pixel.png': 'binary',
  'weights.bin': 'binary',
  'noise.jsonl': 'binary',
  'empty.jsonl': 'empty',
  'blank.jsonl': 'empty',
  'model.pkl': 'pickle',
  'pointer.jsonl': 'git-lfs',
  'utf16.json': 'encoding',
};

describe('files that are no rollout log', () => {
  const folder = join(FIXTURES, 'not-logs');

  test('are all listed here', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(REASONS).sort());
  });

  test.each(Object.entries(REASONS))('%s: %s', async (name, code) => {
    const detected = await detect(await openLogFile(join(folder, name)));
    expect(detected).toMatchObject({ format: null, candidates: [], code });
    expect(detected.reason.length).toBeGreaterThan(10);
  });
});

describe('detect', () => {
  const message = '{"role":"user","content":"q"},{"role":"assistant","content":"a"}';
  const verl = '{"input":"q","output":"a","score":1,"step":3}';

  test.each([
    ['verl lines', `${verl}\n${verl}\n`, 'verl-rollout', 'lines'],
    ['one line without a newline', verl, 'verl-rollout', 'lines'],
    ['a damaged first line', `{"input": "q", \n${verl}\n${verl}\n`, 'verl-rollout', 'lines'],
    ['a foreign line among others', `${verl}\n{"a":1}\n${verl}\n`, 'verl-rollout', 'lines'],
    ['NaN scores', `${verl.replace('1', 'NaN')}\n`, 'verl-rollout', 'lines'],
    ['a byte-order mark', `\ufeff${verl}\n`, 'verl-rollout', 'lines'],
    ['one chat as an array', `[${message}]`, 'openai-messages', 'document'],
    ['one chat per line as arrays', `[${message}]\n[${message}]\n`, 'openai-messages', 'lines'],
    ['chats in one array', `[{"messages":[${message}]},{"messages":[${message}]}]`, 'openai-messages', 'elements'],
    ['a cut array', `[{"messages":[${message}]},{"messages":[{"role"`, 'openai-messages', 'elements'],
    [
      'pretty-printed documents one after another',
      `{\n "messages": [${message}]\n}\n{\n "messages": [${message}]\n}\n`,
      'openai-messages',
      'document',
    ],
  ])('%s', async (_, text, format, container) => {
    expect(await detect(memoryFile('x.txt', text))).toMatchObject({ format, container, code: 'detected' });
  });

  test('prefers the sure claim to the earlier one', async () => {
    const claim = (id: string, certainty: 'sure' | 'maybe'): Importer => ({
      id,
      name: id,
      rewards: '',
      groups: '',
      containers: ['lines'],
      writes: 'once',
      unit: 'record',
      detect: () => certainty,
      read: () => [],
    });
    const detected = await detect(memoryFile('x', '{}\n'), [claim('a', 'maybe'), claim('b', 'sure'), claim('c', 'sure')]);
    expect(detected.candidates.map(({ format }) => format)).toEqual(['b', 'c', 'a']);
  });

  test('a file that cannot be read is a reason, not an exception', async () => {
    const file = memoryFile('x', '');
    const denied = new LogError({ severity: 'error', code: 'denied', message: 'no permission', remedy: 'ask' });
    const detected = await detect({ ...file, bytes: () => Promise.reject(denied) });
    expect(detected).toEqual({ format: null, candidates: [], code: 'denied', reason: 'no permission', remedy: 'ask' });
    expect(asProblem(detected, 'x')).toEqual({ severity: 'error', code: 'denied', message: 'no permission', remedy: 'ask', file: 'x' });
  });

  test('a torch archive is refused with a way out', async () => {
    const file = memoryFile('x.pt', new Uint8Array([0x50, 0x4b, 3, 4]));
    const detected = await detect({
      ...file,
      archive: async () => ({ members: ['a/data.pkl', 'a/data/0'], member: async () => new Uint8Array() }),
    });
    expect(detected).toMatchObject({ format: null, code: 'torch' });
    expect(detected.remedy).toContain('JSON Lines');
  });
});
