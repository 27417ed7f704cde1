import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { methodById } from '../../../src/core/credit/table.ts';
import { checkCase, disagreement, type VectorFile } from '../../../src/core/credit/vectors.ts';

const folder = new URL('../../fixtures/credit/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe.each(files)('%s', (name) => {
  const file = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as VectorFile;
  const method = methodById(file.method);
  test('has a method in the table', () => expect(method).toBeDefined());
  if (!method) return;
  test.each(file.cases.map((c) => [c.name, c] as const))('%s', (_, c) => {
    expect(checkCase(method, c, file.tolerance)).toBeUndefined();
  });
});

describe('the comparison itself', () => {
  test('unknown is not zero', () => {
    expect(disagreement(0, null, 1e-6, '')).toContain('expected unknown');
    expect(disagreement(Number.NaN, null, 1e-6, '')).toBeUndefined();
    expect(disagreement(null, 0, 1e-6, '')).toContain('expected 0');
  });
  test('names the place', () => {
    expect(disagreement({ a: [1, 2] }, { a: [1, 2.1] }, 1e-6, '')).toContain('a[1]');
    expect(disagreement([1], [1, 2], 1e-6, '')).toContain('list of 2');
  });
});
