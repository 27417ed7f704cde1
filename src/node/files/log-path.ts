/**
 * The one form of a path inside the program: forward slashes. On Windows `C:\logs\a` becomes `C:/logs/a`, a share
 * `\\host\share` becomes `//host/share`, and the long-path prefix `\\?\` goes; Node opens all of these. Elsewhere a
 * backslash is an ordinary character of a name and stays. Unicode is left as the file system gave it: normalising it
 * would name another file on Linux, and none at all where NFD names were copied from macOS.
 */
export function toLogPath(path: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return path;
  const slashed = path.replaceAll('\\', '/');
  if (/^\/\/[?.]\/UNC\//i.test(slashed)) return `//${slashed.slice(8)}`;
  return slashed.replace(/^\/\/[?.]\/(?=[a-z]:)/i, '');
}
