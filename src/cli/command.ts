import type { Formats } from '../core/importers/formats.ts';

/** Where a command speaks. Data goes to `out`, everything meant for a person to `err`. */
export interface Io {
  /** Writes a line of data; resolves when the reader keeps up. After the reader has gone (EPIPE) it does nothing and `signal` is aborted. */
  out(line: string): Promise<void>;
  err(line: string): void;
  /** Aborted on Ctrl-C and when nobody reads the output any more. */
  readonly signal: AbortSignal;
  /** The formats files are read in, those of `--custom` first; the built-in ones where it is unset. */
  readonly formats?: Formats;
  /** Columns of the terminal, 100 when there is none. */
  readonly width: number;
}

/** 0: everything was read. 1: something was not. 2: wrong usage. */
export type ExitCode = 0 | 1 | 2;

export interface Command {
  readonly name: string;
  /** What follows the program name, e.g. `import PATH… [--json]`. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** More lines for the command's own help: what it prints, its options. */
  readonly details?: readonly string[];
  /** Throws `UsageError` where the arguments make no sense. */
  run(args: readonly string[], io: Io): Promise<ExitCode>;
}

/** Wrong arguments; `main` prints the message with the command's usage and exits with 2. */
export class UsageError extends Error {}
