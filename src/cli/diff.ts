import { existsSync } from 'node:fs';
import { factsOf, type TrajectoryFacts } from '../core/diff/facts.ts';
import { holds, parseRule, type Rule } from '../core/diff/rule.ts';
import { compareRuns, type MetricDiff, type RunDiff } from '../core/diff/runs.ts';
import { diffTrajectories, type TrajectoryDiff } from '../core/diff/trajectories.ts';
import type { Trajectory } from '../core/model/trajectory.ts';
import { stepHead } from '../core/steps/head.ts';
import { oneLine } from '../core/transcript/visible.ts';
import { readArgs } from './args.ts';
import { type Command, type ExitCode, type Io, UsageError } from './command.ts';
import { isFailure, problemText } from './problems.ts';
import { embeddedScores } from './step-scores.ts';
import { findTrajectories } from './trajectories.ts';

export const diffCommand: Command = {
  name: 'diff',
  usage: 'diff A B [--json] [--fail-if RULE] [--seed N] [--resamples N] [--no-scores]',
  summary: 'Compares two trajectories (FILE#ID) or two runs (files or folders).',
  details: [
    '',
    '  FILE#ID        one trajectory: its id, GROUP:SAMPLE, or its position in the file from 0',
    '  --json         one object with everything',
    '  --fail-if RULE exit code 1 when the rule holds: METRIC[.diff|.low|.high|.p|.a|.b] OPERATOR NUMBER,',
    '                 e.g. "success.high < 0" or "lost > 0"; differences are B - A',
    '  --seed N       seed of bootstrap and permutations, 1 when not given; --resamples N, 2000',
    '  --no-scores    do not score the steps of two trajectories; the decisive divergence is then unknown',
  ],
  async run(args, io) {
    const { values, paths } = readArgs(args, {
      json: { type: 'boolean' },
      'fail-if': { type: 'string' },
      seed: { type: 'string', default: '1' },
      resamples: { type: 'string', default: '2000' },
      'no-scores': { type: 'boolean' },
    });
    if (paths.length !== 2) throw new UsageError(`diff takes two sides, not ${paths.length}`);
    const [a, b] = paths.map(side) as [Side, Side];
    const rule = values['fail-if'] === undefined ? undefined : readRule(values['fail-if']);
    if ((a.id === undefined) !== (b.id === undefined)) throw new UsageError('one side is a trajectory (FILE#ID), the other is not');
    if (a.id !== undefined) {
      if (rule) throw new UsageError('--fail-if is for runs');
      return trajectoryDiff(io, a, b, values.json === true, values['no-scores'] !== true);
    }
    const options = { seed: whole(values.seed, '--seed'), resamples: whole(values.resamples, '--resamples') };
    return runDiff(io, a, b, options, values.json === true, rule);
  },
};

interface Side {
  readonly path: string;
  readonly id?: string;
}

/** The part after the last `#`, unless a file has that very name. */
function side(text: string): Side {
  const at = text.lastIndexOf('#');
  return at <= 0 || existsSync(text) ? { path: text } : { path: text.slice(0, at), id: text.slice(at + 1) };
}

function whole(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new UsageError(`${name} takes a whole number, not "${text}"`);
  return value;
}

function readRule(text: string): Rule {
  const rule = parseRule(text);
  if (!rule.ok) throw new UsageError(`${rule.problem.message} ${rule.problem.remedy ?? ''}`);
  return rule.value;
}

/** Hands every trajectory of a side to `take`; false when something was not read. */
async function readSide(io: Io, path: string, take: (t: Trajectory) => void): Promise<boolean> {
  let complete = true;
  for await (const found of findTrajectories([path], { signal: io.signal })) {
    if (found.kind === 'trajectory') take(found.trajectory);
    else {
      io.err(problemText(found.problem));
      complete &&= !isFailure(found.problem);
    }
  }
  return complete;
}

async function trajectoryDiff(io: Io, sideA: Side, sideB: Side, json: boolean, scored: boolean): Promise<ExitCode> {
  const [a, b] = [await pick(io, sideA), await pick(io, sideB)];
  const scores = scored ? await embeddedScores(io, [a, b]) : new Map<string, readonly (number | undefined)[]>();
  const diff = diffTrajectories(a, b, { a: scores.get(a.id), b: scores.get(b.id) });
  if (json) await io.out(JSON.stringify({ a: name(a), b: name(b), valuesFrom: scored ? 'embedded' : null, ...diff }));
  else for (const line of trajectoryLines(a, b, diff)) await io.out(line);
  return 0;
}

