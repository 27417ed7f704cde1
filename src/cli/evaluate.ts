import type { Trajectory } from '../core/model/trajectory.ts';
import { type Case, caseOf, evaluate } from '../core/scoring/evaluation/evaluate.ts';
import type { Scoring } from '../node/scoring/types.ts';
import { readArgs } from './args.ts';
import type { Command, ExitCode, Io } from './command.ts';
import { evaluationText } from './evaluate-table.ts';
import { isFailure, problemText } from './problems.ts';
import { asDevice, scored } from './score.ts';
import { openScorer, SCORER_HELP } from './scorers.ts';
import { type Found, findTrajectories } from './trajectories.ts';

export const evaluateCommand: Command = {
  name: 'evaluate',
  usage: 'evaluate DATA… [--scorer ID] [--json] [--device auto|cpu|webgpu] [--format ID] [--all]',
  summary: 'Holds a scorer against outcomes and step labels.',
  details: [
    '',
    SCORER_HELP,
    '  --json         {scorer, sources: […], overall: {…}} as one JSON object; null is unknown',
    '  --device NAME  where a model runs; auto (default) takes the GPU where it is right and faster',
    '  --format ID    the format of all files, instead of detecting it',
    '  --all          also recordings the data marks as broken (`quality`)',
    '',
    '  AUROC of solved against failed trajectories of one source: after 1, 2, 4 and 8 of the policy’s own steps among those that go on,',
    '  and at 25 to 100 % of the whole, where the step index shows how far the length alone goes. Intervals are 95 %, by draws of whole tasks.',
    '  A scorer fitted on some of these tasks scores them with the model that has not seen them.',
  ],
  async run(args, io) {
    const { values, paths } = readArgs(args, {
      scorer: { type: 'string', default: 'embedded' },
      json: { type: 'boolean' },
      device: { type: 'string', default: 'auto' },
      format: { type: 'string' },
      all: { type: 'boolean' },
    });
    const scoring = openScorer(values.scorer, { device: asDevice(values.device) });
    try {
      const found = findTrajectories(paths, { signal: io.signal, formats: io.formats, ...(values.format && { format: values.format }) });
      return await report(found, scoring, io, { json: values.json === true, all: values.all === true });
    } finally {
      scoring.dispose();
    }
  },
};

async function report(
  found: AsyncIterable<Found>,
  scoring: Scoring,
  io: Io,
  { json, all }: { readonly json: boolean; readonly all: boolean },
): Promise<ExitCode> {
  const cases: Case[] = [];
  let [complete, broken, unscored] = [true, 0, 0];
  const told = new Set<string>();
  const sound = async function* (): AsyncGenerator<Found> {
    for await (const item of found) {
      if (!all && item.kind === 'trajectory' && isBroken(item.trajectory)) broken++;
      else yield item;
    }
  };
  for await (const { trajectory, scores, problem } of scored(sound(), scoring, io.signal)) {
    if (io.signal.aborted) return 1;
    if (problem) {
      complete &&= !isFailure(problem);
      const text = problemText(problem);
      if (!told.has(text)) io.err(text);
      told.add(text);
    }
    if (trajectory && scores && trajectory.steps.length > 0) cases.push(caseOf(trajectory, scores.values));
    else if (trajectory) unscored++;
  }
  if (broken > 0) io.err(`${broken} left out: the data marks them as broken.`);
  if (unscored > 0) io.err(`${unscored} left out: no score.`);
  const { scorer } = scoring;
  if (!scorer || cases.length === 0) {
    io.err('There is nothing to evaluate.');
    return 1;
  }
  const evaluation = evaluate(cases, scorer.meaning);
  if (json) {
    const { id, name, identity, meaning } = scorer;
    await io.out(JSON.stringify({ scorer: { id, name, identity, meaning }, leftOut: { broken, unscored }, ...evaluation }, noUnknown));
  } else await io.out(evaluationText(evaluation));
  return complete ? 0 : 1;
}

const isBroken = ({ extra }: Trajectory): boolean => typeof extra?.quality === 'string' && extra.quality !== '';

const noUnknown = (_: string, value: unknown): unknown => (typeof value === 'number' && !Number.isFinite(value) ? null : value);
