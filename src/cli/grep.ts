import { toRow } from '../core/importers/export.ts';
import type { Trajectory } from '../core/model/trajectory.ts';
import { type Facts, matches, rollup } from '../core/query/match.ts';
import { parseQuery, type Query } from '../core/query/parse.ts';
import { oneLine } from '../core/transcript/visible.ts';
import type { Scoring } from '../node/scoring/types.ts';
import { readArgs } from './args.ts';
import { type Command, UsageError } from './command.ts';
import { embeddedScoring } from './embedded.ts';
import { isFailure, problemText } from './problems.ts';
import { findTrajectories } from './trajectories.ts';

export const grepCommand: Command = {
  name: 'grep',
  usage: 'grep QUERY PATH… [--json] [--count]',
  summary: 'Prints the trajectories that match a query.',
  details: [
    '',
    '  QUERY: all terms must hold, e.g. \'outcome:fail steps:>20 tool:bash -model:qwen "permission denied"\'.',
    '  fields: outcome status reward steps sample update score.min score.max score.mean score.last model agent format',
    '          run group task file tool error text; numbers take > >= < <= = and 2..5; commas are alternatives; - negates.',
    '  tool, error, text and words without a field are found anywhere in the content, inside words too, whatever their case;',
    '  words without a field also in the names of task, group, model, agent, run and log.',
    '  score.* scores with the embedded PRM.',
    '',
    '  --json   the row of `import` for each',
    '  --count  only their number',
  ],
  async run(args, io) {
    // A query may begin with a minus; first of all arguments it is no option.
    const first = args[0] !== undefined && !args[0].startsWith('--') ? args[0] : undefined;
    const { values, paths } = readArgs(
      first === undefined ? args : args.slice(1),
      { json: { type: 'boolean' }, count: { type: 'boolean' } },
      'any',
    );
    const [text = '', ...files] = first === undefined ? paths : [first, ...paths];
    if (files.length === 0) throw new UsageError('no PATH given');
    const parsed = parseQuery(text);
    if (!parsed.ok)
      throw new UsageError(
        `${parsed.error.message}\n    ${text}\n    ${' '.repeat(parsed.error.from)}${'^'.repeat(Math.max(1, parsed.error.to - parsed.error.from))}`,
      );
    const scoring = parsed.query.terms.some((term) => term.field.id.startsWith('score.')) ? embeddedScoring() : undefined;
    let failed = false;
    let count = 0;
    try {
      for await (const found of findTrajectories(files, { signal: io.signal, formats: io.formats })) {
        if (found.kind === 'problem') {
          io.err(problemText(found.problem));
          failed ||= isFailure(found.problem);
        } else if (await fits(parsed.query, found.trajectory, scoring, io.signal)) {
          count++;
          if (!values.count) await io.out(values.json ? JSON.stringify(toRow(found.trajectory)) : line(found.trajectory));
        }
      }
    } finally {
      scoring?.dispose();
    }
    if (values.count) await io.out(String(count));
    return failed ? 1 : 0;
  },
};

async function fits(query: Query, t: Trajectory, scoring: Scoring | undefined, signal: AbortSignal): Promise<boolean> {
  const summary: Facts = { ...t, file: t.source.file, steps: t.steps.length };
  const scores = await scoring?.score({ trajectory: t, contentHash: t.id, priority: 'background', signal });
  return matches(query, { summary, trajectory: t, ...(scores && { scores: rollup(scores.values) }) }) === true;
}

function line({ source, outcome, steps, group, sample, task }: Trajectory): string {
  const mark = outcome.success === undefined ? '?' : outcome.success ? '✓' : '✗';
  const place = source.place.kind === 'bytes' ? `:${source.place.line}` : '';
  return `${source.file}${place}  ${mark} reward ${outcome.reward ?? 'unknown'}  ${steps.length} steps  ${oneLine(group, 40)} #${sample}  ${oneLine(task.text ?? '', 60)}`.trimEnd();
}
