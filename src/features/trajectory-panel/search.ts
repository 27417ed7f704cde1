import type { Step, Trajectory } from '../../core/model/trajectory.ts';
import { actionText } from '../../core/transcript/action-lines.ts';
import { oneLine } from '../../core/transcript/visible.ts';
import type { SearchHit } from '../../protocol/panel.ts';

const EXCERPT = 80;

/** Occurrences of a text, whatever its case, in reading order: the preamble first (step -1), then step by step. */
export function searchTrajectory(
  trajectory: Trajectory,
  query: string,
  limit: number,
): { readonly hits: readonly SearchHit[]; readonly more: boolean } {
  const hits: SearchHit[] = [];
  if (query === '') return { hits, more: false };
  const pattern = new RegExp(query.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu');
  for (const [step, field, text] of fields(trajectory)) {
    for (const match of text.matchAll(pattern)) {
      if (hits.length === limit) return { hits, more: true };
      hits.push({ step, field, excerpt: excerpt(text, match.index, match[0].length) });
    }
  }
  return { hits, more: false };
}

type Field = readonly [step: number, field: SearchHit['field'], text: string];

function* fields({ preamble, steps }: Trajectory): Generator<Field> {
  for (const { text } of preamble) yield [-1, 'text', text];
  for (const step of steps) yield* stepFields(step);
}

function* stepFields(step: Step): Generator<Field> {
  if (step.thought) yield [step.index, 'thought', step.thought];
  if (step.text) yield [step.index, 'text', step.text];
  for (const action of step.actions) yield [step.index, 'action', `${action.tool} ${actionText(action)}`];
  for (const { text } of step.observations) yield [step.index, 'observation', text];
}

/** The hit with what stands around it, ours to show: one line, at most 80 characters. */
function excerpt(text: string, at: number, length: number): string {
  const room = Math.max(0, EXCERPT - Math.min(length, EXCERPT) - 2) >> 1;
  const start = Math.max(0, at - room);
  const end = Math.min(text.length, at + length + room);
  return oneLine((start > 0 ? '…' : '') + text.slice(start, end) + (end < text.length ? '…' : ''), EXCERPT);
}
