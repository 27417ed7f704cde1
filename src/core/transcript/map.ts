/** What a run of lines in a transcript is. */
export type SectionKind = 'system' | 'user' | 'assistant' | 'tool' | 'thought' | 'says' | 'action' | 'result' | 'logged' | 'outcome';

/** Lines are 0-based; `end` is the last line. */
export interface Section {
  readonly kind: SectionKind;
  /** As it stands in the text, e.g. `thought`, `bash`, `result · error`. */
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

export interface StepSpan {
  /** Position of the step in the trajectory, from 0. */
  readonly index: number;
  /** The header line. */
  readonly start: number;
  readonly end: number;
  /** The header's words without `Step n`. */
  readonly title: string;
  readonly isError: boolean;
  readonly sections: readonly Section[];
}

/** Where everything stands in a transcript's text. Spans are in order and do not overlap. */
export interface TranscriptMap {
  readonly lines: number;
  /** Preamble and outcome. */
  readonly frame: readonly Section[];
  readonly steps: readonly StepSpan[];
}

/** The step a line belongs to; undefined in the preamble, the outcome and the blank lines around them. */
export function stepAt(map: TranscriptMap, line: number): StepSpan | undefined {
  let low = 0;
  let high = map.steps.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = map.steps[middle];
    if (!span) return undefined;
    if (line < span.start) high = middle - 1;
    else if (line > span.end) low = middle + 1;
    else return span;
  }
  return undefined;
}

/** Ranges worth folding, sections inside steps included; one-line ranges are left out. */
export function folds(map: TranscriptMap): readonly { readonly start: number; readonly end: number }[] {
  const all = [...map.frame, ...map.steps.flatMap((step) => [step, ...step.sections])];
  return all.filter(({ start, end }) => end > start).map(({ start, end }) => ({ start, end }));
}
