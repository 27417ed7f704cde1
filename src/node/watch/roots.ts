import picomatch from 'picomatch';
import { isCandidate, toSlashes } from './candidates.ts';

/** What one entry of the directories setting stands for. Paths are absolute, with forward slashes. */
export interface Root {
  readonly entry: string;
  /** The deepest folder (or file) that is certain to hold everything the entry means. */
  readonly base: string;
  /** False where nothing below this folder can belong to the entry. */
  admitsFolder(path: string): boolean;
  admitsFile(path: string): boolean;
}

const glob = { dot: true, nocase: process.platform === 'win32' } as const;
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A folder stands for the candidate files below it, a file for itself. */
export function literalRoot(entry: string): Root {
  const base = toSlashes(entry);
  const prefix = base === '/' ? base : `${base}/`;
  const holds = (path: string) => path === base || path.startsWith(prefix);
  return {
    entry,
    base,
    admitsFolder: holds,
    admitsFile: (path) => path === base || (path.startsWith(prefix) && isCandidate(nameOf(path))),
  };
}

/** A glob stands for the files it matches, and for the candidate files below the folders it matches. */
export function globRoot(entry: string): Root {
  const scanned = picomatch.scan(toSlashes(entry));
  const base = toSlashes(scanned.base || '/');
  const prefix = base === '/' ? base : `${base}/`;
  const matches = picomatch(scanned.glob, glob);
  const mayLeadTo = folderPruner(scanned.glob);
  const below = (path: string) => (path.startsWith(prefix) ? path.slice(prefix.length) : undefined);
  return {
    entry,
    base,
    admitsFolder(path) {
      if (path === base) return true;
      const relative = below(path);
      return relative !== undefined && mayLeadTo(relative.split('/'));
    },
    admitsFile(path) {
      const relative = below(path);
      if (relative === undefined) return false;
      return matches(relative) || (isCandidate(nameOf(relative)) && ancestors(relative).some((folder) => matches(folder)));
    },
  };
}

export const isGlob = (entry: string): boolean => picomatch.scan(toSlashes(entry)).isGlob;

/** `a/b/c.json` has the ancestors `a` and `a/b`. */
function ancestors(relative: string): string[] {
  const parts = relative.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Compares a folder's segments with the pattern's, one by one, so that a star in the middle does not walk everything. */
function folderPruner(pattern: string): (segments: readonly string[]) => boolean {
  if (/[{(]/.test(pattern)) return () => true;
  const wanted = pattern.split('/').map((segment) => (segment.includes('**') ? undefined : picomatch(segment, glob)));
  return (segments) => {
    for (const [index, segment] of segments.entries()) {
      if (index >= wanted.length) return true;
      const test = wanted[index];
      if (!test) return true;
      if (!test(segment)) return false;
    }
    return true;
  };
}
