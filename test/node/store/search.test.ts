import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Step } from '../../../src/core/model/trajectory.ts';
import { contentOf, folded } from '../../../src/core/query/content.ts';
import { openSearchStore, type SearchStore } from '../../../src/node/store/search.ts';
import { isTaken } from '../../../src/node/store/search-schema.ts';

let folder: string;
let open: SearchStore[];
const path = () => join(folder, 'search.sqlite');
const store = (limit = 1e9): SearchStore => {
  const opened = openSearchStore(path(), limit);
  open.push(opened);
  return opened;
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'search-'));
  open = [];
});
afterEach(() => {
  for (const one of open) one.close();
  rmSync(folder, { recursive: true });
});

const step = (text: string, more: Partial<Step> = {}): Step => ({
  index: 0,
  actor: 'assistant',
  text,
  actions: [],
  observations: [],
  ...more,
});
const ran = (tool: string, output: string, isError = false): Step =>
  step('', {
    actions: [{ tool, args: { command: 'ls -la' } }],
    observations: [{ text: output, isError }] as unknown as Step['observations'],
  });
const put = (to: SearchStore, hash: string, ...steps: readonly Step[]): number => {
  const writing = to.add(hash, { steps });
  for (;;) {
    const { done, value } = writing.next();
    if (done) return value;
  }
};
const drop = (from: SearchStore, hash: string) => [...from.remove(hash)];
const find = (from: SearchStore, field: 'tool' | 'error' | 'text', ...texts: readonly string[]): string[] => {
  const hashes = new Map([...from.documents()].map(([hash, id]) => [id, hash]));
  return [...from.find(field, texts)].flatMap((id) => (id === undefined ? [] : (hashes.get(id) ?? '?'))).sort();
};

describe('search store', () => {
  it('finds text inside words, whatever its case, by field', () => {
    const search = store();
    put(search, 'a', step('AssertionError: Permission Denied'), ran('bash', 'total 0'));
    put(search, 'b', ran('edit_file', 'cannot open secret', true));
    expect(find(search, 'text', 'error: perm')).toEqual(['a']);
    expect(find(search, 'text', 'bash')).toEqual(['a']);
    expect(find(search, 'tool', 'file')).toEqual(['b']);
    expect(find(search, 'tool', 'secret')).toEqual([]);
    expect(find(search, 'error', 'secret')).toEqual(['b']);
    expect(find(search, 'error', 'total')).toEqual([]);
    expect(find(search, 'text', 'ls')).toEqual(['a', 'b']);
    expect(find(search, 'text', 'denied', 'secret')).toEqual(['a', 'b']);
    expect(find(search, 'text', 'deniedtotal')).toEqual([]);
  });

  it('long content is found across its pieces, text up to the limit', () => {
    const search = store();
    const long = Array.from({ length: 9000 }, (_, i) => `w${i}`).join(' ');
    put(search, 'a', step(long));
    for (let at = 16_000; at < 16_700; at += 7) expect(find(search, 'text', long.slice(at, at + 256))).toEqual(['a']);
    expect(find(search, 'text', `${long.slice(20_000, 20_100)}!`)).toEqual([]);
  });

  it('forgets what is removed, and gives the room back', () => {
    const search = store();
    const long = step(Array.from({ length: 40_000 }, (_, i) => `${i * 7919}`).join(' '));
    put(search, 'a', long);
    put(search, 'b', step('kept'));
    const before = search.size;
    drop(search, 'a');
    expect(find(search, 'text', '7919')).toEqual([]);
    expect(find(search, 'text', 'kept')).toEqual(['b']);
    expect(search.size).toBeLessThan(before / 2);
  });

  it('keeps what is done over a restart, and drops what was broken off', () => {
    const first = store();
    put(first, 'a', step('one'));
    const broken = first.add('b', { steps: [step('x'.repeat(50_000)), step('two')] });
    broken.next();
    expect(find(first, 'text', 'xxxx')).toEqual([]);
    first.close();
    open = [];
    const second = store();
    expect([...second.documents().keys()]).toEqual(['a']);
    expect(find(second, 'text', 'one')).toEqual(['a']);
    put(second, 'b', step('two'));
    expect(find(second, 'text', 'two')).toEqual(['b']);
  });

  it('is built anew where the file is damaged or too large, and is one process’s alone', () => {
    writeFileSync(path(), 'not a database, and long enough to look at: '.repeat(200));
    const first = store();
    put(first, 'a', step('one '.repeat(100_000)));
    let error: unknown;
    try {
      openSearchStore(path(), 1e9);
    } catch (caught) {
      error = caught;
    }
    expect(isTaken(error)).toBe(true);
    first.close();
    open = [];
    expect(statSync(path()).size).toBeGreaterThan(25_000);
    expect(store(20_000).documents().size).toBe(0);
  });

  it('no text is ever syntax', () => {
    const search = store();
    put(search, 'a', step(`say "hi" AND NEAR(x*) OR body:^{a b} -- '; DROP TABLE pieces; "" `));
    for (const text of ['"hi" and', 'near(x*)', '"" ', 'body:^{', "'; drop table", '" or "', '*', '"', '""'])
      expect(find(search, 'text', text), text).toEqual(text === '" or "' ? [] : ['a']);
  });

  it('finds exactly what a look at the content finds', () => {
    const search = store();
    const letters = fc.constantFrom('a', 'B', 'É', 'ß', 'İ', 'Σ', '"', '\0', '\x01', '中', '文', '😀', '\ud83d', ' ', '\n', "'", '*', '-');
    const text = fc.string({ unit: letters, maxLength: 12 });
    let n = 0;
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), text, (texts, wanted) => {
        const steps = texts.map((one) => step(one));
        const hash = `h${n++}`;
        put(search, hash, ...steps);
        const asked = folded(wanted);
        const seen = [...contentOf('text', { steps })].some((one) => folded(one).includes(asked));
        const found = find(search, 'text', asked).includes(hash);
        drop(search, hash);
        return found === seen;
      }),
      { numRuns: 300 },
    );
  });
});
