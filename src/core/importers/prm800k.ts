import type { Json, JsonObject } from '../model/json.ts';
import type { Draft } from '../model/trajectory.ts';
import { count, flag, isObject, list, mostly, number, numbers, object, objects, text } from './fields.ts';
import type { RecordImporter } from './importer.ts';
import { merged } from './leftovers.ts';
import { notARow, problemGroup, type Reasoned, reasoningDraft } from './reasoning.ts';

/**
 * PRM800K labels (openai/prm800k): people rated each step of a solution, in phase 1 several candidates for each. The
 * path is what was chosen; candidates that were not stay in `extra`. Lines, or pretty-printed objects one after another.
 */
export const prm800k: RecordImporter = {
  id: 'prm800k',
  name: 'PRM800K step labels',
  rewards: 'step labels are the ratings; `finish_reason` `solution` is success, `found_error` is none',
  groups: 'the same problem',
  containers: ['lines', 'document', 'elements'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, isRow) ? 'sure' : 'no'),
  read({ value }, file) {
    if (!isRow(value)) throw notARow('prm800k', '"question" with "problem", and "label" with "steps" of "completions"');
    return [readRow(value, file.path)];
  },
};

const isRow = (value: Json): value is JsonObject => {
  const steps = isObject(value) && isObject(value.question) ? list(object(value.label)?.steps) : undefined;
  return steps?.every((step) => isObject(step) && 'completions' in step) === true;
};

const ENDS: ReadonlyMap<string, boolean> = new Map([
  ['solution', true],
  ['found_error', false],
]);

function readRow(row: JsonObject, path: string): Draft {
  const question = object(row.question) ?? {};
  const label = object(row.label) ?? {};
  const problem = text(question.problem);
  const chosen = objects(label.steps).flatMap(chosenStep);
  const end = text(label.finish_reason);
  const success = ENDS.get(end ?? '');
  return reasoningDraft(path, problem, [...chosen, ...unlabelled(question, chosen)], {
    format: 'prm800k',
    group: problemGroup(problem),
    outcome: { success, label: end },
    status: success === undefined ? 'unscored' : 'scored',
    logged: numbers({
      generation: row.generation ?? null,
      verifierScore: question.pre_generated_verifier_score ?? null,
      labellingMilliseconds: label.total_time ?? null,
    }),
    reference: question.ground_truth_answer ?? undefined,
    extra: merged({
      labeler: text(row.labeler),
      timestamp: text(row.timestamp),
      answer: text(question.pre_generated_answer),
      isQualityControl: flag(row.is_quality_control_question) === true ? true : undefined,
      isScreening: flag(row.is_initial_screening_question) === true ? true : undefined,
      alternatives: alternatives(objects(label.steps)),
    }),
  });
}

/** The completion that was taken; where none was, what a person wrote, or else the first one that was rated. */
function chosenStep(step: JsonObject): readonly Reasoned[] {
  const completions = objects(step.completions);
  const human = object(step.human_completion);
  const at = chosenIndex(step, completions);
  if (at === undefined && human !== undefined) return [{ text: text(human.text) ?? '', label: ratingOf(human), actor: 'human' }];
  const taken = completions[at ?? 0];
  return taken === undefined ? [] : [{ text: text(taken.text) ?? '', label: ratingOf(taken) }];
}

function chosenIndex(step: JsonObject, completions: readonly JsonObject[]): number | undefined {
  const at = count(step.chosen_completion);
  return at !== undefined && at < completions.length ? at : undefined;
}

const ratingOf = (completion: JsonObject): number | undefined => {
  const rating = number(completion.rating);
  return rating === 1 || rating === 0 || rating === -1 ? rating : undefined;
};

/** In phase 2 labelling stops at the first mistake, while the solution that was shown goes on. */
function unlabelled(question: JsonObject, labelled: readonly Reasoned[]): readonly Reasoned[] {
  const shown = list(question.pre_generated_steps) ?? [];
  const same = labelled.every((step, k) => step.text === shown[k]);
  return same ? shown.slice(labelled.length).flatMap((step) => (typeof step === 'string' ? [{ text: step }] : [])) : [];
}

/** Rated candidates that are not on the path, by step. */
function alternatives(steps: readonly JsonObject[]): JsonObject | undefined {
  const found = steps.flatMap((step, k): [string, Json][] => {
    const completions = objects(step.completions);
    const taken = chosenIndex(step, completions) ?? (object(step.human_completion) === undefined ? 0 : -1);
    const others = completions.filter((_, at) => at !== taken);
    return others.length === 0
      ? []
      : [[String(k), others.map((other) => ({ text: text(other.text)?.slice(0, 1000) ?? '', rating: ratingOf(other) ?? null }))]];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
