/** `node training/evaluate.ts DATA MODEL OUT.json`: how the shipped model does on DATA/dev. Training data is read for the policies' names only. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { convert } from './convert.ts';
import { type FirstErrors, firstErrors, type Labelled } from './first-error.ts';
import { openModel } from './model.ts';
import { ranking, rankingWithin, type Sample } from './ranking.ts';
import { type Row, rows, solved } from './rows.ts';

export interface Evaluation {
  readonly model: string;
  readonly sources: readonly {
    readonly source: string;
    /** Other tasks of it were trained on. */
    readonly known: boolean;
    readonly trajectories: number;
    readonly solved: number;
    readonly places: Readonly<Record<string, ReturnType<typeof measure>>>;
  }[];
  readonly firstErrors: readonly FirstErrors[];
  /** By tenths of the score, null where no score fell: benchmarks that training knows, and the others that have solved trajectories. */
  readonly calibration: { readonly known: ReturnType<typeof calibration>; readonly unseen: ReturnType<typeof calibration> };
}

interface Scored {
  readonly row: Row;
  /** Scores at the policy's own decisions, in order. */
  readonly scores: readonly number[];
}

const PLACES = [2, 4, 8, 'half'] as const;
type Place = (typeof PLACES)[number];

const [data, folder, out] = process.argv.slice(2);
if (data === undefined || folder === undefined || out === undefined) {
  console.error('usage: node training/evaluate.ts DATA MODEL OUT.json');
  process.exit(2);
}

const { policies, trained } = await shareSolvedByPolicy(join(data, 'train'));
const known = (one: Scored) => trained.has(one.row.source);
const model = await openModel(folder);
const scored: Scored[] = [];
const labelled: Labelled[] = [];
for await (const row of rows(join(data, 'dev'))) {
  const { trajectory, stepOf } = convert(row);
  if (trajectory.steps.length === 0 || row.quality !== undefined) continue;
  const all = await model.score(trajectory);
  scored.push({ row, scores: all.filter((_, i) => trajectory.steps[i]?.actor !== 'user') });
  if (typeof row.first_error === 'number') labelled.push({ source: row.source, step: stepOf[row.first_error] ?? -1, scores: all });
}

const bySource = Map.groupBy(scored, (one) => one.row.source);
const sources = [...bySource].map(([source, list]) => ({
  source,
  known: trained.has(source),
  trajectories: list.length,
  solved: list.filter((one) => solved(one.row)).length,
  places: Object.fromEntries(PLACES.map((place) => [place, measure(list, place)])),
}));
const evaluation: Evaluation = {
  model: model.name,
  sources,
  firstErrors: firstErrors(labelled),
  calibration: { known: calibration(scored.filter(known)), unseen: calibration(scored.filter((one) => !known(one))) },
};
writeFileSync(out, `${JSON.stringify(evaluation, rounded, 1)}\n`);

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(4)) : value;
}

function measure(list: readonly Scored[], place: Place) {
  const running = list.filter((one) => (place === 'half' ? one.scores.length >= 2 : one.scores.length > place));
  const samples = (score: (one: Scored, at: number) => number): Sample[] =>
    running.map((one) => ({
      score: score(one, place === 'half' ? Math.ceil(one.scores.length / 2) - 1 : place - 1),
      solved: solved(one.row),
      task: one.row.split_key,
      policy: one.row.model,
    }));
  const given = samples((one, at) => one.scores[at] as number);
  return {
    n: running.length,
    solved: running.filter((one) => solved(one.row)).length,
    prm: ranking(given),
    prmWithinTask: rankingWithin(given, 'task'),
    prmWithinPolicy: rankingWithin(given, 'policy'),
    constant: ranking(samples(() => 0))?.auroc,
    stepIndex: ranking(samples((_, at) => -at))?.auroc,
    policyName: ranking(samples((one) => policies(one.row)))?.auroc,
  };
}

/** Share solved in the training split for a row's source and model, 0.5 for a pair it does not have; and the sources it has. */
async function shareSolvedByPolicy(
  train: string,
): Promise<{ readonly policies: (row: Row) => number; readonly trained: ReadonlySet<string> }> {
  const trained = new Set<string>();
  const counts = new Map<string, { n: number; solved: number }>();
  for await (const row of rows(train)) {
    if (row.quality !== undefined) continue;
    trained.add(row.source);
    const key = `${row.source}\n${row.model}`;
    const count = counts.get(key) ?? { n: 0, solved: 0 };
    counts.set(key, { n: count.n + 1, solved: count.solved + (solved(row) ? 1 : 0) });
  }
  const policies = (row: Row) => {
    const count = counts.get(`${row.source}\n${row.model}`);
    return count === undefined ? 0.5 : count.solved / count.n;
  };
  return { policies, trained };
}

/** Mean score and share solved in ten bins of the score, each trajectory weighing 1 over all its steps. */
function calibration(list: readonly Scored[]) {
  const bins = Array.from({ length: 10 }, () => ({ weight: 0, score: 0, solved: 0 }));
  const judged = new Set(list.filter((one) => solved(one.row)).map((one) => one.row.source));
  for (const { row, scores } of list) {
    if (!judged.has(row.source)) continue;
    for (const score of scores) {
      const bin = bins[Math.min(9, Math.floor(score * 10))];
      if (bin === undefined || scores.length === 0) continue;
      bin.weight += 1 / scores.length;
      bin.score += score / scores.length;
      bin.solved += (solved(row) ? 1 : 0) / scores.length;
    }
  }
  return bins.map(({ weight, score, solved }) =>
    weight === 0 ? null : { trajectories: weight, score: score / weight, solved: solved / weight },
  );
}
