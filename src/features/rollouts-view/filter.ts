import type { TrajectorySummary } from '../../core/model/summary.ts';
import { type OutcomeKind, outcomeKind, outcomeWord } from '../../host/words.ts';

export interface Filter {
  /** Every word must occur in the task, the model, the agent, the run or the file. */
  readonly text: string;
  /** Empty: any outcome. */
  readonly outcomes: readonly OutcomeKind[];
}

export const NO_FILTER: Filter = { text: '', outcomes: [] };

export const isFiltering = ({ text, outcomes }: Filter): boolean => text.trim() !== '' || outcomes.length > 0;

/** Compiled once, asked for every trajectory. */
export function matcher(filter: Filter): (summary: TrajectorySummary) => boolean {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const outcomes = new Set(filter.outcomes);
  return (summary) => {
    if (outcomes.size > 0 && !outcomes.has(outcomeKind(summary))) return false;
    if (words.length === 0) return true;
    const { task, policy, run, group, file, outcome } = summary;
    const text = [task.id, task.text, policy.model, policy.agent, run, group, file, outcome.label, outcomeWord(summary)]
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

export function filterText({ text, outcomes }: Filter): string {
  const parts = [text.trim() === '' ? [] : [`“${text.trim()}”`], outcomes.length === 0 ? [] : [outcomes.join(' or ')]].flat();
  return parts.join(', ');
}
