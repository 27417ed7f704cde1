import { type Completion, complete, type Vocabulary } from '../../core/query/complete.ts';
import { parseQuery, type QueryError } from '../../core/query/parse.ts';
import type { OutcomeKind } from '../../host/words.ts';
import { type Filter, filterText, isFiltering } from './filter.ts';

/** A line of the filter box. */
export type Offer =
  | { readonly kind: 'apply'; readonly label: string }
  | { readonly kind: 'wrong'; readonly label: string; readonly detail: string }
  | { readonly kind: 'complete'; readonly label: string; readonly description: string; readonly text: string }
  | { readonly kind: 'outcome'; readonly outcome: OutcomeKind; readonly ticked: boolean };

/** What the box offers for a filter being written; its first line is what Enter does. */
export function offers(now: Filter, vocabulary: Vocabulary, outcomes: readonly OutcomeKind[]): readonly Offer[] {
  const parsed = parseQuery(now.text);
  const completions = complete(now.text, now.text.length, vocabulary).map((one): Offer => completed(now.text, one));
  const ticks = outcomes.map((outcome): Offer => ({ kind: 'outcome', outcome, ticked: now.outcomes.includes(outcome) }));
  if (parsed.ok)
    return [{ kind: 'apply', label: isFiltering(now) ? `Show ${filterText(now)}` : 'Show everything' }, ...completions, ...ticks];
  const wrong: Offer = { kind: 'wrong', label: parsed.error.message, detail: pointed(now.text, parsed.error) };
  // What is only not finished yet is finished by Enter.
  const unfinished = completions.length > 0 && parsed.error.to === now.text.length;
  return unfinished ? [...completions, wrong, ...ticks] : [wrong, ...completions, ...ticks];
}

/** A whole value ends its word, a field waits for its value. */
function completed(text: string, { insert, detail, from, to }: Completion): Offer {
  const after = insert.endsWith(':') ? '' : ' ';
  return { kind: 'complete', label: insert, description: detail, text: text.slice(0, from) + insert + after + text.slice(to) };
}

/** The text with the word that is wrong between arrows. */
export const pointed = (text: string, { from, to }: QueryError): string =>
  `${text.slice(0, from)}▸${text.slice(from, to)}◂${text.slice(to)}`.trim();

export function toggled(now: Filter, outcome: OutcomeKind): Filter {
  const others = now.outcomes.filter((one) => one !== outcome);
  return { ...now, outcomes: others.length < now.outcomes.length ? others : [...now.outcomes, outcome] };
}
