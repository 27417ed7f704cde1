import type { ContentField } from '../../core/query/content.ts';
import { openSearchStore, type SearchStore } from '../store/search.ts';
import { isTaken, removeSearchDatabase } from '../store/search-schema.ts';
import { emitter } from './changes.ts';
import { type FullTextSession, openSession } from './full-text-session.ts';
import type { Disposable, Library } from './types.ts';

/** Text search over all trajectories of a library, built in the background while nothing else is read. */
export interface FullText extends Disposable {
  readonly state: FullTextState;
  /** At most every half second while the index is built. */
  onDidChange(listener: (state: FullTextState) => void): Disposable;
  /** Bytes the index may take on disk; undefined: no index, and the one there is is deleted. */
  configure(limit: number | undefined): void;
  /** Looks for any of these folded texts (see `folded`). Rejects when `signal` says so. */
  find(field: ContentField, texts: readonly string[], signal: AbortSignal): Promise<Found>;
  /** Names of tools seen, for completion. */
  tools(): readonly string[];
  /** Resolves when all that can be indexed is. */
  idle(): Promise<void>;
}

/** Whether the content with this hash holds a text; undefined: it was not indexed when it was looked for. */
export type Found = (contentHash: string) => boolean | undefined;

export interface FullTextState {
  /** `capped`: the index has reached its limit. `failed`: it cannot be written. */
  readonly kind: 'off' | 'building' | 'ready' | 'capped' | 'failed';
  /** Trajectories whose content is indexed, and all there are. */
  readonly searched: number;
  readonly of: number;
}

export interface FullTextOptions {
  readonly library: Library;
  /** Path of the index without its ending; a second window that has the same takes the next number. `:memory:`: none on disk. */
  readonly path: string;
  readonly limit: number | undefined;
  readonly onError: (error: unknown) => void;
  /** Milliseconds for others between two slices of work, and after a change before work begins. */
  readonly rest?: number;
  readonly calm?: number;
}

const OFF: FullTextState = { kind: 'off', searched: 0, of: 0 };

export function openFullText({ library, path, onError, rest = 3, calm = 1000, ...options }: FullTextOptions): FullText {
  const changed = emitter<FullTextState>(onError);
  let open: FullTextSession | undefined;
  let limit: number | undefined;
  let failed = false;

  const told = (state: FullTextState) => changed.emit(state);
  const following = library.onDidChange(() => open?.work());
  const configure = (next: number | undefined): void => {
    if (next === limit && open) return;
    open?.close();
    open = undefined;
    failed = false;
    limit = next;
    if (limit === undefined) remove(path);
    else {
      try {
        const store = openFree(path, limit);
        open = openSession({ library, store, limit, rest, calm, onError, told });
      } catch (error) {
        failed = true;
        onError(error);
      }
    }
    told(full.state);
  };
  const full: FullText = {
    get state() {
      return open?.state ?? { ...OFF, kind: failed ? 'failed' : 'off' };
    },
    onDidChange: (listener) => changed.on(listener),
    configure,
    find: async (field, texts, signal) => (open ? open.find(field, texts, signal) : () => undefined),
    tools: () => open?.tools() ?? [],
    idle: async () => open?.idle(),
    dispose() {
      following.dispose();
      open?.close();
      open = undefined;
    },
  };
  configure(options.limit);
  return full;
}

/** As many windows as may have no folder open at once. */
const windows = 8;
const numbered = (path: string, n: number): string => (path === ':memory:' ? path : `${path}${n === 1 ? '' : `-${n}`}.sqlite`);

function openFree(path: string, limit: number): SearchStore {
  for (let n = 1; ; n++) {
    try {
      return openSearchStore(numbered(path, n), limit);
    } catch (error) {
      if (!isTaken(error) || n === windows) throw error;
    }
  }
}

function remove(path: string): void {
  if (path !== ':memory:') removeSearchDatabase(numbered(path, 1));
}
