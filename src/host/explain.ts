import { LogError } from '../core/importers/importer.ts';

/** Why a command cannot run and what to do; shown as it stands. */
export class Refusal extends Error {
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** What is told of an error: the message and, where there is one, the remedy. */
export function explain(error: unknown): { readonly message: string; readonly remedy?: string } {
  if (error instanceof LogError) {
    const { message, remedy, file, line } = error.problem;
    const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
    return { message: message + place, remedy };
  }
  if (error instanceof Error) return { message: error.message, remedy: (error as { remedy?: string }).remedy };
  return { message: String(error) };
}
