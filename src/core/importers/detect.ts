import type { Problem } from '../model/result.ts';
import { parseJson } from '../text/json.ts';
import { isObject } from './fields.ts';
import { type Container, type Detection, type Importer, LogError, type LogFile, type Probe } from './importer.ts';
import { look } from './probe.ts';
import { importers as table } from './table.ts';

/** What a file is, found by its content alone; names never decide. */
export interface Detected {
  /** Importer id; `null` when no importer takes it. */
  readonly format: string | null;
  /** How the chosen importer is to read the file. */
  readonly container?: Container;
  /** All importers that would take it, best first. */
  readonly candidates: readonly { readonly format: string; readonly container: Container; readonly certainty: Exclude<Detection, 'no'> }[];
  /** Formats that claim it as surely as the chosen one: it was taken by order, and somebody who knows should choose. */
  readonly rivals?: readonly string[];
  /** A stable code: `detected`, `not-a-rollout-log`, `empty`, `binary`, `git-lfs`, `pickle`, `torch`, `unreadable`, … */
  readonly code: string;
  /** One sentence for people: why this format, or why none. */
  readonly reason: string;
  readonly remedy?: string;
}

/** Finds the format of a file. Never rejects: what keeps it from being read is the reason. */
export async function detect(file: LogFile, importers: readonly Importer[] = table): Promise<Detected> {
  try {
    const looked = await look(file);
    if ('refused' in looked) return { format: null, candidates: [], ...looked.refused };
    return rank(looked.probes, importers);
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    const { code, message, remedy } = error.problem;
    return { format: null, candidates: [], code, reason: message, remedy };
  }
}

function rank(probes: readonly Probe[], importers: readonly Importer[]): Detected {
  const claims = probes.flatMap((probe) =>
    importers
      .filter((importer) => importer.containers.includes(probe.container))
      .map((importer) => ({ importer, container: probe.container, certainty: importer.detect(probe) })),
  );
  const candidates = (['sure', 'maybe'] as const).flatMap((certainty) =>
    claims
      .filter((claim) => claim.certainty === certainty)
      .map((claim) => ({ format: claim.importer.id, container: claim.container, certainty })),
  );
  const best = candidates[0];
  if (best === undefined) return { format: null, candidates, ...whyNot(probes) };
  const byId = (id: string) => importers.find((importer) => importer.id === id);
  const equal = candidates.filter(({ format, certainty }) => certainty === best.certainty && byId(format)?.own === byId(best.format)?.own);
  const rivals = [...new Set(equal.map(({ format }) => format))].filter((format) => format !== best.format);
  const nameOf = (id: string): string => byId(id)?.name ?? id;
  const how = best.certainty === 'sure' ? 'has the keys of' : 'looks like';
  const reason = `Its content ${how} ${[best.format, ...rivals].map(nameOf).join(', and of ')}.`;
  const { format, container } = best;
  return { format, container, candidates, code: 'detected', reason, ...(rivals.length > 0 && { rivals }) };
}

function whyNot(probes: readonly Probe[]): { readonly code: string; readonly reason: string; readonly remedy?: string } {
  const code = 'not-a-rollout-log';
  const known = 'Run `formats` to see what is read.';
  const probe = probes[0];
  if (probe === undefined || probe.container === 'text') return { code, reason: 'Plain text, not a rollout log.' };
  if (probe.container === 'table')
    return { code, reason: `A table with other columns than the formats we read (${listed(probe.entries)}).`, remedy: known };
  if (probe.container === 'archive') return { code, reason: 'A zip archive, but not of a format we read.', remedy: known };
  const first = probe.records[0];
  if (first === undefined && !isCutJson(probe.text)) return { code, reason: 'Neither JSON nor JSON Lines, not a rollout log.' };
  if (first === undefined) {
    return {
      code: 'no-record',
      reason: 'No complete JSON value in it yet.',
      remedy: 'If it is being written, it is looked at again when it changes.',
    };
  }
  const keys = isObject(first) ? ` (first keys: ${listed(Object.keys(first))})` : '';
  return { code, reason: `JSON, but not of a rollout format we read${keys}.`, remedy: known };
}

/** The text is the beginning of a JSON value, as far as one can see. */
function isCutJson(text: string): boolean {
  const parsed = parseJson(text);
  return parsed.ok || parsed.fault.cut;
}

const listed = (names: readonly string[]): string =>
  names.length === 0
    ? 'none'
    : `${names
        .slice(0, 8)
        .map((name) => name.slice(0, 40))
        .join(', ')}${names.length > 8 ? ', …' : ''}`;

/** The container an importer would read a file as; `undefined` when nothing in it fits. For formats chosen by hand. */
export async function containerFor(file: LogFile, importer: Importer): Promise<Container | undefined> {
  const looked = await look(file);
  if ('refused' in looked) return undefined;
  const fitting = looked.probes.filter((probe) => importer.containers.includes(probe.container));
  const claimed = fitting.find((probe) => importer.detect(probe) !== 'no') ?? fitting[0];
  return claimed?.container;
}

/** The same as a problem, for files that somebody named and that cannot be read. */
export const asProblem = (detected: Detected, file: string): Problem => ({
  severity: 'error',
  code: detected.code,
  message: detected.reason,
  remedy: detected.remedy,
  file,
});
