import * as vscode from 'vscode';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import { Refusal } from '../../host/explain.ts';
import type { Services } from '../../host/services.ts';
import { asTarget, type Target } from '../../host/target.ts';
import { toLogPath } from '../../node/files/log-path.ts';
import type { Library } from '../../node/library/types.ts';

/** How the files are called in which mappings are made; they are no logs. */
export const MAPPING = '.house-format.json';

const firstOf = (library: Library, row: Exclude<Target, { kind: 'trajectory' }>): TrajectorySummary | undefined =>
  library.trajectories(row.run, row.kind === 'group' ? row.group : undefined)[0];

/** The log a command is for: a file of the Explorer, a row of the tree, the file in the editor, the trajectory in view. */
export function logFile({ library, current }: Services, argument: unknown): string {
  const target = asTarget(argument);
  if (argument instanceof vscode.Uri && argument.scheme === 'file') return toLogPath(argument.fsPath);
  const editor = vscode.window.activeTextEditor?.document.uri;
  if (target === undefined && editor?.scheme === 'file' && !editor.path.endsWith(MAPPING)) return toLogPath(editor.fsPath);
  const row = target ?? current.target;
  const file = row && (row.kind === 'trajectory' ? library.summary(row.id) : firstOf(library, row))?.file;
  if (file !== undefined) return file;
  throw new Refusal('There is no log file to work on.', 'Right-click a file in the Explorer, or open one in an editor first.');
}
