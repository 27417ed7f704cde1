import { basename, resolve } from 'node:path';
import { exampleOf } from '../core/scoring/fit/example-of.ts';
import { Examples } from '../core/scoring/fit/examples.ts';
import { fitScorer } from '../core/scoring/fit/fit.ts';
import type { FittedManifest } from '../core/scoring/fit/manifest.ts';
import { oneLine } from '../core/transcript/visible.ts';
import { saveFitted } from '../node/scoring/fitted-folder.ts';
import { slices } from '../node/scoring/slices.ts';
import { readArgs } from './args.ts';
import { type Command, type ExitCode, type Io, UsageError } from './command.ts';
import { shareText } from './evaluate-table.ts';
import { isFailure, problemText } from './problems.ts';
import { findTrajectories } from './trajectories.ts';

export const fitCommand: Command = {
  name: 'fit',
  usage: 'fit PATH… --out FOLDER [--name NAME] [--seed N] [--format ID] [--json]',
  summary: 'Fits a scorer on the outcomes of rollouts.',
  details: [
    '',
    '  --out FOLDER   where the scorer is written; `score` and `evaluate` take it as --scorer FOLDER',
    '  --name NAME    its name, instead of that of the folder',
    '  --seed N       of the folds; the same seed and data give the same scorer',
    '  --format ID    the format of all files, instead of detecting it',
    '  --json         the scorer’s card as one JSON object',
    '',
    '  All figures are out of fold: of models that have not seen the trajectory’s task. Exit code 1 when there is too little to learn from.',
  ],
  async run(args, io) {
    const { values, paths } = readArgs(args, {
      out: { type: 'string' },
      name: { type: 'string' },
      seed: { type: 'string', default: '1' },
      format: { type: 'string' },
      json: { type: 'boolean' },
    });
    if (!values.out) throw new UsageError('no --out FOLDER given');
    if (!/^\d{1,9}$/.test(values.seed)) throw new UsageError(`--seed takes a number, not "${values.seed}"`);
    const name = values.name ?? basename(resolve(values.out));
    return fitAndSave(io, paths, { out: values.out, name, seed: Number(values.seed), format: values.format, json: values.json === true });
  },
};

interface Wanted {
  readonly out: string;
  readonly name: string;
  readonly seed: number;
  readonly format: string | undefined;
  readonly json: boolean;
}

async function fitAndSave(io: Io, paths: readonly string[], { out, name, seed, format, json }: Wanted): Promise<ExitCode> {
  const examples = new Examples();
  let leftOut = 0;
  let complete = true;
  for await (const found of findTrajectories(paths, { signal: io.signal, formats: io.formats, ...(format && { format }) })) {
    if (found.kind === 'problem') {
      io.err(problemText(found.problem));
      complete &&= !isFailure(found.problem);
      continue;
    }
    const example = exampleOf(found.trajectory);
    if (example) examples.add(example);
    else leftOut++;
  }
  if (io.signal.aborted) return 1;
  const began = performance.now();
  const fitted = await fitScorer(examples, { seed, pause: slices(io.signal, 100) }).catch((error: unknown) => {
    if (io.signal.aborted) return undefined;
    throw error;
  });
  if (!fitted) return 1;
  if (!fitted.ok) {
    io.err(problemText(fitted.problem));
    return 1;
  }
  const seconds = (performance.now() - began) / 1000;
  const made = new Date().toISOString();
  const manifest = saveFitted(out, fitted.value, { id: `fitted:${name}`, name: `Fitted: ${name}`, data: paths.join(', '), made, leftOut });
  if (json) await io.out(JSON.stringify({ out, identity: manifest.identity, seconds, ...manifest.card }, noUnknown));
  else await io.out(cardText(manifest, seconds));
  return complete ? 0 : 1;
}

const noUnknown = (_: string, value: unknown): unknown => (typeof value === 'number' && !Number.isFinite(value) ? null : value);

function cardText({ card, identity }: FittedManifest, seconds: number): string {
  const { outOfFold: report, data, leftOut } = card;
  const lines = [
    `Fitted on ${report.trajectories} trajectories (${report.solved} solved) of ${report.tasks} tasks in ${seconds.toFixed(1)} s: ${oneLine(data, 200)}`,
    leftOut > 0 ? `${leftOut} left out: outcome unknown.` : undefined,
    'Out of fold:',
    ...report.places.map((place) => `  after ${place.after}  ${shareText(place)}`),
    `  calibration error ${report.calibrationError.toFixed(3)}`,
    `Trust: ${report.trust.level}. ${report.trust.note}`,
    `Identity ${identity}`,
  ];
  return lines.filter((line) => line !== undefined).join('\n');
}
