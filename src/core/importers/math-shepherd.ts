import type { Json, JsonObject } from '../model/json.ts';
import type { Draft } from '../model/trajectory.ts';
import { isObject, mostly, text } from './fields.ts';
import type { RecordImporter } from './importer.ts';
import { notARow, problemGroup, type Reasoned, reasoningDraft } from './reasoning.ts';

/** Stands after each step where a label belongs. */
const TAG = 'ки';

/**
 * Math-Shepherd (peiyi9979/Math-Shepherd): the same text twice, with a tag after each step in `input` and `+` or `-` in
 * its place in `label`: whether a solution that goes on from there was ever found to be right.
 */
export const mathShepherd: RecordImporter = {
  id: 'math-shepherd',
  name: 'Math-Shepherd step labels',
  rewards: 'step labels `+` and `-`; that of the last step, which holds the answer, is success',
  groups: 'the same question',
  containers: ['lines', 'elements', 'document'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isRow(value)) throw notARow('math-shepherd', `"input" with "${TAG}" after each step, and "label" with + or - there`);
    return [readRow(value, file.path)];
  },
};

const isRow = (value: Json): value is JsonObject =>
  isObject(value) &&
  typeof value.label === 'string' &&
  /[+-]/.test(value.label) &&
  typeof value.input === 'string' &&
  value.input.includes(TAG);

function readRow(row: JsonObject, path: string): Draft {
  const input = text(row.input) ?? '';
  const pieces = input.split(TAG);
  const [problem, first] = cutQuestion(pieces[0] ?? '');
  const labels = labelsIn(pieces, text(row.label) ?? '');
  const steps: Reasoned[] = [first, ...pieces.slice(1)].map((piece, k) => ({ text: piece.trim(), label: labels[k] }));
  // What follows the last tag is no step when it is empty.
  const told = steps.filter((step, k) => k < pieces.length - 1 || step.text !== '');
  const last = told.at(-1);
  const success = last?.label === undefined || !ANSWER.test(last.text ?? '') ? undefined : last.label === 1;
  return reasoningDraft(path, problem, told, {
    format: 'math-shepherd',
    group: problemGroup(problem),
    outcome: { success },
    status: success === undefined ? 'unscored' : 'scored',
    extra: text(row.task) === undefined ? undefined : { dataset: text(row.task) ?? '' },
  });
}

const ANSWER = /\bthe answer is\b|\\boxed\{|#### /i;

/** The question ends where the first step begins. */
function cutQuestion(head: string): readonly [string, string] {
  const at = head.search(/\bStep 1\b/);
  return at <= 0 ? ['', head] : [head.slice(0, at).trim(), head.slice(at)];
}

/** The label of step k is one character, standing where its tag does in the other text. */
function labelsIn(pieces: readonly string[], label: string): readonly (1 | -1 | undefined)[] {
  let at = 0;
  return pieces.slice(0, -1).map((piece) => {
    at += piece.length;
    const mark = label[at++];
    return mark === '+' ? 1 : mark === '-' ? -1 : undefined;
  });
}
