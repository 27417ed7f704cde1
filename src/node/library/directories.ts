import { posix } from 'node:path';
import type { Problem } from '../../core/model/result.ts';
import { toSlashes } from '../watch/candidates.ts';

export interface Surroundings {
  readonly home: string;
  readonly workspaceFolders: readonly string[];
}

export interface ExpandedDirectories {
  /** Absolute paths or globs, forward slashes, each once, in the order of the settings. */
  readonly entries: readonly string[];
  /** Entries that cannot mean anything here. */
  readonly problems: readonly Problem[];
}

/**
 * What the directories setting stands for: `~` is the home folder, `${workspaceFolder}` and relative entries mean every
 * workspace folder. No entry at all means the workspace folders themselves.
 */
export function expandDirectories(settings: readonly string[], surroundings: Surroundings): ExpandedDirectories {
  const home = toSlashes(surroundings.home);
  const folders = surroundings.workspaceFolders.map(toSlashes);
  const wanted = settings.map((entry) => entry.trim()).filter((entry) => entry !== '');
  if (wanted.length === 0) return { entries: [...new Set(folders)], problems: [] };

  const problems: Problem[] = [];
  const entries = wanted.flatMap((entry) => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the editor's own spelling
    const spelled = toSlashes(entry.replaceAll('${userHome}', '~'));
    if (spelled === '~' || spelled.startsWith('~/')) return [tidy(home + spelled.slice(1))];
    const relative = spelled.replace(/^\$\{workspaceFolder\}\/?/, '');
    if (isAbsolute(relative) && relative === spelled) return [tidy(spelled)];
    if (folders.length === 0) problems.push(homeless(entry));
    return folders.map((folder) => tidy(`${folder}/${relative}`));
  });
  return { entries: [...new Set(entries)], problems };
}

const isAbsolute = (path: string): boolean => path.startsWith('/') || /^[a-z]:\//i.test(path);

/** Resolves `.` and `..`, drops a trailing slash, keeps the two slashes of a Windows share. */
function tidy(path: string): string {
  const share = path.startsWith('//') ? '/' : '';
  return share + toSlashes(posix.normalize(path)).replace(/(?<=.)\/$/, '');
}

const homeless = (entry: string): Problem => ({
  severity: 'warning',
  code: 'directory-relative',
  message: `The watched directory “${entry}” is relative, and no workspace folder is open.`,
  remedy: 'Open a folder, or write the path from / or ~.',
});
