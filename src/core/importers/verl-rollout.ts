import type { Json, JsonObject } from '../model/json.ts';
import { fail, ok, type Result } from '../model/result.ts';
import type { Draft, Link, Outcome } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf } from '../text/path.ts';
import { count, idText, isObject, mostly, number, numbers, text, zeroOrOne } from './fields.ts';
import { LogError, type RecordImporter } from './importer.ts';
import { askedText } from './messages.ts';
import { promptMessages, textSteps } from './tagged-text.ts';

const NAMED = new Set(['input', 'output', 'gts', 'score', 'step', 'uid']);

/**
 * verl's rollout and validation dumps, `<dir>/<global step>.jsonl`, one line per sample. Written by
 * `_write_generations` of verl/trainer/ppo/ray_trainer.py and its successors (verl-project/verl). All files of one
 * folder are one run.
 */
export const verlRollout: RecordImporter = {
  id: 'verl-rollout',
  name: 'verl rollout dump',
  rewards: '`score` (sum of token rewards); success from `acc`; other numeric columns are named rewards',
  groups: '`uid` without its rollout and output index, else the same prompt and ground truth, per global step',
  containers: ['lines'],
  writes: 'once',
  unit: 'record',
  detect: ({ records }) => (mostly(records, (record) => checkRow(record).ok) ? 'sure' : 'no'),
  read(record, file) {
    const row = checkRow(record.value);
    if (!row.ok) throw new LogError(row.problem);
    return [readRow(row.value, folderOf(file.path))];
  },
};

interface Row {
  readonly fields: JsonObject;
  readonly input: string;
  readonly output: string;
  readonly step: number;
}

function checkRow(value: Json): Result<Row> {
  const refuse = (message: string) =>
    fail({ severity: 'error', code: 'verl-row', message, remedy: 'It was left out; the other records are read. Check what wrote it.' });
  if (!isObject(value)) return refuse('A verl rollout line must be a JSON object');
  const { input, output, score, step } = value;
  if (typeof input !== 'string' || typeof output !== 'string') return refuse('A verl rollout line needs the texts "input" and "output"');
  if (typeof step !== 'number' || !Number.isSafeInteger(step)) return refuse('A verl rollout line needs the whole number "step"');
  if (score !== null && typeof score !== 'number') return refuse('A verl rollout line needs the number "score"');
  return ok({ fields: value, input, output, step });
}

function readRow({ fields, input, output, step }: Row, folder: string): Draft {
  const uid = uidOf(fields);
  const preamble = promptMessages(input);
  const outcome = readOutcome(fields);
  return {
    format: 'verl-rollout',
    run: folder,
    group: `${step}/${uid?.prompt ?? shortHash([input, JSON.stringify(fields.gts ?? null)], 12)}`,
    sample: uid?.sample,
    task: { text: askedText(preamble) ?? input },
    policy: { update: step },
    preamble,
    steps: textSteps(output),
    outcome,
    status: outcome.reward === undefined ? 'unscored' : 'scored',
    links: uid?.links,
    reference: fields.gts ?? undefined,
    extra: extras(fields),
  };
}

function readOutcome(fields: JsonObject): Outcome {
  return { reward: number(fields.score), success: zeroOrOne(fields.acc), rewards: numbers(fields, NAMED) };
}

/** What is neither text, score nor a number: predictions, feedback, request ids. */
function extras(fields: JsonObject): JsonObject | undefined {
  const kept = Object.entries(fields).filter(([key, value]) => {
    if (key === 'uid') return true;
    return !NAMED.has(key) && value !== null && typeof value !== 'number' && typeof value !== 'boolean';
  });
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/** `<prompt id>_<rollout index>_<output index>`; outputs after the first continue the one before (context compaction). */
function uidOf(fields: JsonObject): { readonly prompt: string; readonly sample?: number; readonly links?: readonly Link[] } | undefined {
  const uid = text(fields.uid) ?? idText(fields.uid);
  if (uid === undefined) return undefined;
  const match = /^(.+)_(\d{1,9})_(\d{1,9})$/.exec(uid);
  if (match === null) return { prompt: uid };
  const output = Number(match[3]);
  const sample = count(Number(match[2]));
  const prompt = match[1] ?? uid;
  return { prompt, sample, links: output > 0 ? [{ kind: 'continues', ref: `${prompt}_${match[2]}_${output - 1}` }] : undefined };
}
