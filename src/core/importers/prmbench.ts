import type { Json, JsonObject } from '../model/json.ts';
import type { Draft } from '../model/trajectory.ts';
import { count, idText, isObject, list, mostly, text } from './fields.ts';
import type { RecordImporter } from './importer.ts';
import { merged } from './leftovers.ts';
import { notARow, problemGroup, type Reasoned, reasoningDraft } from './reasoning.ts';

/** PRMBench (ssmisya/PRMBench): a right solution and one with errors put into it, as two samples of one problem. */
export const prmbench: RecordImporter = {
  id: 'prmbench',
  name: 'PRMBench',
  rewards: 'step labels of the modified solution: -1 at `error_steps` (from 1), else 1; the original has none',
  groups: '`idx`, else the same question',
  containers: ['lines', 'elements', 'document'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isRow(value)) throw notARow('prmbench', '"original_process", "modified_process" and "error_steps"');
    return readRow(value, file.path);
  },
};

const isRow = (value: Json): value is JsonObject =>
  isObject(value) && Array.isArray(value.original_process) && Array.isArray(value.modified_process) && Array.isArray(value.error_steps);

function readRow(row: JsonObject, path: string): readonly Draft[] {
  const wrong = new Set((list(row.error_steps) ?? []).map((at) => count(at)));
  const id = idText(row.idx);
  const sides = [
    { label: 'original', question: row.original_question ?? row.question, process: row.original_process, judged: false },
    { label: 'modified', question: row.modified_question ?? row.question, process: row.modified_process, judged: true },
  ];
  return sides.map(({ label, question, process, judged }) => {
    const problem = text(question);
    const steps = (list(process) ?? []).map(
      (step, k): Reasoned => ({ text: text(step) ?? '', label: judged ? (wrong.has(k + 1) ? -1 : 1) : undefined }),
    );
    return reasoningDraft(
      path,
      problem,
      steps,
      {
        format: 'prmbench',
        group: id ?? problemGroup(text(row.question) ?? problem),
        outcome: { label },
        status: 'unscored',
        reference: row.ground_truth ?? undefined,
        extra: merged({
          classification: text(row.classification),
          reason: judged && text(row.reason) !== '' ? text(row.reason) : undefined,
          modifiedSteps: judged ? row.modified_steps : undefined,
        }),
      },
      id,
    );
  });
}
