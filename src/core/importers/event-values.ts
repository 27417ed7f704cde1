import type { Json } from '../model/json.ts';
import type { Problem } from '../model/result.ts';
import { type Container, LogError, type LogFile } from './importer.ts';
import { look } from './probe.ts';
import { recordsOf } from './records.ts';

export interface EventValue {
  readonly value: Json;
  /** 1-based line of its beginning. */
  readonly line: number;
}

/**
 * The values of a file whose records make one trajectory together, however they are laid out: one a line, elements of
 * one array, or one document. What is damaged or unfinished comes as a problem, and the rest is read.
 */
export async function* eventValues(file: LogFile): AsyncGenerator<EventValue | { readonly problem: Problem }, void, void> {
  const looked = await look(file);
  const container: Container | undefined = 'refused' in looked ? undefined : looked.probes[0]?.container;
  if (container === undefined || container === 'table' || container === 'archive' || container === 'text') {
    throw new LogError({
      severity: 'error',
      code: 'wrong-format',
      message: 'refused' in looked ? looked.refused.reason : 'This is neither JSON nor JSON Lines',
      remedy: 'Let the format be detected, or choose another one.',
    });
  }
  for await (const item of recordsOf(file, container)) {
    if ('problem' in item) yield item;
    else if ('record' in item) yield { value: item.record.value, line: item.record.place.kind === 'bytes' ? item.record.place.line : 0 };
  }
}