async function pick(io: Io, { path, id }: Side): Promise<Trajectory> {
  let position = 0;
  let found: Trajectory | undefined;
  await readSide(io, path, (t) => {
    if (!found && (t.id === id || `${t.group}:${t.sample}` === id || String(position) === id)) found = t;
    position++;
  });
  if (!found) throw new UsageError(`${path} has no trajectory "${id}"; there are ${position}, numbered from 0`);
  return found;
}

const name = (t: Trajectory) => ({
  id: t.id,
  file: t.source.file,
  run: t.run,
  group: t.group,
  sample: t.sample,
  reward: t.outcome.reward ?? null,
});

function* trajectoryLines(a: Trajectory, b: Trajectory, diff: TrajectoryDiff): Generator<string> {
  for (const [letter, t] of [['A', a], ['B', b]] as const) // biome-ignore format: one line
    yield `${letter}  ${oneLine(t.group, 60)} #${t.sample}  reward ${t.outcome.reward ?? 'unknown'}  ${t.steps.length} steps  ${t.source.file}`;
  const title = (t: Trajectory, i: number | undefined): string => {
    const step = i === undefined ? undefined : t.steps[i];
    if (!step) return '';
    const head = stepHead(step);
    return oneLine(`${i} ${head.tool} ${head.title}`, 56);
  };
  const marks = { same: ' ', changed: '~', 'only-a': '<', 'only-b': '>' };
  for (const [k, row] of diff.rows.entries()) {
    const note = [
      k === diff.first ? 'first divergence' : '',
      k === diff.decisive?.row ? `decisive: apart by ${diff.decisive.separation.toFixed(2)}` : '',
      row.differs.join(', '),
    ];
    yield `${marks[row.kind]} ${title(a, row.a).padEnd(57)}| ${title(b, row.b).padEnd(57)}${note.filter((n) => n).join(' · ')}`.trimEnd();
  }
  const { same, changed, onlyA, onlyB } = diff.counts;
  yield `${same} the same, ${changed} changed, ${onlyA} only in A, ${onlyB} only in B`;
}

async function runDiff(
  io: Io,
  sideA: Side,
  sideB: Side,
  options: { seed: number; resamples: number },
  json: boolean,
  rule: Rule | undefined,
): Promise<ExitCode> {
  const [a, b]: [TrajectoryFacts[], TrajectoryFacts[]] = [[], []];
  const readA = await readSide(io, sideA.path, (t) => a.push(factsOf(t)));
  const readB = await readSide(io, sideB.path, (t) => b.push(factsOf(t)));
  const diff = compareRuns(a, b, options);
  if (json) await io.out(JSON.stringify({ a: sideA.path, b: sideB.path, trajectoriesA: a.length, trajectoriesB: b.length, ...diff }));
  else for (const line of runLines(diff, a.length, b.length)) await io.out(line);
  const failed = rule ? holds(rule, diff) : false;
  if (rule && failed === undefined) io.err(`the comparison has no number for "${rule.text}"`);
  if (rule && failed) io.err(`the rule "${rule.text}" holds`);
  return readA && readB && failed === false ? 0 : 1;
}

function* runLines(diff: RunDiff, a: number, b: number): Generator<string> {
  yield `${diff.tasks.length} tasks in both (A ${a}, B ${b} trajectories); ${diff.onlyA.length} only in A, ${diff.onlyB.length} only in B`;
  if (diff.tasks.length === 0) {
    yield 'No task in common: nothing can be compared. Tasks are matched by their id, else by their text.';
    return;
  }
  yield `B against A: ${diff.wins} wins, ${diff.losses} losses, ${diff.ties} ties; ${diff.gained} gained, ${diff.lost} lost altogether`;
  yield `${'metric'.padEnd(11)}${'A'.padStart(9)}${'B'.padStart(9)}${'B - A'.padStart(9)}  95 % interval        p      after Holm  could show  tasks`;
  for (const m of diff.metrics) yield metricLine(m);
  for (const t of diff.tasks.filter((task) => task.flip)) yield `${t.flip === 'gained' ? 'gained' : 'lost  '} ${oneLine(t.title, 100)}`;
  yield `bootstrap and permutations over tasks, seed ${diff.seed}, ${diff.resamples} resamples`;
}

function metricLine(m: MetricDiff): string {
  const n = (x: number, width = 9): string => (Number.isFinite(x) ? x.toPrecision(3) : '-').padStart(width);
  const interval = `[${n(m.difference.low, 0)}, ${n(m.difference.high, 0)}]`.padEnd(20);
  const left = m.leftOut > 0 ? ` (${m.leftOut} left out)` : '';
  return `${m.metric.padEnd(11)}${n(m.meanA)}${n(m.meanB)}${n(m.difference.estimate)}  ${interval} ${n(m.p, 6)} ${n(m.pAdjusted, 11)} ${n(m.detectable, 11)}  ${m.tasks}${left}  ${m.verdict}`;
}
