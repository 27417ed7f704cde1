/** Log paths are strings with forward slashes; core never asks a file system about them. */

/** The folder part, `.` when there is none. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return '.';
  return slash === 0 ? '/' : path.slice(0, slash);
}

/** The last segment. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The last segment without its last extension. */
export const stemOf = (path: string): string => nameOf(path).replace(/(?<=.)\.[^.]*$/, '');
