import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Parsed, parseQuery } from '../../../src/core/query/parse.ts';
import { ContentSearch, coverage } from '../../../src/features/rollouts-view/content-search.ts';
import type { Found, FullText, FullTextState } from '../../../src/node/library/full-text.ts';
import { summaryOf } from '../../host/fakes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const query = (text: string) => (parseQuery(text) as Extract<Parsed, { ok: true }>).query;

function index() {
  const asked: string[] = [];
  const held = new Set<string>();
  let told: (state: FullTextState) => void = () => {};
  const state: FullTextState = { kind: 'building', searched: 1, of: 2 };
  const search: Pick<FullText, 'find' | 'state' | 'onDidChange'> = {
    state,
    onDidChange: (listener) => {
      told = listener;
      return { dispose() {} };
    },
    async find(field, texts, signal): Promise<Found> {
      asked.push(`${field}:${texts}`);
      await Promise.resolve();
      signal.throwIfAborted();
      const then = new Set(held);
      return (hash) => (then.has(hash) ? true : undefined);
    },
  };
  return { search, asked, held, grown: () => told(state) };
}
const settled = () => vi.advanceTimersByTimeAsync(0);

describe('content search', () => {
  test('only content terms are looked for, and the answers are told of', async () => {
    const { search, asked, held } = index();
    held.add('hash-a');
    const changed = vi.fn();
    const content = new ContentSearch(search, changed);
    const wanted = query('outcome:fail tool:Bash,git -word');
    content.ask(wanted);
    expect(content.busy).toBe(true);
    await settled();
    expect([content.busy, changed.mock.calls.length, asked]).toEqual([false, 1, ['tool:bash,git', 'text:word']]);
    const term = wanted.terms[1] as (typeof wanted.terms)[number];
    expect([content.holds(summaryOf('a'), term), content.holds(summaryOf('b'), term)]).toEqual([true, undefined]);
  });

  test('as the index grows it looks again, at most once a second, and stays quiet about it', async () => {
    const { search, asked, held, grown } = index();
    const content = new ContentSearch(search, () => {});
    const wanted = query('word');
    content.ask(wanted);
    await settled();
    held.add('hash-a');
    for (let i = 0; i < 5; i++) grown();
    expect(content.busy).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(2);
    expect(content.holds(summaryOf('a'), wanted.terms[0] as (typeof wanted.terms)[number])).toBe(true);
    content.ask(query(''));
    grown();
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toHaveLength(2);
  });

  test('an answer to a query that was replaced is dropped', async () => {
    const { search } = index();
    const changed = vi.fn();
    const content = new ContentSearch(search, changed);
    content.ask(query('one'));
    content.ask(query('two'));
    await settled();
    expect(changed).toHaveBeenCalledTimes(1);
    expect(content.busy).toBe(false);
  });

  test('says how far the text was searched, nothing when all of it was', () => {
    expect(coverage({ kind: 'ready', searched: 5, of: 5 })).toBe('');
    expect(coverage({ kind: 'building', searched: 1200, of: 5000 })).toBe('Text searched so far: 1,200 of 5,000.');
    expect(coverage({ kind: 'capped', searched: 1200, of: 5000 })).toContain('maxIndexMegabytes');
    expect(coverage({ kind: 'off', searched: 0, of: 0 })).toContain('rolloutLens.search.fullText');
  });
});
