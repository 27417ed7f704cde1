import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_DEPTH, parseJson, tryJson } from '../../../src/core/text/json.ts';

const fault = (text: string) => {
  const parsed = parseJson(text);
  return parsed.ok ? undefined : parsed.fault;
};

describe('parseJson', () => {
  test('is JSON.parse for strict JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text), repaired: false });
      }),
    );
  });

  test.each([
    ['{"a": NaN, "b": [-Infinity, Infinity]}', { a: null, b: [null, null] }],
    ['{"NaN": "NaN, Infinity", "b": NaN}', { NaN: 'NaN, Infinity', b: null }],
    ['{"a": "tab\there", "b": "\u0001"}', { a: 'tab\there', b: '\u0001' }],
    ['\ufeff{"a": 1}', { a: 1 }],
    ['[1, NaN ]', [1, null]],
  ])('mends %j', (text, value) => {
    expect(parseJson(text)).toMatchObject({ ok: true, value });
  });

  test.each([
    ['{"a": 1,\n "b" 2}', 2, 6, false, 'colon'],
    ['[1,\n2,\n]', 3, 1, false, 'value'],
    ['{"a": tru', 1, 10, true, 'ends before'],
    ['{"a": trve}', 1, 7, false, 'value'],
    ['{"a": "x\\q"}', 1, 9, false, 'escape'],
    ['{"a": "\\u12', 1, 12, true, 'ends before'],
    ['{"a": "\\u12zz"}', 1, 8, false, 'hexadecimal'],
    ['{"a": 1} x', 1, 10, false, 'more text'],
    ['', 1, 1, true, 'ends before'],
    ['{a: 1}', 1, 2, false, 'key in quotes'],
    ['[01]', 1, 3, false, 'comma'],
    ['[-]', 1, 2, false, 'value'],
  ])('says where %j is wrong', (text, line, column, cut, message) => {
    expect(fault(text)).toMatchObject({ line, column, cut });
    expect(fault(text)?.message).toContain(message);
  });

  test('takes every cut of a document for a cut, never for a fault', () => {
    const document = '{"a": [1, -2.5e+3, "x\\u00e9\\n"], "b": {"c": null, "d": true}, "e": NaN}';
    for (let end = 0; end < document.length; end++) {
      // A cut inside a number may leave something that is no number yet.
      if (/[-.eE+]$/.test(document.slice(0, end))) continue;
      expect([end, fault(document.slice(0, end))?.cut]).toEqual([end, true]);
    }
  });

  test('refuses what is nested too deep, in objects and in arrays', () => {
    const arrays = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    expect([parseJson(arrays(MAX_DEPTH)).ok, parseJson(objects(MAX_DEPTH)).ok]).toEqual([true, true]);
    expect([fault(arrays(MAX_DEPTH + 2))?.message, fault(objects(200_000))?.message]).toEqual([
      expect.stringContaining('nested'),
      expect.stringContaining('nested'),
    ]);
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0aeE+-.NnI \n') }), (text) => void parseJson(text)),
      { numRuns: 2000 },
    );
  });
});

test('tryJson gives nothing for what is no JSON', () => {
  expect([tryJson('{"a":1}'), tryJson("{'a': 1}"), tryJson('null')]).toEqual([{ a: 1 }, undefined, null]);
});
