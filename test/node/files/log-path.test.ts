import { describe, expect, it } from 'vitest';
import { toLogPath } from '../../../src/node/files/log-path.ts';

describe('toLogPath', () => {
  it.each([
    ['C:\\logs\\run 1\\a.jsonl', 'C:/logs/run 1/a.jsonl'],
    ['\\\\host\\share\\a.jsonl', '//host/share/a.jsonl'],
    ['\\\\?\\C:\\very\\long', 'C:/very/long'],
    ['\\\\?\\UNC\\host\\share\\a', '//host/share/a'],
    ['C:/already/fine', 'C:/already/fine'],
  ])('on Windows makes %s into %s', (path, expected) => {
    expect(toLogPath(path, 'win32')).toBe(expected);
  });

  it('elsewhere leaves every character: a backslash is one like any other', () => {
    expect(toLogPath('/logs/a\\b/u\u0308.jsonl', 'linux')).toBe('/logs/a\\b/u\u0308.jsonl');
  });
});
