import * as vscode from 'vscode';
import type { CommandId } from '../../host/command-table.ts';

/** Problems that a choice of the format solves. */
const SOLVED = new Set<unknown>(['ambiguous-format', 'wrong-format']);

const READ_AS: CommandId = 'rolloutLens.readAs';

/** A quick fix in the Problems view and the editor for files that several formats fit. */
export function offerChoices(): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { scheme: 'file' },
    {
      provideCodeActions: (document, _range, { diagnostics }) => {
        const ours = diagnostics.filter(({ source, code }) => source === 'Rollout Lens' && SOLVED.has(code));
        if (ours.length === 0) return [];
        const action = new vscode.CodeAction('Choose the format…', vscode.CodeActionKind.QuickFix);
        action.diagnostics = ours;
        action.isPreferred = true;
        action.command = { command: READ_AS, title: 'Read As…', arguments: [document.uri] };
        return [action];
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}
