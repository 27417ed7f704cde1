/** Folders nobody writes rollouts to, and which are large enough to matter. Matched by name, at any depth below a root. */
const ignoredFolders = new Set([
  'node_modules',
  'bower_components',
  '.git',
  '.hg',
  '.svn',
  '.jj',
  '__pycache__',
  'site-packages',
  'dist-packages',
  '.venv',
  'venv',
  '.tox',
  '.nox',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.gradle',
  '.terraform',
  '.yarn',
  '.pnpm-store',
  '.vscode-test',
  'System Volume Information',
  '$RECYCLE.BIN',
]);

/** Extensions a rollout log can have; the content decides later. */
const extensions = /\.(?:jsonl?|ndjson|parquet|eval|traj|gz|zst|zip)$/i;

/** Neighbours that importers look at and that have none of these extensions. */
const sidecars = new Set(['reward.txt', 'exception.txt']);

export const isIgnoredFolder = (name: string): boolean => ignoredFolders.has(name);

/** Cheap first filter by name: may this be a rollout log or say something about one? */
export const isCandidate = (name: string): boolean => extensions.test(name) || sidecars.has(name);

/** Forward slashes, no trailing one: the spelling of paths everywhere past the file system's door. */
export function toSlashes(path: string): string {
  const slashed = process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
  return slashed.length > 1 && slashed.endsWith('/') ? slashed.slice(0, -1) : slashed;
}
