import { asProblem, detect } from '../core/importers/detect.ts';
import { builtIn, type Formats } from '../core/importers/formats.ts';
import { type Importer, LogError } from '../core/importers/importer.ts';
import { readLog } from '../core/importers/read.ts';
import type { Problem } from '../core/model/result.ts';
import type { Trajectory } from '../core/model/trajectory.ts';
import { openLogFile } from '../node/files/open.ts';
import { UsageError } from './command.ts';
import { findFiles } from './files.ts';

export interface FindOptions {
  /** Importer id; without it the format is detected from the content. Throws `UsageError` when there is no such importer. */
  readonly format?: string;
  /** Unset: the built-in ones. */
  readonly formats?: Formats;
  readonly signal?: AbortSignal;
}

/** A problem makes the exit code 1, unless its severity is `info`. */
export type Found =
  | { readonly kind: 'trajectory'; readonly trajectory: Trajectory }
  | { readonly kind: 'problem'; readonly problem: Problem };

/**
 * The trajectories of files and folders, in a fixed order: paths as given, folders walked by name. A file found by
 * walking that is no rollout log is passed over; one that was named is a problem.
 */
export async function* findTrajectories(paths: readonly string[], options: FindOptions = {}): AsyncGenerator<Found> {
  const formats = options.formats ?? builtIn;
  const format = options.format === undefined ? undefined : chosen(options.format, formats);
  const number = sampleNumbers();
  for await (const found of findFiles(paths, options.signal)) {
    if (found.kind === 'problem') yield found;
    else {
      for await (const item of readFile(found.path, found.named, found.root, formats, format)) {
        if (options.signal?.aborted) return;
        if ('problem' in item) yield { kind: 'problem', problem: item.problem };
        else yield { kind: 'trajectory', trajectory: number(item.trajectory) };
      }
    }
  }
}

type Item = { readonly trajectory: Trajectory } | { readonly problem: Problem };

async function* readFile(path: string, named: boolean, root: string, formats: Formats, format: Importer | undefined): AsyncGenerator<Item> {
  try {
    const file = await openLogFile(path, { root });
    const detected = format ? undefined : await detect(file, formats.importers);
    const importer = format ?? formats.byId(detected?.format ?? '');
    if (!importer) {
      if (detected && (named || !harmless.has(detected.code))) yield { problem: asProblem(detected, file.path) };
      return;
    }
    let read = 0;
    for await (const item of readLog(file, importer)) {
      if ('end' in item) continue;
      if ('trajectory' in item) read++;
      // A format chosen by hand does not make a problem of every other file in a folder.
      else if (format && !named && read === 0) return;
      yield item;
    }
    if (named && read === 0) yield { problem: nothing(path, importer) };
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    yield { problem: error.problem };
  }
}

/** What any folder may hold without being about rollouts. */
export const harmless: ReadonlySet<string> = new Set(['not-a-rollout-log', 'no-record', 'empty', 'binary', 'pickle', 'torch']);

const nothing = (path: string, importer: Importer): Problem => ({
  severity: 'info',
  code: 'no-trajectory',
  message: `No trajectory in it (${importer.name}).`,
  file: path,
});

function chosen(id: string, formats: Formats): Importer {
  const importer = formats.byId(id);
  if (importer) return importer;
  throw new UsageError(`there is no format "${id}" (one of: ${formats.importers.map((it) => it.id).join(', ')})`);
}

/** Samples are numbered per file; where files share a group, a number that is taken becomes the next free one. */
function sampleNumbers(): (trajectory: Trajectory) => Trajectory {
  const taken = new Map<string, Set<number>>();
  return (trajectory) => {
    const key = `${trajectory.run}\n${trajectory.group}`;
    const numbers = taken.get(key) ?? new Set();
    taken.set(key, numbers);
    let { sample } = trajectory;
    if (numbers.has(sample)) for (sample = numbers.size; numbers.has(sample); sample++);
    numbers.add(sample);
    return sample === trajectory.sample ? trajectory : { ...trajectory, sample };
  };
}
