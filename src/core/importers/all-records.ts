import type { Problem } from '../model/result.ts';
import { type Container, LogError, type LogFile, type LogRecord } from './importer.ts';
import { look } from './probe.ts';
import { recordsOf } from './records.ts';

/**
 * All records of a file whose trajectories are spread over many of them. `containers` are those the format has, likeliest
 * first. Throws `LogError` when the file is none of them.
 */
export async function* allRecords(
  file: LogFile,
  containers: readonly Container[],
): AsyncGenerator<{ readonly record: LogRecord } | { readonly problem: Problem }, void, void> {
  const looked = await look(file);
  const found = 'refused' in looked ? [] : looked.probes.map((probe) => probe.container);
  const container = found.find((item) => containers.includes(item));
  if (container === undefined) {
    throw new LogError({
      severity: 'error',
      code: 'not-json',
      message: 'Nothing in this file can be read as JSON records',
      remedy: 'Let the format be detected, or choose another one.',
      file: file.path,
    });
  }
  for await (const item of recordsOf(file, container)) if (!('end' in item)) yield item;
}
