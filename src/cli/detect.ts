import { detect } from '../core/importers/detect.ts';
import { builtIn, type Formats } from '../core/importers/formats.ts';
import { LogError } from '../core/importers/importer.ts';
import { oneLine, visible } from '../core/transcript/visible.ts';
import { openLogFile } from '../node/files/open.ts';
import { readArgs } from './args.ts';
import type { Command } from './command.ts';
import { findFiles } from './files.ts';
import { isFailure, problemText } from './problems.ts';
import { harmless } from './trajectories.ts';

export const detectCommand: Command = {
  name: 'detect',
  usage: 'detect PATH… [--json]',
  summary: 'Says which format files have, by their content, and why.',
  details: [
    '',
    'Folders are walked. The exit code is 1 when a file that was named is no rollout log, or something could not be read.',
    '',
    '  --json  one object a line: {path, format, candidates, reason}; format is null where it is no rollout log',
  ],
  async run(args, io) {
    const { values, paths } = readArgs(args, { json: { type: 'boolean' } });
    let failed = false;
    for await (const found of findFiles(paths, io.signal)) {
      if (found.kind === 'problem') {
        failed ||= isFailure(found.problem);
        io.err(problemText(found.problem));
        continue;
      }
      const { code, ...detected } = await detectFile(found.path, found.root, io.formats);
      failed ||= detected.format === null && (found.named || !harmless.has(code));
      if (values.json) await io.out(JSON.stringify({ path: found.path, ...detected }));
      else await io.out(`${(detected.format ?? '-').padEnd(20)} ${visible(found.path)}  ${oneLine(detected.reason, io.width)}`);
      if (io.signal.aborted) break;
    }
    return failed ? 1 : 0;
  },
};

async function detectFile(path: string, root: string, formats: Formats = builtIn) {
  try {
    const { format, candidates, reason, code } = await detect(await openLogFile(path, { root }), formats.importers);
    return { format, candidates, reason, code };
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    return { format: null, candidates: [], reason: error.problem.message, code: error.problem.code };
  }
}
