import type { Json, JsonObject } from '../model/json.ts';
import type { Draft } from '../model/trajectory.ts';
import { count, isObject, list, mostly, text } from './fields.ts';
import type { RecordImporter } from './importer.ts';
import { leftovers } from './leftovers.ts';
import { firstErrorLabels, notARow, problemGroup, reasoningDraft } from './reasoning.ts';

/** BIG-Bench Mistake (WHGTyen/BIG-Bench-Mistake): chains of thought with the first mistake marked. */
export const bigbenchMistake: RecordImporter = {
  id: 'bigbench-mistake',
  name: 'BIG-Bench Mistake',
  rewards: 'success where `answer` is `target`; step labels from `mistake_index`, from 0, null for none',
  groups: 'the same input',
  containers: ['lines', 'elements', 'document'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isRow(value)) throw notARow('bigbench-mistake', '"input", "steps" and "mistake_index"');
    return [readRow(value, file.path)];
  },
};

const isRow = (value: Json): value is JsonObject =>
  isObject(value) &&
  typeof value.input === 'string' &&
  Array.isArray(value.steps) &&
  value.steps.every((step: Json) => typeof step === 'string') &&
  'mistake_index' in value;

const READ = new Set('input steps answer target mistake_index'.split(' '));

function readRow(row: JsonObject, path: string): Draft {
  const problem = text(row.input);
  const steps = (list(row.steps) ?? []).map((step) => text(step) ?? '');
  const at = count(row.mistake_index);
  // Anything but a place or null says nothing.
  const labels = at === undefined && row.mistake_index !== null ? [] : firstErrorLabels(steps.length, at);
  const [answer, target] = [text(row.answer)?.trim(), text(row.target)?.trim()];
  const success = answer === undefined || target === undefined ? undefined : answer === target;
  return reasoningDraft(
    path,
    problem,
    steps.map((step, k) => ({ text: step, label: labels[k] })),
    {
      format: 'bigbench-mistake',
      group: problemGroup(problem),
      outcome: { success },
      status: success === undefined ? 'unscored' : 'scored',
      reference: row.target ?? undefined,
      extra: leftovers({ ...row, modelAnswer: answer ?? null }, READ),
    },
  );
}
