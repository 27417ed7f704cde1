import * as vscode from 'vscode';
import type { TrajectorySummary } from '../../core/model/summary.ts';
import { taskTitle } from '../../core/transcript/task-title.ts';
import { cut, oneLine } from '../../core/transcript/visible.ts';

export const SCHEME = 'rollout';
export const LANGUAGE = 'rollout-transcript';

/** The address of a transcript: a readable name for the tab, the id in the query. */
export function transcriptUri(summary: TrajectorySummary): vscode.Uri {
  const folder = oneLine(summary.run, 80).replace(/[/\\]+/g, ' › ');
  const task = taskTitle(summary)
    .split(/[/\\]+/)
    .slice(-2)
    .join(' › ');
  const name = `${cut(task, 40)} · ${summary.sample + 1}`;
  return vscode.Uri.from({ scheme: SCHEME, path: `/${folder}/${name}.rollout`, query: summary.id });
}

export const transcriptId = (uri: vscode.Uri): string | undefined => (uri.scheme === SCHEME && uri.query !== '' ? uri.query : undefined);
