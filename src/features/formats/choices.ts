import * as vscode from 'vscode';
import type { CommandId } from '../../host/command-table.ts';

interface Fix {
  readonly title: string;
  readonly command: CommandId;
}

const CHOOSE: Fix = { title: 'Choose the format…', command: 'rolloutLens.readAs' };

/** Problem codes and what solves them. */
const FIXES: ReadonlyMap<unknown, Fix> = new Map<unknown, Fix>([
  ['ambiguous-format', CHOOSE],
  ['wrong-format', CHOOSE],
  ['custom-path', { title: 'Mend the mapping…', command: 'rolloutLens.mapFormat' }],
]);

/** Quick fixes in the Problems view and the editor for files whose format is in doubt. */
export function offerChoices(): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { scheme: 'file' },
    {
      provideCodeActions: (document, _range, { diagnostics }) =>
        diagnostics.flatMap((diagnostic) => {
          const fix = diagnostic.source === 'Rollout Lens' ? FIXES.get(diagnostic.code) : undefined;
          if (fix === undefined) return [];
          const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
          action.diagnostics = [diagnostic];
          action.isPreferred = true;
          action.command = { command: fix.command, title: fix.title, arguments: [document.uri] };
          return [action];
        }),
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}
