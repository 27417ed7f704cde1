import type { Step } from '../model/trajectory.ts';
import { actionText } from '../transcript/action-lines.ts';
import { oneLine, visible } from '../transcript/visible.ts';

/** A part of a step as it is read and compared. */
export interface Field {
  readonly label: 'thought' | 'says' | 'action' | 'result' | 'error';
  /** Fit to be shown. */
  readonly text: string;
}

/** What there is to read in a step, at most one field of a label; several actions or results stand under their names. */
export function fieldsOf(step: Step): readonly Field[] {
  const actions = step.actions.map((action) => `${oneLine(action.tool, 60)}\n${actionText(action)}`);
  const results = step.observations.map(({ text, isError }) => (isError ? `error\n${text}` : text));
  const all = [
    ['thought', step.thought],
    ['says', step.text],
    ['action', actions.join('\n\n')],
    ['result', results.join('\n\n')],
    ['error', step.error],
  ] as const;
  return all.flatMap(([label, text]) => (text?.trim() ? [{ label, text: visible(text).trimEnd() }] : []));
}

/** One field over all sides of a row; undefined where a side has no such field. */
export interface RowField {
  readonly label: Field['label'];
  readonly texts: readonly (string | undefined)[];
  /** Characters of the longest text where texts were cut. */
  readonly cut?: number;
}

const LABELS: readonly Field['label'][] = ['thought', 'says', 'action', 'result', 'error'];

/** @param most characters of a text that are kept */
export function rowFields(steps: readonly (Step | undefined)[], most = Number.POSITIVE_INFINITY): readonly RowField[] {
  const sides = steps.map((step) => (step ? fieldsOf(step) : []));
  return LABELS.flatMap((label) => {
    const texts = sides.map((fields) => fields.find((field) => field.label === label)?.text);
    const longest = Math.max(...texts.map((text) => text?.length ?? 0));
    if (longest === 0) return [];
    const shown = texts.map((text) => text?.slice(0, most).replace(/[\ud800-\udbff]$/, ''));
    return [{ label, texts: shown, ...(longest > most ? { cut: longest } : {}) }];
  });
}
