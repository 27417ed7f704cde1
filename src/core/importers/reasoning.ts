import type { Draft, Step } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { present } from './fields.ts';
import { LogError } from './importer.ts';

/** A step of written reasoning as a data set cut it, with what the data say of it. */
export interface Reasoned extends Pick<Step, 'label' | 'logged'> {
  readonly text?: string;
  readonly actor?: string;
}

export const reasonedSteps = (steps: readonly Reasoned[]): readonly Step[] =>
  steps.map(
    ({ text, label, logged, actor = 'assistant' }, index) =>
      present({ index, actor, text, actions: [], observations: [], label, logged }) as Step,
  );

/**
 * Labels where the data name the first wrong step alone: those before it are good, it is bad, and nobody judged those
 * after it. `undefined`: no step is wrong.
 */
export const firstErrorLabels = (steps: number, firstError: number | undefined): readonly (1 | -1 | undefined)[] =>
  Array.from({ length: steps }, (_, k) => (firstError === undefined || k < firstError ? 1 : k === firstError ? -1 : undefined));

type Rest = Omit<Draft, 'run' | 'task' | 'policy' | 'preamble' | 'steps'> & Partial<Pick<Draft, 'policy'>>;

/** What all process-reward data have in common: a problem, and steps that were not played but written. */
export function reasoningDraft(path: string, problem: string | undefined, steps: readonly Reasoned[], rest: Rest, id?: string): Draft {
  return {
    run: path,
    task: { id, text: problem },
    policy: {},
    preamble: problem === undefined ? [] : [{ role: 'user', text: problem }],
    steps: reasonedSteps(steps),
    ...rest,
  };
}

/** Group of a problem that has no id. */
export const problemGroup = (problem: string | undefined): string => `problem-${shortHash([problem], 12)}`;

/** The error for a record of process-reward data that lacks what its format promises. */
export const notARow = (format: string, needs: string): LogError =>
  new LogError({
    severity: 'error',
    code: `${format}-row`,
    message: `This row does not have what its format needs: ${needs}`,
    remedy: 'It was left out; the other rows are read. Check what wrote it.',
  });
