import { readdirSync, readFileSync } from 'node:fs';

/** Process ids of this server's PRM process: its bundle lies in the extensions folder under the server's home. */
export function prmProcesses(home: string): readonly number[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.filter((id) => commandLine(id).some((part) => part.startsWith(home) && part.endsWith('prm.mjs'))).map(Number);
}

function commandLine(id: string): readonly string[] {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
