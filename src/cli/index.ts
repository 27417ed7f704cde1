import { resolve } from 'node:path';
import type { Problem } from '../core/model/result.ts';
import { openLibrary } from '../node/library/library.ts';
import type { Library } from '../node/library/types.ts';
import { createListing } from '../node/watch/listing.ts';
import { readArgs } from './args.ts';
import type { Command } from './command.ts';
import { isFailure, problemText } from './problems.ts';

export const indexCommand: Command = {
  name: 'index',
  usage: 'index PATH… [--json] [--database FILE]',
  summary: 'Indexes files and folders, as the editor does, and prints what was found, in numbers.',
  details: [
    '',
    '  --json           one object: {files, runs, groups, trajectories, steps, characters, problems, seconds}',
    '  --database FILE  keep the index in this file; a second start then reads only what has changed',
  ],
  async run(args, io) {
    const { values, paths } = readArgs(args, { json: { type: 'boolean' }, database: { type: 'string' } });
    const start = performance.now();
    const faults: unknown[] = [];
    const library = openLibrary({
      database: values.database === undefined ? ':memory:' : resolve(values.database),
      formats: io.formats,
      createWatcher: createListing,
      settle: 0,
      onError: (error) => faults.push(error),
    });
    const stop = () => library.dispose();
    io.signal.addEventListener('abort', stop);
    try {
      await library.watch(paths.map((path) => resolve(path)));
      await library.idle();
      if (io.signal.aborted) return 1;
      const problems = library.problems();
      for (const problem of problems) io.err(problemText(problem));
      for (const fault of faults) io.err(String(fault));
      await io.out(report(counts(library, problems, (performance.now() - start) / 1000), values.json === true));
      return faults.length > 0 || problems.some(isFailure) ? 1 : 0;
    } finally {
      io.signal.removeEventListener('abort', stop);
      library.dispose();
    }
  },
};

function counts(library: Library, problems: readonly Problem[], seconds: number) {
  const runs = library.runs();
  let steps = 0;
  let characters = 0;
  for (const { run } of runs) {
    for (const trajectory of library.trajectories(run)) {
      steps += trajectory.steps;
      characters += trajectory.chars;
    }
  }
  return {
    files: library.progress.found,
    runs: runs.length,
    groups: runs.reduce((sum, run) => sum + run.groups, 0),
    trajectories: runs.reduce((sum, run) => sum + run.trajectories, 0),
    steps,
    characters,
    problems: problems.length,
    seconds: Number(seconds.toFixed(3)),
  };
}

function report(numbers: ReturnType<typeof counts>, json: boolean): string {
  if (json) return JSON.stringify(numbers);
  return Object.entries(numbers)
    .map(([name, value]) => `${name.padEnd(12)} ${value.toLocaleString('en')}`)
    .join('\n');
}
