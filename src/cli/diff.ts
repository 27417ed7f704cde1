import { existsSync, writeFileSync } from 'node:fs';
import { factsOf, type TrajectoryFacts } from '../core/diff/facts.ts';
import { reportOf } from '../core/diff/report.ts';
import { reportHtml } from '../core/diff/report-html.ts';
import { reportMarkdown } from '../core/diff/report-markdown.ts';
import { holds, parseRule, type Rule } from '../core/diff/rule.ts';
import { compareRuns, type MetricDiff, type RunDiff } from '../core/diff/runs.ts';
import { runsHtml, runsMarkdown } from '../core/diff/runs-export.ts';
import { diffTrajectories, type TrajectoryDiff } from '../core/diff/trajectories.ts';
import { judgeOf } from '../core/model/judged.ts';
import type { Outcome, Trajectory } from '../core/model/trajectory.ts';
import { stepHead } from '../core/steps/head.ts';
import { oneLine } from '../core/transcript/visible.ts';
import { readArgs } from './args.ts';
import { type Command, type ExitCode, type Io, UsageError } from './command.ts';
import { isFailure, problemText } from './problems.ts';
import { embeddedScores } from './step-scores.ts';
import { findTrajectories } from './trajectories.ts';

export const diffCommand: Command = {
  name: 'diff',
  usage: 'diff A B [--format FORM] [--out FILE] [--fail-if RULE] [--seed N] [--resamples N] [--no-scores]',
  summary: 'Compares two trajectories (FILE#ID) or two runs (files or folders).',
  details: [
    '',
    '  FILE#ID        one trajectory: its id, GROUP:SAMPLE, or its position in the file from 0',
    '  --format FORM  text, json (one object with everything), html (one page that stands alone) or md',
    '  --out FILE     write there instead of standard output; --json is short for --format json',
    '  --fail-if RULE exit code 1 when the rule holds: METRIC[.diff|.low|.high|.p|.a|.b] OPERATOR NUMBER,',
    '                 e.g. "success.high < 0" or "lost > 0"; differences are B - A',
    '  --seed N       seed of bootstrap and permutations, 1 when not given; --resamples N, 2000',
    '  --no-scores    do not score the steps of two trajectories; the decisive divergence is then unknown',
  ],
  async run(args, io) {
    const { values, paths } = readArgs(args, {
      json: { type: 'boolean' },
      format: { type: 'string' },
      out: { type: 'string' },
      'fail-if': { type: 'string' },
      seed: { type: 'string', default: '1' },
      resamples: { type: 'string', default: '2000' },
      'no-scores': { type: 'boolean' },
    });
    const form = readForm(values.format ?? (values.json ? 'json' : 'text'));
    if (paths.length !== 2) throw new UsageError(`diff takes two sides, not ${paths.length}`);
    const [a, b] = paths.map(side) as [Side, Side];
    const rule = values['fail-if'] === undefined ? undefined : readRule(values['fail-if']);
    if ((a.id === undefined) !== (b.id === undefined)) throw new UsageError('one side is a trajectory (FILE#ID), the other is not');
    if (a.id !== undefined && rule) throw new UsageError('--fail-if is for runs');
    const options = { seed: whole(values.seed, '--seed'), resamples: whole(values.resamples, '--resamples') };
    const lines: string[] = [];
    const { out } = values;
    const to: Io = out === undefined ? io : { ...io, out: async (line) => void lines.push(line) };
    const code =
      a.id === undefined
        ? await runDiff(to, a, b, options, form, rule)
        : await trajectoryDiff(to, a, b, form, values['no-scores'] !== true);
    if (out !== undefined) writeFileSync(out, `${lines.join('\n')}\n`);
    return code;
  },
};

const FORMS = ['text', 'json', 'html', 'md'] as const;
type Form = (typeof FORMS)[number];

function readForm(text: string): Form {
  const form = FORMS.find((known) => known === text);
  if (!form) throw new UsageError(`--format takes ${FORMS.join(', ')}, not "${text}"`);
  return form;
}

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
  for await (const found of findTrajectories([path], { signal: io.signal, formats: io.formats })) {
    if (found.kind === 'trajectory') take(found.trajectory);
    else {
      io.err(problemText(found.problem));
      complete &&= !isFailure(found.problem);
    }
  }
  return complete;
}

async function trajectoryDiff(io: Io, sideA: Side, sideB: Side, form: Form, scored: boolean): Promise<ExitCode> {
  const [a, b] = [await pick(io, sideA), await pick(io, sideB)];
  const scores = scored ? await embeddedScores(io, [a, b]) : new Map<string, readonly (number | undefined)[]>();
  if (form === 'html' || form === 'md') {
    const basis = { kind: 'score', name: 'Embedded PRM', note: 'trust not checked here' } as const;
    const report = reportOf([a, b], scored ? { values: [a, b].map(({ id }) => scores.get(id) ?? []), basis } : undefined);
    await io.out(form === 'html' ? reportHtml(report, [a, b]) : reportMarkdown(report));
    return 0;
  }
  const diff = diffTrajectories(a, b, { a: scores.get(a.id), b: scores.get(b.id) });
  if (form === 'json') await io.out(JSON.stringify({ a: name(a), b: name(b), valuesFrom: scored ? 'embedded' : null, ...diff }));
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
  form: Form,
  rule: Rule | undefined,
): Promise<ExitCode> {
  const { facts: a, complete: readA } = await readFacts(io, sideA.path);
  const { facts: b, complete: readB } = await readFacts(io, sideB.path);
  const diff = compareRuns(a, b, options);
  const report = { a: sideA.path, b: sideB.path, diff };
  if (form === 'html' || form === 'md') await io.out(form === 'html' ? runsHtml(report) : runsMarkdown(report, true));
  else if (form === 'json')
    await io.out(JSON.stringify({ a: sideA.path, b: sideB.path, trajectoriesA: a.length, trajectoriesB: b.length, ...diff }));
  else for (const line of runLines(diff, a.length, b.length)) await io.out(line);
  const failed = rule ? holds(rule, diff) : false;
  if (rule && failed === undefined) io.err(`the comparison has no number for "${rule.text}"`);
  if (rule && failed) io.err(`the rule "${rule.text}" holds`);
  return readA && readB && failed === false ? 0 : 1;
}

/** Facts of every trajectory of a side; success is told per run, see `judgeOf`. */
async function readFacts(io: Io, path: string): Promise<{ readonly facts: readonly TrajectoryFacts[]; readonly complete: boolean }> {
  const found: { readonly facts: TrajectoryFacts; readonly run: string; readonly outcome: Outcome }[] = [];
  const complete = await readSide(io, path, (t) => found.push({ facts: factsOf(t), run: t.run, outcome: t.outcome }));
  const judges = new Map([...Map.groupBy(found, ({ run }) => run)].map(([run, of]) => [run, judgeOf(of.map(({ outcome }) => outcome))]));
  const facts = found.map(({ facts: known, run, outcome }) => {
    const success = judges.get(run)?.(outcome);
    return success === undefined ? known : { ...known, values: { ...known.values, success: Number(success) } };
  });
  return { facts, complete };
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
