import type { PanelModel } from '../model.ts';
import * as format from './format.ts';

/** A step for the ear: `step 11 of 27, score 0.04, fell by 0.33, edit, error: …`. */
export function stepInWords(model: PanelModel, index: number): string {
  const head = model.snapshot?.steps[index];
  if (!head) return 'no steps';
  const value = model.snapshot?.scores?.values[index];
  const delta = model.deltas[index];
  const moved = delta === undefined || delta === 0 ? '' : `${delta < 0 ? 'fell' : 'rose'} by ${format.score(Math.abs(delta))}`;
  const { lane } = model.credit;
  const credit = lane?.values[index];
  return [
    `step ${format.stepNumber(head.index)} of ${format.whole(model.count)}`,
    value === undefined ? 'no score' : `score ${format.score(value)}`,
    moved,
    credit === undefined || !lane ? '' : `${lane.name} credit ${format.change(credit)}`,
    head.isError ? 'error' : '',
    head.tool,
    head.title,
  ]
    .filter(Boolean)
    .join(', ');
}
