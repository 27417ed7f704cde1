import type { JsonObject } from '../model/json.ts';
import { text } from './fields.ts';

interface Span {
  readonly parent: string | undefined;
  readonly type: string | undefined;
  readonly name: string | undefined;
}

/** Where events stand in the run: which agent they belong to, and whether a scorer caused them. */
export interface Spans {
  inScorer(event: JsonObject): boolean;
  /** Name of the innermost agent around an event. */
  agent(event: JsonObject): string | undefined;
}

/** Spans of newer logs (`span_begin`, named by each event) and of older ones (`step` begin and end, by position). */
export function spansOf(events: readonly JsonObject[]): Spans {
  const spans = new Map<string, Span>();
  const scored = new Set<JsonObject>();
  let scorers = 0;
  for (const event of events) {
    const id = text(event.id);
    if (event.event === 'span_begin' && id !== undefined)
      spans.set(id, { parent: text(event.parent_id), type: text(event.type), name: text(event.name) });
    if (event.event === 'step' && event.type === 'scorer') scorers = Math.max(0, scorers + (event.action === 'begin' ? 1 : -1));
    if (scorers > 0) scored.add(event);
  }
  const around = (event: JsonObject): readonly Span[] => {
    const chain: Span[] = [];
    const seen = new Set<string>();
    for (let id = text(event.span_id); id !== undefined && !seen.has(id); id = spans.get(id)?.parent) {
      seen.add(id);
      const span = spans.get(id);
      if (span) chain.push(span);
    }
    return chain;
  };
  return {
    inScorer: (event) => scored.has(event) || around(event).some((span) => span.type === 'scorer' || span.type === 'scorers'),
    agent: (event) => around(event).find((span) => span.type === 'agent')?.name,
  };
}
