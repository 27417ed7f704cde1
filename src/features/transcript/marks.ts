import type { StepScores } from '../../core/model/score.ts';
import type { StepSpan } from '../../core/transcript/map.ts';
import { changeText, type Range, reading, scoreText } from '../../core/transcript/reading.ts';

export type Level = 0 | 1 | 2 | 3 | 4;

/** How one scored step is marked in the editor. */
export interface StepMark {
  readonly span: StepSpan;
  readonly level: Level;
  /** Only where the score moved notably. */
  readonly turn?: 'up' | 'down';
  /** After the header: `0.41 ▼ −0.22`. */
  readonly text: string;
}

/** Steps without a score have no mark. */
export function stepMarks(spans: readonly StepSpan[], values: StepScores['values'], range: Range): readonly StepMark[] {
  return spans.flatMap((span): readonly StepMark[] => {
    const { value, change, notable, level } = reading(values, span.index, range);
    if (value === undefined || level === undefined) return [];
    const turn = notable && change !== undefined ? (change > 0 ? 'up' : 'down') : undefined;
    return [{ span, level, turn, text: [scoreText(value), changeText(change)].filter(Boolean).join('  ') }];
  });
}
