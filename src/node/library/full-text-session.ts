import { setTimeout as delay } from 'node:timers/promises';
import type { Trajectory } from '../../core/model/trajectory.ts';
import type { ContentField } from '../../core/query/content.ts';
import type { SearchStore } from '../store/search.ts';
import type { Found, FullTextOptions, FullTextState } from './full-text.ts';
import { pacer } from './pace.ts';
import { contentHash } from './row.ts';
import { type Unsearched, unsearched } from './unsearched.ts';

/** Milliseconds. */
const slice = 2;
const tellEvery = 500;
/** Trajectories still being written are looked at again after this. Milliseconds. */
const lookAgain = 60_000;
/** One open index and the loop that keeps it true. */
export interface FullTextSession {
  readonly state: FullTextState;
  work(): void;
  find(field: ContentField, texts: readonly string[], signal: AbortSignal): Promise<Found>;
  tools(): readonly string[];
  idle(): Promise<void>;
  close(): void;
}

export interface SessionOptions extends Required<Pick<FullTextOptions, 'library' | 'onError' | 'rest' | 'calm'>> {
  readonly store: SearchStore;
  readonly limit: number;
  told(state: FullTextState): void;
}

export function openSession({ library, store, limit, rest, calm, onError, told }: SessionOptions): FullTextSession {
  const stop = new AbortController();
  const { signal } = stop;
  const documents = store.documents();
  /** Hashes of what could not be read. */
  const unreadable = new Set<string>();
  let state: FullTextState = { kind: 'building', searched: 0, of: 0 };
  let dirty = true;
  let last = 0;
  let again: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let start = 0;

  const tell = (next: Partial<FullTextState>, now: boolean): void => {
    const news = { ...state, ...next };
    const kind = news.kind !== state.kind;
    state = news;
    if (!kind && !now && performance.now() - last < tellEvery) return;
    last = performance.now();
    told(state);
  };

  /** Between two short pieces of work. Throws once the session is closed. */
  async function breathe(): Promise<void> {
    signal.throwIfAborted();
    if (performance.now() - start < slice) return;
    do await delay(library.progress.busy ? 100 : rest, undefined, { signal });
    while (library.progress.busy);
    start = performance.now();
  }

  async function add(hash: string, trajectory: Trajectory): Promise<void> {
    const writing = store.add(hash, trajectory);
    for (let step = writing.next(); ; step = writing.next()) {
      if (step.done) return void documents.set(hash, step.value);
      await breathe();
    }
  }

  /** One pass over the library: drops what has left, adds what is new, as far as there is room. */
  async function pass(): Promise<void> {
    const began = performance.now();
    const found = await unsearched({ library, documents, unreadable, breathe });
    const listing = performance.now() - began;
    tell({ searched: found.searched, of: found.of }, true);
    for (const hash of [...documents.keys()].filter((one) => !found.counts.has(one))) {
      documents.delete(hash);
      for (const _ of store.remove(hash)) await breathe();
    }
    const kind = await addAll(found);
    if (found.live) again = setTimeout(work, lookAgain).unref();
    tell({ kind }, true);
    await delay(Math.max(calm, 10 * listing), undefined, { signal, ref: false });
  }

  async function addAll({ missing, counts }: Unsearched): Promise<'ready' | 'capped'> {
    for (const [file, wanted] of missing) {
      try {
        for await (const trajectory of library.read(file, [...wanted.values()])) {
          await breathe();
          const hash = contentHash(trajectory);
          if (!wanted.delete(hash)) continue;
          if (store.size >= limit) return 'capped';
          await add(hash, trajectory);
          tell({ kind: 'building', searched: state.searched + (counts.get(hash) ?? 0) }, false);
        }
      } catch (error) {
        signal.throwIfAborted();
        if ((error as { errcode?: number }).errcode !== undefined) throw error;
      }
      for (const hash of wanted.keys()) unreadable.add(hash);
    }
    return 'ready';
  }

  async function loop(): Promise<void> {
    try {
      await delay(calm, undefined, { signal, ref: false });
      while (dirty) {
        dirty = false;
        await pass();
      }
    } catch (error) {
      if (signal.aborted) return;
      onError(error);
      tell({ kind: 'failed' }, true);
    }
  }

  function work(): void {
    clearTimeout(again);
    dirty = true;
    if (signal.aborted || state.kind === 'failed') return;
    running ??= loop().finally(() => {
      running = undefined;
    });
  }

  work();
  return {
    get state() {
      return state;
    },
    work,
    tools: () => store.tools(),
    async idle() {
      await running;
    },
    async find(field, texts, asked) {
      const numbers = new Set<number>();
      let latest = 0;
      for (const number of documents.values()) latest = Math.max(latest, number);
      const pace = pacer();
      for (const number of store.find(field, texts)) {
        if (number !== undefined) numbers.add(number);
        await pace();
        signal.throwIfAborted();
        asked.throwIfAborted();
      }
      return (hash) => {
        const number = documents.get(hash);
        return number === undefined || number > latest ? undefined : numbers.has(number);
      };
    },
    close() {
      stop.abort();
      clearTimeout(again);
      store.close();
    },
  };
}
