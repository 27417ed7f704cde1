import type { TrajectorySummary } from '../../core/model/summary.ts';
import type { ContentField } from '../../core/query/content.ts';
import { textsOf } from '../../core/query/match.ts';
import type { Query, Term } from '../../core/query/parse.ts';
import type { Found, FullText, FullTextState } from '../../node/library/full-text.ts';
import type { Disposable } from '../../node/library/types.ts';

/** A search starts at most so often while the index grows. */
const LOOK_EVERY_MS = 1000;

/** Answers of the full-text index to the content terms of the query in force, looked for again as the index grows. */
export class ContentSearch implements Disposable {
  private readonly search: Pick<FullText, 'find' | 'state' | 'onDidChange'>;
  private readonly changed: () => void;
  private readonly following: Disposable;
  private terms: readonly Term[] = [];
  private found = new Map<string, Found>();
  private looking: AbortController | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** `changed`: answers are others than before, or the index has grown. */
  constructor(search: Pick<FullText, 'find' | 'state' | 'onDidChange'>, changed: () => void) {
    this.search = search;
    this.changed = changed;
    this.following = search.onDidChange(() => this.later());
  }

  /** Whether there is a term without an answer that one is being looked for. */
  get busy(): boolean {
    return this.looking !== undefined && this.terms.some((term) => !this.found.has(key(term)));
  }

  ask({ terms }: Query): void {
    this.terms = terms.filter(({ field }) => field.content);
    const wanted = new Set(this.terms.map(key));
    this.found = new Map([...this.found].filter(([known]) => wanted.has(known)));
    this.stop();
    if (this.terms.length > 0) void this.look();
  }

  holds({ contentHash }: TrajectorySummary, term: Term): boolean | undefined {
    return this.found.get(key(term))?.(contentHash);
  }

  dispose(): void {
    this.following.dispose();
    this.stop();
  }

  private stop(): void {
    this.looking?.abort();
    this.looking = undefined;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** The index has grown: looks again, a moment after the last time. */
  private later(): void {
    if (this.terms.length > 0) this.timer ??= setTimeout(() => void this.look(), LOOK_EVERY_MS);
  }

  private async look(): Promise<void> {
    this.stop();
    const looking = new AbortController();
    this.looking = looking;
    const found = new Map<string, Found>();
    try {
      for (const term of this.terms)
        found.set(key(term), await this.search.find(term.field.id as ContentField, textsOf(term), looking.signal));
    } catch {
      // Another query came, or the index was closed; the next one tells of itself.
      if (!looking.signal.aborted) this.looking = undefined;
      return;
    }
    if (looking.signal.aborted) return;
    this.found = found;
    this.looking = undefined;
    this.changed();
  }
}

const key = (term: Term): string => JSON.stringify([term.field.id, textsOf(term)]);

/** What to say of a search that needs the index; nothing where all was searched. */
export function coverage({ kind, searched, of }: FullTextState): string {
  const far = `${searched.toLocaleString('en-US')} of ${of.toLocaleString('en-US')}`;
  if (kind === 'off') return 'Text is not searched: the setting rolloutLens.search.fullText is off.';
  if (kind === 'failed') return 'Text is not searched: its index cannot be written; the log says why.';
  if (kind === 'building') return `Text searched so far: ${far}.`;
  if (searched >= of) return '';
  if (kind === 'capped') return `Text searched: ${far}; the index is as large as rolloutLens.search.maxIndexMegabytes allows.`;
  return `Text searched: ${far}; the others are still being written or cannot be read.`;
}
