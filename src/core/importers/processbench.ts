import type { Json, JsonObject } from '../model/json.ts';
import type { Draft } from '../model/trajectory.ts';
import { flag, idText, isObject, list, mostly, text } from './fields.ts';
import type { RecordImporter } from './importer.ts';
import { leftovers } from './leftovers.ts';
import { firstErrorLabels, notARow, problemGroup, reasoningDraft } from './reasoning.ts';

/** ProcessBench (Qwen/ProcessBench): solutions of many models with the first wrong step named by people. */
export const processbench: RecordImporter = {
  id: 'processbench',
  name: 'ProcessBench',
  rewards: 'success from `final_answer_correct`; step labels from `label`, the first wrong step from 0, -1 for none',
  groups: 'the same problem',
  containers: ['elements', 'lines', 'document'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isRow(value))
      throw notARow('processbench', '"problem", "steps", a whole number as "label", and "generator" or "final_answer_correct"');
    return [readRow(value, file.path)];
  },
};

const isRow = (value: Json): value is JsonObject =>
  isObject(value) &&
  typeof value.problem === 'string' &&
  Array.isArray(value.steps) &&
  value.steps.every((step: Json) => typeof step === 'string') &&
  Number.isInteger(value.label) &&
  ('generator' in value || 'final_answer_correct' in value);

const READ = new Set('id generator problem steps final_answer_correct label'.split(' '));

function readRow(row: JsonObject, path: string): Draft {
  const problem = text(row.problem);
  const steps = (list(row.steps) ?? []).map((step) => text(step) ?? '');
  const first = Number(row.label);
  const labels = firstErrorLabels(steps.length, first < 0 ? undefined : first);
  const success = flag(row.final_answer_correct);
  return reasoningDraft(
    path,
    problem,
    steps.map((step, k) => ({ text: step, label: labels[k] })),
    {
      format: 'processbench',
      group: problemGroup(problem),
      policy: { model: text(row.generator) },
      outcome: { success },
      status: success === undefined ? 'unscored' : 'scored',
      extra: leftovers(row, READ),
    },
    idText(row.id),
  );
}
