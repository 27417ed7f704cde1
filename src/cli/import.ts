import { toRow } from '../core/importers/export.ts';
import type { Trajectory } from '../core/model/trajectory.ts';
import { oneLine } from '../core/transcript/visible.ts';
import { readArgs } from './args.ts';
import type { Command } from './command.ts';
import { isFailure, problemText } from './problems.ts';
import { findTrajectories } from './trajectories.ts';

export const importCommand: Command = {
  name: 'import',
  usage: 'import PATH… [--json] [--format ID]',
  summary: 'Prints the trajectories of files and folders.',
  details: [
    '',
    'Files are taken as they are named; folders are walked, and what is no rollout log in them is passed over.',
    'Problems go to standard error. The exit code is 1 when something was not read.',
    '',
    '  --json       one object a line: {source, format, run, group, sample, task, policy, outcome, status, steps, …};',
    '               null means unknown. These lines can be imported again.',
    '  --format ID  read everything as this format instead of detecting it; see "formats"',
  ],
  async run(args, io) {
    const { values, paths } = readArgs(args, { json: { type: 'boolean' }, format: { type: 'string' } });
    let failed = false;
    for await (const found of findTrajectories(paths, { format: values.format, signal: io.signal, formats: io.formats })) {
      if (found.kind === 'trajectory')
        await io.out(values.json ? JSON.stringify(toRow(found.trajectory)) : tableLine(found.trajectory, io.width));
      else {
        failed ||= isFailure(found.problem);
        io.err(problemText(found.problem));
      }
      if (io.signal.aborted) break;
    }
    return failed ? 1 : 0;
  },
};

function tableLine(trajectory: Trajectory, width: number): string {
  const { outcome, status, steps, format, run, group, sample, task } = trajectory;
  const mark = outcome.success === undefined ? '?' : outcome.success ? '✓' : '✗';
  const reward = outcome.reward === undefined ? 'unknown' : String(Number(outcome.reward.toPrecision(4)));
  const columns = [
    mark,
    status.padEnd(9),
    reward.padStart(8),
    `${steps.length} step${steps.length === 1 ? ' ' : 's'}`.padStart(10),
    format.padEnd(18),
    `${oneLine(nameOf(run), 30)} › ${oneLine(group, 30)} › ${sample}`,
  ];
  const line = columns.join('  ');
  return `${line}  ${oneLine(task.text ?? '', Math.max(20, width - line.length - 2))}`.trimEnd();
}

/** The last two segments of a run that is a path. */
const nameOf = (run: string): string => (run.includes('/') ? run.split('/').filter(Boolean).slice(-2).join('/') : run);
