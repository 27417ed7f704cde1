import type { ScorerInfo, StepScores } from '../model/score.ts';

/** What a reader is told about the score of one step. */
export interface Reading {
  /** As the scorer gave it; undefined: unknown. */
  readonly value?: number;
  /** Against the step before; undefined when either is unknown. */
  readonly change?: number;
  /** The change is a tenth of the scorer's range or more. */
  readonly notable: boolean;
  /** Fifths of the scorer's range, from 0 (low) to 4 (high). */
  readonly level?: 0 | 1 | 2 | 3 | 4;
}

export type Range = ScorerInfo['range'];

export function reading(values: StepScores['values'], index: number, range: Range): Reading {
  const value = values[index];
  if (value === undefined) return { notable: false };
  const before = index > 0 ? values[index - 1] : undefined;
  const change = before === undefined ? undefined : value - before;
  const width = range[1] - range[0];
  const fifth = Math.floor(((value - range[0]) / width) * 5);
  return {
    value,
    change,
    notable: change !== undefined && Math.abs(change) >= width / 10 - 1e-9,
    level: Math.min(4, Math.max(0, fifth)) as 0 | 1 | 2 | 3 | 4,
  };
}

export const scoreText = (value: number | undefined): string => (value === undefined ? 'unknown' : minus(value.toFixed(2)));

/** `▲ +0.12`, `▼ −0.22`, `± 0.00`; empty when unknown. The shape says what the colour says. */
export function changeText(change: number | undefined): string {
  if (change === undefined) return '';
  const text = Math.abs(change).toFixed(2);
  if (Number(text) === 0) return '± 0.00';
  return change > 0 ? `▲ +${text}` : `▼ −${text}`;
}

const minus = (text: string): string => text.replace('-', '−');
