import * as vscode from 'vscode';
import { titleOf } from '../../core/diff/report.ts';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import { cut } from '../../core/transcript/visible.ts';
import { besideUri } from './uri.ts';

/** Two transcripts in the editor's own diff; steps that belong together stand side by side. */
export function openTextDiff(a: TrajectorySummary, b: TrajectorySummary): Thenable<unknown> {
  const title = cut(titleOf([a, b]), 100);
  return vscode.commands.executeCommand('vscode.diff', besideUri(a, b, 'a'), besideUri(b, a, 'b'), title, { preview: false });
}
