import type { TrajectorySummary } from '../../core/model/summary.ts';
import { matches, type Subject } from '../../core/query/match.ts';
import { type Parsed, parseQuery, type Query } from '../../core/query/parse.ts';
import { type OutcomeKind, outcomeKind } from '../../host/words.ts';

export interface Filter {
  /** In the query language. */
  readonly text: string;
  /** Besides the query: any of these; empty: any outcome. */
  readonly outcomes: readonly OutcomeKind[];
}

export const NO_FILTER: Filter = { text: '', outcomes: [] };

export const isFiltering = ({ text, outcomes }: Filter): boolean => text.trim() !== '' || outcomes.length > 0;

/** What is known of a trajectory besides its summary. */
export interface Known {
  readonly content?: (summary: TrajectorySummary, ...of: Parameters<NonNullable<Subject['content']>>) => boolean | undefined;
  readonly scores?: (summary: TrajectorySummary) => Subject['scores'];
}

/** A filter that was compiled: asked for every trajectory. Where only content that is not known could tell, it says no. */
export interface Matcher {
  readonly query: Query;
  /** Why the text is no query. Nothing is filtered by it then. */
  readonly error?: string;
  (summary: TrajectorySummary): boolean;
}

const EVERYTHING: Query = { terms: [], needsContent: false };

export function matcher({ text, outcomes }: Filter, known: Known = {}): Matcher {
  const parsed: Parsed = parseQuery(text);
  const query = parsed.ok ? parsed.query : EVERYTHING;
  const scored = needsScores(query);
  const wanted = new Set(outcomes);
  const test = (summary: TrajectorySummary): boolean => {
    if (wanted.size > 0 && !wanted.has(outcomeKind(summary))) return false;
    const scores = scored ? known.scores?.(summary) : undefined;
    return matches(query, { summary, scores, content: (term) => known.content?.(summary, term) }) === true;
  };
  return Object.assign(test, { query, ...(parsed.ok ? {} : { error: parsed.error.message }) });
}

export const needsScores = ({ terms }: Query): boolean => terms.some(({ field }) => field.id.startsWith('score.'));

export function filterText({ text, outcomes }: Filter): string {
  const parts = [text.trim() === '' ? [] : [`“${text.trim()}”`], outcomes.length === 0 ? [] : [outcomes.join(' or ')]].flat();
  return parts.join(', ');
}
