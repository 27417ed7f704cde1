import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageError } from './command.ts';

/** `node:util` parseArgs, strict, its complaints as `UsageError`. `paths` says how many positionals there may be. */
export function readArgs<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T, paths: 'some' | 'any' | 'none' = 'some') {
  const parsed = attempt(() => parseArgs({ args: [...args], options, allowPositionals: true, strict: true }));
  if (paths === 'some' && parsed.positionals.length === 0) throw new UsageError('no PATH given');
  if (paths === 'none' && parsed.positionals.length > 0) throw new UsageError(`unexpected argument ${parsed.positionals[0]}`);
  return { values: parsed.values, paths: parsed.positionals as readonly string[] };
}

function attempt<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
