import * as vscode from 'vscode';

/** What `when` clauses of the manifest may ask. */
export const CONTEXT_KEYS = {
  /** The library holds at least one run. */
  'rolloutLens.hasRollouts': false,
  /** Folders are being looked through for the first time. */
  'rolloutLens.searching': false,
  /** The rollouts view hides something. */
  'rolloutLens.filtered': false,
  /** Paths of the logs in the library, for `in`; as many as an editor should carry. */
  'rolloutLens.files': [],
} as const satisfies Readonly<Record<string, boolean | readonly string[]>>;

export type ContextKey = keyof typeof CONTEXT_KEYS;

export const setContext = (key: ContextKey, value: boolean | readonly string[]): Thenable<unknown> =>
  vscode.commands.executeCommand('setContext', key, value);
