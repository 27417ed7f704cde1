import type { Json, JsonObject } from '../model/json.ts';
import type { Draft } from '../model/trajectory.ts';
import { shortHash } from '../text/hash.ts';
import { folderOf, nameOf } from '../text/path.ts';
import { count, isObject, number, numbers, text, zeroOrOne } from './fields.ts';
import { LogError, type LogFile, type RecordImporter } from './importer.ts';
import { askedText } from './messages.ts';
import { promptMessages, textSteps } from './tagged-text.ts';
import { rewardSum, type TrlColumns, trlColumns } from './trl-columns.ts';

const REQUIRED = ['step', 'prompt', 'completion', 'advantage'];

/** Rows read at a time while the groups are found; each may hold a completion of some hundred kilobytes. */
const WINDOW = 512;

interface Prepared {
  readonly columns: TrlColumns;
  /** Group and sample index of each row. */
  readonly places: readonly { readonly group: string; readonly sample: number }[];
}

/**
 * TRL's GRPO completions, `<output_dir>/completions/completions_<step>.parquet`, one file per logging step
 * (`log_completions=True`; trl/trainer/grpo_trainer.py). The total reward is not logged and its weights are nowhere in
 * the file: the reward here is the plain sum of the reward columns, which stay visible by name.
 */
export const trlCompletions: RecordImporter = {
  id: 'trl-completions',
  name: 'TRL GRPO completions',
  rewards: 'sum of the reward columns (weights are not logged); each column is a named reward; advantage kept as logged',
  groups: 'rows with the same prompt that stand together, cut to the number of generations, per global step',
  containers: ['table'],
  writes: 'replace',
  unit: 'record',
  detect: ({ entries }) => (REQUIRED.every((column) => entries.includes(column)) ? 'sure' : 'no'),
  prepare,
  read(record, file, prepared) {
    const { columns, places } = prepared as Prepared;
    const place = places[record.index];
    const row = record.value;
    if (!isObject(row) || typeof row.prompt !== 'string' || typeof row.completion !== 'string' || !place) {
      throw new LogError({
        severity: 'error',
        code: 'trl-row',
        message: 'A TRL row needs the texts "prompt" and "completion".',
        remedy: 'It was left out; the other records are read. Check what wrote it.',
        file: file.path,
      });
    }
    return [readRow(row, row.prompt, row.completion, columns, place, runFolder(file.path))];
  },
};

/** All rows but the completions, which are most of the file and not needed to find groups and rewards. */
async function prepare(file: LogFile): Promise<Prepared> {
  const table = await file.table();
  const rows: JsonObject[] = [];
  for (let start = 0; start < table.rows; start += WINDOW) {
    for (const row of await table.read(start, Math.min(start + WINDOW, table.rows))) rows.push({ ...row, completion: null });
  }
  const members = groupsOf(rows.map((row) => text(row.prompt) ?? ''));
  const places: { group: string; sample: number }[] = [];
  const seen = new Map<string, number>();
  for (const group of members) {
    const first = rows[group[0] ?? 0] ?? {};
    const key = `${count(first.step) ?? 0}/${shortHash([text(first.prompt)], 12)}`;
    const copies = seen.get(key) ?? 0;
    seen.set(key, copies + 1);
    group.forEach((index, sample) => {
      places[index] = { group: copies === 0 ? key : `${key}#${copies + 1}`, sample };
    });
  }
  return { columns: trlColumns(table.columns, rows, members), places };
}

/**
 * Rows of one prompt stand together, `num_generations` of them. A prompt drawn twice makes a longer run, so runs are
 * cut at the greatest common divisor of their lengths; when that is 1 the rows are not in TRL's order and equal prompts
 * are one group wherever they stand.
 */
function groupsOf(prompts: readonly string[]): readonly (readonly number[])[] {
  const runs: number[][] = [];
  prompts.forEach((prompt, index) => {
    const last = runs.at(-1);
    if (last && prompts[last[0] ?? 0] === prompt) last.push(index);
    else runs.push([index]);
  });
  const size = runs.reduce((divisor, run) => gcd(divisor, run.length), 0);
  if (size > 1) return runs.flatMap((run) => Array.from({ length: run.length / size }, (_, k) => run.slice(k * size, (k + 1) * size)));
  const byPrompt = Map.groupBy(prompts.keys(), (index) => prompts[index]);
  return [...byPrompt.values()];
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** The trainer's output folder, which holds `completions/`. */
function runFolder(path: string): string {
  const folder = folderOf(path);
  return nameOf(folder) === 'completions' ? folderOf(folder) : folder;
}

function readRow(
  row: JsonObject,
  prompt: string,
  completion: string,
  columns: TrlColumns,
  place: Prepared['places'][number],
  run: string,
): Draft {
  const preamble = promptMessages(prompt);
  const step = count(row.step);
  const reward = rewardSum(row, columns.rewards);
  const success = columns.success === undefined ? undefined : zeroOrOne(row[columns.success]);
  const others = Object.fromEntries(columns.others.map((name) => [name, row[name] ?? null]));
  const texts = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== null && typeof value !== 'number'));
  return {
    format: 'trl-completions',
    run,
    ...place,
    task: { text: askedText(preamble) ?? prompt },
    policy: step === undefined ? {} : { update: step },
    preamble,
    steps: textSteps(completion),
    outcome: { reward, success, rewards: numbers(pick(row, columns.rewards)) },
    status: reward === undefined ? 'unscored' : 'scored',
    logged: numbers({ advantage: number(row.advantage) ?? null, ...others }),
    extra: Object.keys(texts).length > 0 ? texts : undefined,
  };
}

const pick = (row: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.map((name): [string, Json] => [name, row[name] ?? null]));
