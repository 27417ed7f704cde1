import * as vscode from 'vscode';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import { taskTitle } from '../../core/transcript/task-title.ts';
import { cut } from '../../core/transcript/visible.ts';
import { besideUri } from './uri.ts';

/** Two transcripts in the editor's own diff; steps that belong together stand side by side. */
export function openTextDiff(a: TrajectorySummary, b: TrajectorySummary): Thenable<unknown> {
  return vscode.commands.executeCommand('vscode.diff', besideUri(a, b, 'a'), besideUri(b, a, 'b'), title(a, b), { preview: false });
}

function title(a: TrajectorySummary, b: TrajectorySummary): string {
  const [left, right] = [cut(taskTitle(a), 40), cut(taskTitle(b), 40)];
  if (left !== right) return `${left} · ${a.sample + 1} ⇄ ${right} · ${b.sample + 1}`;
  return `${left} · samples ${a.sample + 1} ⇄ ${b.sample + 1}`;
}
