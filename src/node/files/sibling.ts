import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { SIBLING_LEVELS_ABOVE_ROOT } from './limits.ts';

/**
 * Where a neighbour of a log file really lies, or undefined when it is out of bounds: it must be below the watched root
 * (the file's own folder when nothing is watched) or at most `SIBLING_LEVELS_ABOVE_ROOT` above it, both as written and
 * after following links. Names inside logs reach this function, so it trusts none.
 */
export async function siblingPath(file: string, relativePath: string, root: string | undefined): Promise<string | undefined> {
  if (relativePath === '' || relativePath.includes('\0') || isAbsolute(relativePath) || /^[a-z]:/i.test(relativePath)) return undefined;
  const folder = dirname(resolve(file));
  const bound = above(root !== undefined && inside(resolve(root), folder) ? resolve(root) : folder);
  const target = resolve(folder, relativePath);
  if (!inside(bound, target)) return undefined;
  try {
    const [realBound, realTarget] = await Promise.all([realpath(bound), realpath(target)]);
    return inside(realBound, realTarget) ? realTarget : undefined;
  } catch {
    return undefined;
  }
}

/** The bound: some levels up, but never the top of the file system. */
function above(folder: string): string {
  let bound = folder;
  for (let level = 0; level < SIBLING_LEVELS_ABOVE_ROOT; level++) {
    const parent = dirname(bound);
    if (dirname(parent) === parent) break;
    bound = parent;
  }
  return bound;
}

function inside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
