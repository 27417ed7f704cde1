/** What went wrong, where, and what the reader can do. Shown as it stands: one sentence each. */
export interface Problem {
  readonly severity: 'error' | 'warning' | 'info';
  /** A stable kebab-case code, e.g. `json-syntax`, for grouping and tests. */
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** Path of the file, as given. */
  readonly file?: string;
  /** 1-based line in the file. */
  readonly line?: number;
  /** Byte offset in the file. */
  readonly offset?: number;
  /** Member of an archive, row of a table, key path in a document. */
  readonly detail?: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const fail = (problem: Problem): Result<never> => ({ ok: false, problem });
