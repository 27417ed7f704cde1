import type { Command } from './command.ts';

/**
 * All commands, loaded when they are run: a command costs only what it needs to start.
 * Name and summary stand here so that the list of commands loads nothing.
 */
export const commands: readonly CommandEntry[] = [
  { name: 'formats', summary: 'List the log formats that are read.', load: async () => (await import('./formats.ts')).formatsCommand },
  { name: 'detect', summary: 'Say which format files have, and why.', load: async () => (await import('./detect.ts')).detectCommand },
  {
    name: 'import',
    summary: 'Print the trajectories of files and folders.',
    load: async () => (await import('./import.ts')).importCommand,
  },
  {
    name: 'index',
    summary: 'Index files and folders and print what was found, in numbers.',
    load: async () => (await import('./index.ts')).indexCommand,
  },
  { name: 'score', summary: 'Score every step.', load: async () => (await import('./score.ts')).scoreCommand },
  { name: 'fit', summary: 'Fit a scorer on the outcomes of rollouts.', load: async () => (await import('./fit.ts')).fitCommand },
  {
    name: 'evaluate',
    summary: 'Hold a scorer against outcomes and step labels.',
    load: async () => (await import('./evaluate.ts')).evaluateCommand,
  },
  {
    name: 'credit',
    summary: 'Show where credit-assignment methods put the advantage.',
    load: async () => (await import('./credit.ts')).creditCommand,
  },
  { name: 'diff', summary: 'Compare two trajectories or two runs.', load: async () => (await import('./diff.ts')).diffCommand },
  { name: 'grep', summary: 'Print the trajectories that match a query.', load: async () => (await import('./grep.ts')).grepCommand },
];

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}
