import type { Dirent } from 'node:fs';
import { opendir, readdir, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Problem } from '../../core/model/result.ts';
import { isIgnoredFolder, toSlashes } from './candidates.ts';
import { globRoot, isGlob, literalRoot, type Root } from './roots.ts';

/** `real` is set where the path leads through a link: what the link points at. */
export type Walked =
  | { readonly kind: 'file' | 'folder'; readonly path: string; readonly real?: string }
  /** This folder has more than `crowdedFrom` entries. */
  | { readonly kind: 'crowded'; readonly path: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

export const crowdedFrom = 1000;

export interface WalkOptions {
  /** Read each folder whole and go by name, for an order that does not depend on the disk. */
  readonly sorted?: boolean;
  readonly signal?: AbortSignal;
}

/** An entry that exists as it is spelled is taken literally, even where it holds glob characters. */
export async function resolveRoots(entries: readonly string[]): Promise<readonly Root[]> {
  return Promise.all(entries.map(async (entry) => (isGlob(entry) && !(await exists(entry)) ? globRoot(entry) : literalRoot(entry))));
}

/**
 * The files that the roots admit and the folders on the way. A link is followed unless the walk comes to its target
 * anyway; each real folder is visited once, so a loop ends. What cannot be read is a problem, not the end.
 */
export async function* walk(roots: readonly Root[], options: WalkOptions = {}): AsyncGenerator<Walked> {
  const seen = new Set<string>();
  for (const root of roots) {
    try {
      const stats = await stat(root.base);
      if (stats.isDirectory()) yield* walkFolder(root.base, roots, options, seen);
      else if (!seen.has(root.base) && !seen.has(await realPath(dirname(root.base)))) {
        seen.add(root.base);
        yield { kind: 'file', path: root.base };
      }
    } catch (error) {
      yield { kind: 'problem', problem: unreachable(root, error) };
    }
  }
}

/** As `walk`, from one folder below the roots. `seen` holds folders (real paths) and files that need no second visit. */
export async function* walkFolder(
  start: string,
  roots: readonly Root[],
  options: WalkOptions = {},
  seen = new Set<string>(),
): AsyncGenerator<Walked> {
  const admitsFolder = (path: string) => roots.some((root) => root.admitsFolder(path));
  const admitsFile = (path: string) => roots.some((root) => root.admitsFile(path));
  const pending: { path: string; real?: string }[] = [{ path: start }];
  for (let folder = pending.pop(); folder && !options.signal?.aborted; folder = pending.pop()) {
    const real = folder.real ?? (await realPath(folder.path));
    if (seen.has(real)) continue;
    seen.add(real);
    yield { kind: 'folder', ...folder };
    const below: typeof pending = [];
    let count = 0;
    const prefix = folder.path === '/' ? '/' : `${folder.path}/`;
    try {
      for await (const entry of entries(folder.path, options.sorted === true)) {
        if (options.signal?.aborted) return;
        const path = prefix + entry.name;
        if (++count === crowdedFrom) yield { kind: 'crowded', path: folder.path };
        if (entry.isSymbolicLink()) {
          const link = await follow(path);
          if (!link || admitsFolder(link.real) || admitsFile(link.real)) continue;
          if (link.kind === 'file' && admitsFile(path)) yield { path, ...link };
          if (link.kind === 'folder' && admitsFolder(path) && !isIgnoredFolder(entry.name)) below.push({ path, real: link.real });
        } else if (entry.isDirectory()) {
          if (!isIgnoredFolder(entry.name) && admitsFolder(path)) below.push({ path });
        } else if (entry.isFile() && admitsFile(path) && !seen.has(path)) yield { kind: 'file', path };
      }
    } catch (error) {
      const problem = unreadable(folder.path, error);
      if (problem) yield { kind: 'problem', problem };
    }
    pending.push(...below.reverse());
  }
}

/** Unsorted, a folder of 100,000 files is listed in small pieces. */
async function* entries(folder: string, sorted: boolean): AsyncGenerator<Dirent> {
  if (!sorted) return yield* await opendir(folder, { bufferSize: 256 });
  const all = await readdir(folder, { withFileTypes: true });
  yield* all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function follow(link: string): Promise<{ kind: 'file' | 'folder'; real: string } | undefined> {
  try {
    const stats = await stat(link);
    if (!stats.isFile() && !stats.isDirectory()) return undefined;
    return { kind: stats.isFile() ? 'file' : 'folder', real: await realPath(link) };
  } catch {
    return undefined;
  }
}

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined;
const realPath = async (path: string): Promise<string> => toSlashes(await realpath(path).catch(() => path));
const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

/** Nothing is said of a folder that vanished meanwhile. */
function unreadable(folder: string, error: unknown): Problem | undefined {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  const denied = code === 'EACCES' || code === 'EPERM';
  return {
    severity: 'warning',
    code: 'folder-unreadable',
    message: denied ? `No permission to list ${folder}.` : `${folder} cannot be listed (${code}).`,
    remedy: denied
      ? 'Grant read permission on the folder, or leave it out of the watched directories.'
      : 'Check the disk or the mount, then refresh.',
    file: folder,
  };
}

function unreachable(root: Root, error: unknown): Problem {
  const code = codeOf(error);
  if (code !== 'ENOENT' && code !== 'ENOTDIR') {
    return {
      severity: 'error',
      code: 'path-unreadable',
      message: `${root.base} cannot be read (${code}).`,
      remedy: 'Check its permissions, then refresh.',
      file: root.base,
    };
  }
  return {
    severity: 'warning',
    code: 'path-missing',
    message: `${root.base} does not exist.`,
    remedy: root.entry === root.base ? 'Check the spelling; a folder that appears later is picked up.' : `Check the entry ${root.entry}.`,
    file: root.base,
  };
}
