import { builtIn } from '../core/importers/formats.ts';
import { readArgs } from './args.ts';
import type { Command } from './command.ts';

export const formatsCommand: Command = {
  name: 'formats',
  usage: 'formats [--json]',
  summary: 'Lists the log formats that are read, and where rewards and groups come from.',
  details: ['', '  --json  one object a line: {id, name, containers, writes, rewards, groups}'],
  async run(args, io) {
    const { values } = readArgs(args, { json: { type: 'boolean' } }, 'none');
    for (const { id, name, containers, writes, rewards, groups } of (io.formats ?? builtIn).importers) {
      if (values.json) await io.out(JSON.stringify({ id, name, containers, writes, rewards, groups }));
      else await io.out([id, `  ${name} (${containers.join(', ')})`, `  rewards  ${rewards}`, `  groups   ${groups}`].join('\n'));
    }
    return 0;
  },
};
