import type { Json, JsonObject } from '../model/json.ts';
import { readSidecar } from './document.ts';
import { flag, isObject, list, object } from './fields.ts';
import type { LogFile } from './importer.ts';

const REPORTS = ['report.json', 'results.json', 'eval_results.json'];
const FOLDERS = ['', '../', '../../'];

/** Keys under which the SWE-bench harness and its relatives list instance ids, by what they say about them. */
const SOLVED = ['resolved_ids', 'ids_resolved', 'resolved'];
const JUDGED = ['completed_ids', 'unresolved_ids', 'ids_unresolved', 'empty_patch_ids', 'applied'];

/**
 * Whether an evaluation report beside or above the trajectory says that the instance was solved; `undefined` when none
 * does. `instances`: the ids it may go by. `own`: the file's folder is about this instance alone.
 */
export async function resolvedIn(file: LogFile, instances: ReadonlySet<string>, own: boolean): Promise<boolean | undefined> {
  for (const folder of FOLDERS) {
    for (const name of REPORTS) {
      const report = await readSidecar(file, folder + name);
      for (const instance of instances) {
        const verdict = verdictOf(report, instance, own && folder === '');
        if (verdict !== undefined) return verdict;
      }
    }
  }
  return undefined;
}

/**
 * Reads one report: lists of ids (SWE-bench, SWE-smith, older `results.json`), a map by instance (SWE-bench per
 * instance, SWE-bench Pro), or the bare verdict of the one instance whose folder it is in (SWE-smith).
 */
export function verdictOf(report: Json | undefined, instance: string, own: boolean): boolean | undefined {
  if (!isObject(report)) return undefined;
  const entry = report[instance];
  if (entry !== undefined) return flag(entry) ?? flag(object(entry)?.resolved);
  if (SOLVED.some((key) => names(report, key, instance))) return true;
  if (JUDGED.some((key) => names(report, key, instance))) return false;
  return own ? flag(report.resolved) : undefined;
}

const names = (report: JsonObject, key: string, instance: string): boolean => list(report[key])?.includes(instance) ?? false;
