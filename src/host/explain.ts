import { LogError } from '../core/importers/importer.ts';

/** Why a command cannot run and what to do; shown as it stands. */
export class Refusal extends Error {
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** Several messages as one text: each ends as a sentence, what is missing is left out. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  const given = parts.map((part) => part?.trim() ?? '').filter((part) => part !== '');
  return given.map((part) => (/[.!?…:]["”)]?$/.test(part) ? part : `${part}.`)).join(' ');
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
