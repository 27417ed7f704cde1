import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Problem } from '../core/model/result.ts';
import { toSlashes } from '../node/watch/candidates.ts';
import { resolveRoots, walk } from '../node/watch/walk.ts';

export type FoundFile =
  | {
      readonly kind: 'file';
      readonly path: string /** Given on the command line, not found in a folder. */;
      readonly named: boolean;
      readonly root: string;
    }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** The files that paths and globs stand for: paths as given, folders walked by name, each file once. */
export async function* findFiles(paths: readonly string[], signal?: AbortSignal): AsyncGenerator<FoundFile> {
  const seen = new Set<string>();
  const entries = paths.map((path) => toSlashes(resolve(path)));
  for (const entry of entries) {
    const roots = await resolveRoots([entry]);
    const isFile = (await stat(entry).catch(() => undefined))?.isFile() === true;
    const root = isFile ? toSlashes(dirname(entry)) : (roots[0]?.base ?? entry);
    for await (const found of walk(roots, { sorted: true, signal })) {
      if (found.kind === 'problem')
        yield {
          kind: 'problem',
          problem: {
            ...found.problem,
            severity: 'error',
            remedy: found.problem.code === 'path-missing' ? 'Check the spelling.' : found.problem.remedy,
          },
        };
      if (found.kind !== 'file' || seen.has(found.path)) continue;
      seen.add(found.path);
      yield { kind: 'file', path: found.path, named: entries.includes(found.path), root };
    }
  }
}
