import { toRow } from '../core/importers/export.ts';
import { LogError } from '../core/importers/importer.ts';
import type { Problem } from '../core/model/result.ts';
import type { StepScores } from '../core/model/score.ts';
import type { Trajectory } from '../core/model/trajectory.ts';
import { LOG_REWARD, logReward } from '../core/scoring/log-reward.ts';
import { oneLine, visible } from '../core/transcript/visible.ts';
import type { DeviceChoice, Scoring } from '../node/scoring/types.ts';
import { readArgs } from './args.ts';
import { type Command, type Io, UsageError } from './command.ts';
import { isFailure, problemText } from './problems.ts';
import { openScorer, SCORER_HELP } from './scorers.ts';
import { type Found, findTrajectories } from './trajectories.ts';

export const scoreCommand: Command = {
  name: 'score',
  usage: 'score PATH… [--scorer ID] [--json] [--device auto|cpu|webgpu] [--format ID]',
  summary: 'Scores every step.',
  details: [
    '',
    SCORER_HELP,
    '  --json         one object a line per trajectory: the row of `import`, and scores: [{scorer, values, device}];',
    '                 a value is null where it is unknown. Step rewards in the log are a scorer of their own, log:reward.',
    '  --device NAME  where the model runs; auto (default) takes the GPU where it is right and faster',
    '  --format ID    the format of all files, instead of detecting it',
    '  --model DIR    the same as --scorer DIR',
    '  --verbose      also what the scoring process says, on standard error',
  ],
  async run(args, io) {
    const { values, paths } = readArgs(args, {
      scorer: { type: 'string' },
      json: { type: 'boolean' },
      device: { type: 'string', default: 'auto' },
      format: { type: 'string' },
      model: { type: 'string' },
      verbose: { type: 'boolean' },
    });
    const device = asDevice(values.device);
    const found = findTrajectories(paths, { signal: io.signal, formats: io.formats, ...(values.format && { format: values.format }) });
    const scoring = openScorer(values.scorer ?? values.model ?? 'embedded', {
      device,
      ...(values.verbose && { log: (line) => io.err(visible(line)) }),
    });
    try {
      return (await printAll(found, scoring, io, values.json === true)) ? 0 : 1;
    } finally {
      scoring.dispose();
    }
  },
};

const DEVICES: readonly DeviceChoice[] = ['auto', 'cpu', 'webgpu'];

export function asDevice(name: string): DeviceChoice {
  const device = DEVICES.find((known) => known === name);
  if (!device) throw new UsageError(`--device takes ${DEVICES.join(', ')}, not "${name}"`);
  return device;
}

/** False when something was not read or not scored. */
async function printAll(found: AsyncIterable<Found>, scoring: Scoring, io: Io, json: boolean): Promise<boolean> {
  const told = new Set<string>();
  let complete = true;
  let [trajectories, steps] = [0, 0];
  for await (const { trajectory, scores, problem } of scored(found, scoring, io.signal)) {
    if (io.signal.aborted) return false;
    if (problem) {
      complete &&= !isFailure(problem);
      const text = problemText(problem);
      if (!told.has(text)) io.err(text);
      told.add(text);
    }
    if (!trajectory) continue;
    if (scores) {
      trajectories++;
      steps += scores.values.length;
    }
    const logged = scores?.scorer === LOG_REWARD.id ? undefined : logReward(trajectory)?.scores;
    const all = [scores, logged].filter((one) => one !== undefined);
    await io.out(json ? JSON.stringify({ ...toRow(trajectory), scores: all.map(scoreRow) }) : line(trajectory, all));
  }
  const { device, reason } = scoring.status;
  if (device) io.err(`scored ${steps} steps of ${trajectories} trajectories on ${device}. ${reason}`);
  return complete;
}

const scoreRow = ({ scorer, values, device }: StepScores) => ({ scorer, values: values.map((value) => value ?? null), device });

interface Answer {
  readonly trajectory?: Trajectory;
  readonly scores?: StepScores;
  readonly problem?: Problem;
}

/** Trajectories read ahead while others are being scored: enough to fill a batch, few enough to hold in memory. */
const AHEAD = 64;
const AHEAD_STEPS = 5000;

/** What was found, in that order, scored; as much is held as fills the batches. */
export async function* scored(found: AsyncIterable<Found>, scoring: Scoring, signal: AbortSignal): AsyncGenerator<Answer> {
  const ahead: { readonly answer: Promise<Answer>; readonly steps: number }[] = [];
  let steps = 0;
  for await (const item of found) {
    const size = item.kind === 'trajectory' ? item.trajectory.steps.length : 0;
    steps += size;
    ahead.push({ answer: answerOf(item, scoring, signal), steps: size });
    while (ahead.length >= AHEAD || (steps > AHEAD_STEPS && ahead.length > 1)) {
      const first = ahead.shift();
      if (!first) break;
      steps -= first.steps;
      yield await first.answer;
    }
  }
  for (const { answer } of ahead) yield await answer;
}

async function answerOf(item: Found, scoring: Scoring, signal: AbortSignal): Promise<Answer> {
  if (item.kind === 'problem') return { problem: item.problem };
  const { trajectory } = item;
  try {
    return { trajectory, scores: await scoring.score({ trajectory, contentHash: trajectory.id, priority: 'background', signal }) };
  } catch (error) {
    if (signal.aborted) return { trajectory };
    if (error instanceof LogError) return { trajectory, problem: error.problem };
    return { trajectory, problem: { severity: 'error', code: 'scoring-failed', message: String(error) } };
  }
}

/** One trajectory as a line: where it is from, how it ended, its scores as bars of eight heights. */
function line({ group, sample, outcome, steps }: Trajectory, scores: readonly StepScores[]): string {
  const end = outcome.success === undefined ? `reward ${outcome.reward ?? 'unknown'}` : outcome.success ? 'solved' : 'not solved';
  const curves = scores.map(({ scorer, values }) => `  ${scorer} ${bars(values)} ${values.at(-1)?.toFixed(2) ?? 'unknown'}`);
  return [`${oneLine(group, 60)} #${sample}  ${end}  ${steps.length} steps`, ...curves].join('\n');
}

/** Unknown is a dot. */
function bars(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  const [low, high] = [Math.min(0, ...known), Math.max(1, ...known)];
  return values
    .map((value) => (value === undefined ? '·' : '▁▂▃▄▅▆▇█'[Math.min(7, Math.floor(((value - low) / (high - low)) * 8))]))
    .join('');
}
