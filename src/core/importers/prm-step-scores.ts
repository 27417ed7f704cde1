import type { Json, JsonObject } from '../model/json.ts';
import type { Draft, Step } from '../model/trajectory.ts';
import { count, flag, idText, isObject, list, mostly, number, text } from './fields.ts';
import type { RecordImporter } from './importer.ts';
import { leftovers } from './leftovers.ts';
import { notARow, reasonedSteps } from './reasoning.ts';

/**
 * Step scores of a process reward model for the candidates of best-of-n, as evaluation scripts cache them: the scores
 * are there, the words they were given for are not.
 */
export const prmStepScores: RecordImporter = {
  id: 'prm-step-scores',
  name: 'PRM step scores',
  rewards: "success from `is_correct`; step scores under the model's name in the step's numbers",
  groups: '`problem_id`; the sample is `candidate_index`',
  containers: ['lines', 'elements', 'document'],
  writes: 'append',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isRow(value)) throw notARow('prm-step-scores', '"problem_id", "candidate_index" and the list "step_scores"');
    return [readRow(value, file.path)];
  },
};

const isRow = (value: Json): value is JsonObject =>
  isObject(value) && idText(value.problem_id) !== undefined && 'candidate_index' in value && Array.isArray(value.step_scores);

const READ = new Set('problem_id candidate_index step_scores is_correct n_steps prm_name steps'.split(' '));

function readRow(row: JsonObject, path: string): Draft {
  const success = flag(row.is_correct);
  return {
    format: 'prm-step-scores',
    run: path,
    group: idText(row.problem_id) ?? 'unknown',
    sample: count(row.candidate_index),
    task: { id: idText(row.problem_id), text: text(row.problem) ?? text(row.question) },
    policy: {},
    preamble: [],
    steps: stepsOf(row),
    outcome: { success },
    status: success === undefined ? 'unscored' : 'scored',
    extra: leftovers({ ...row, prm: text(row.prm_name) ?? null }, READ),
  };
}

/** One step per score; texts where a script kept them. A score that is no number leaves its step without one. */
function stepsOf(row: JsonObject): readonly Step[] {
  const name = text(row.prm_name) ?? 'score';
  const texts = list(row.steps);
  return reasonedSteps(
    (list(row.step_scores) ?? []).map((score, k) => {
      const value = number(score);
      return { text: text(texts?.[k]), logged: value === undefined ? undefined : { [name]: value } };
    }),
  );
}
