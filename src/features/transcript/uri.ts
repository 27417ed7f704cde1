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

/** The address of one side of a text diff: the transcript with the headers it has beside the other one. */
export const besideUri = (summary: TrajectorySummary, other: TrajectorySummary, side: 'a' | 'b'): vscode.Uri =>
  transcriptUri(summary).with({ query: `${summary.id}&${side}&${other.id}` });

export const transcriptId = (uri: vscode.Uri): string | undefined => (uri.scheme === SCHEME ? uri.query.split('&')[0] : '') || undefined;

/** The other side of a text diff; undefined for a transcript on its own. */
export function besideOf(uri: vscode.Uri): { readonly side: 'a' | 'b'; readonly id: string } | undefined {
  const [, side, id] = uri.query.split('&');
  return (side === 'a' || side === 'b') && id ? { side, id } : undefined;
}
